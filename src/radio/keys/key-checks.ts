import type { OwnNode } from '../../mesh/own-node.js';
import type { Clock } from '../../util/clock.js';
import type { Log } from '../../util/log.js';
import type { ReadySession } from '../link-events.js';
import { compareKeys, type KeyComparison } from './comparison.js';
import { canAddContacts } from './firmware.js';
import type { Holdings } from './holdings.js';
import type { KeyBook } from './key-book.js';
import type { KeyRadio } from './key-radio.js';
import type { KeySightings } from './key-sightings.js';

export interface KeyCheckSettings {
  /** Whether reconnects are followed by a comparison as well. */
  readonly onReconnect: boolean;
  /** From `ready` to the first comparison of a session. */
  readonly delayMs: number;
  readonly periodMs: number;
}

export interface KeyChecksDeps {
  readonly radio: Pick<KeyRadio, 'report' | 'fetchNodes'>;
  readonly book: KeyBook;
  readonly holdings: Holdings;
  readonly sightings: KeySightings;
  readonly settings: KeyCheckSettings;
  readonly clock: Clock;
  readonly log: Log;
  /** Called after each comparison. */
  onChecked(): Promise<void>;
}

/** Telling its database keeps a node from reading for a while: once an hour it may be asked for that. */
const FETCH_GAP_MS = 3_600_000;
/** It evicts and learns without a word, so that what it told is worth less and less. */
const FRESH_MS = 6 * 3_600_000;

/** Compares the node's keys with ours, without airtime and without a request of each: from what it has told. */
export class KeyChecks {
  readonly #deps: KeyChecksDeps;
  #own: OwnNode | undefined;
  /** Uptime at which it last told its database, or was asked to. */
  #askedAt = Number.NEGATIVE_INFINITY;
  #hasRestarted = false;
  #figures = '';

  constructor(deps: KeyChecksDeps) {
    this.#deps = deps;
  }

  /** Everything that this schedules ends with the session. */
  begin({ own, toldNodes, signal }: ReadySession): void {
    const { holdings, log } = this.#deps;
    const isReconnect = this.#own !== undefined;
    if (toldNodes) this.#takeDump(own);
    else if (!this.#isSameBoot(own)) holdings.doubt();
    this.#own = own;
    this.#watch(isReconnect, signal).catch((err: unknown) => {
      if (!signal.aborted) log.error('keys cannot be compared', { err });
    });
  }

  compare(): KeyComparison {
    const { book, holdings } = this.#deps;
    return compareKeys(book.allTrusted(), (nodeNum) => holdings.keyOf(nodeNum));
  }

  async #watch(isReconnect: boolean, signal: AbortSignal): Promise<void> {
    const { clock, log, settings } = this.#deps;
    if (isReconnect && !settings.onReconnect) {
      log.info('keys skipped', { reason: 'reconnect' });
    } else {
      await clock.sleep('keys.delay', settings.delayMs, signal);
      await this.#check(signal);
    }
    for (;;) {
      await clock.sleep('keys.period', settings.periodMs, signal);
      await this.#check(signal);
    }
  }

  async #check(signal: AbortSignal): Promise<void> {
    if (this.#own && this.#isFetchDue(this.#own)) await this.#fetch(this.#own);
    if (signal.aborted) return;
    this.#tell(this.compare());
    await this.#deps.onChecked();
  }

  #tell(comparison: KeyComparison): void {
    const [known, missing, differing, unknown] = [
      comparison.known.length,
      comparison.missing.length,
      comparison.differing.length,
      comparison.unknown.length,
    ];
    const figures = { known, missing, differing, ...(unknown > 0 && { unknown }) };
    const isNew = JSON.stringify(figures) !== this.#figures;
    this.#figures = JSON.stringify(figures);
    this.#deps.log[isNew ? 'info' : 'debug']('keys checked', figures);
  }

  async #fetch(own: OwnNode): Promise<void> {
    const { radio, sightings, clock } = this.#deps;
    this.#askedAt = clock.uptime();
    this.#hasRestarted = false;
    sightings.beginDump();
    if (await radio.fetchNodes()) this.#takeDump(own);
  }

  #takeDump(own: OwnNode): void {
    this.#askedAt = this.#deps.clock.uptime();
    this.#hasRestarted = false;
    this.#deps.sightings.endDump(own.nodeNum);
  }

  /** Before 2.6.8 the nonce for nodes alone would bring the whole configuration. */
  #isFetchDue({ firmware }: OwnNode): boolean {
    const { radio, holdings, clock } = this.#deps;
    const { queued, inFlight } = radio.report().outbox;
    if (!canAddContacts(firmware) || queued + inFlight > 0) return false;
    const ageMs = clock.uptime() - this.#askedAt;
    if (holdings.isComplete) return ageMs >= FRESH_MS;
    return this.#hasRestarted || ageMs >= FETCH_GAP_MS;
  }

  /** What it told of keys still holds. Only ESP32 counts its boots; elsewhere nobody can tell. */
  #isSameBoot({ nodeNum, rebootCount }: OwnNode): boolean {
    const before = this.#own;
    const isSameNode = before?.nodeNum === nodeNum;
    if (isSameNode && rebootCount > before.rebootCount) this.#hasRestarted = true;
    return isSameNode && rebootCount > 0 && rebootCount === before.rebootCount;
  }
}
