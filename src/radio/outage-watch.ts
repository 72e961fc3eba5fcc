import type { AlertSink } from '../mesh/alert-sink.js';
import type { LinkAbsence, LossReason } from '../mesh/radio.js';
import type { Clock, Stop } from '../util/clock.js';
import type { LinkJournal } from './link-journal.js';
import type { LinkSettings } from './link-settings.js';
import type { OutageLog } from './outage-log.js';
import { EVICTED_WITHIN_MS, type RetryState } from './retry.js';

export interface OutageWatchDeps {
  readonly clock: Clock;
  readonly journal: LinkJournal;
  readonly outages: OutageLog;
  readonly alerts?: AlertSink;
  readonly settings: Pick<LinkSettings, 'alertAfterMs'>;
  /** Tries since the link was last ready. */
  tries(): number;
}

interface Beginning {
  readonly since: number;
  readonly startedAt: number;
  /** Absent before the first link. */
  readonly reason: LossReason | undefined;
}

const LINK_DOWN = { alert: 'link-down' } as const;

/** The time without a link, from its beginning to its end: what lasts is told to people, once, and so is its end. */
export class OutageWatch {
  readonly #deps: OutageWatchDeps;
  #beginning: Beginning | undefined;
  #isTold = false;
  #stopTimer: Stop = () => {};

  constructor(deps: OutageWatchDeps) {
    this.#deps = deps;
  }

  get absence(): LinkAbsence | undefined {
    return this.#beginning && { since: this.#beginning.since, ...this.#deps.journal.trouble };
  }

  /** A link was lost; before the first one there is none to lose. */
  get isLoss(): boolean {
    return this.#beginning?.reason !== undefined;
  }

  /** No link from now on. */
  begin(reason?: LossReason): void {
    const { clock, outages, settings } = this.#deps;
    const since = clock.now();
    this.#beginning = { since, startedAt: clock.uptime(), reason };
    if (reason !== undefined) outages.begin(reason, since);
    this.#schedule('link.outage-alert', settings.alertAfterMs, () => this.#tell(since));
  }

  /** The link is ready. */
  end(retry: RetryState): void {
    const { clock, journal, outages } = this.#deps;
    if (!this.#beginning) return;
    const { reason, startedAt } = this.#beginning;
    const outageMs = Math.round(clock.uptime() - startedAt);
    this.stop();
    if (reason !== undefined) {
      journal.restored({ reason, outageMs, tries: this.#deps.tries() }, retry);
      outages.end(clock.now(), outageMs);
    }
    // In a fight over the slot a link that came is no end of the trouble; one that holds is.
    if (retry.yields === 0) this.#clear(outageMs);
    else this.#schedule('link.undisputed', EVICTED_WITHIN_MS, () => this.#makePeace(outageMs));
  }

  /** Tells no more. */
  stop(): void {
    this.#beginning = undefined;
    this.#stopTimer();
  }

  #schedule(name: string, ms: number, task: () => void): void {
    this.#stopTimer();
    this.#stopTimer = this.#deps.clock.after(name, ms, task);
  }

  #tell(since: number): void {
    const { journal, alerts, tries } = this.#deps;
    const facts = journal.stillDown({ since, tries: tries() }, this.#isTold);
    this.#isTold = true;
    alerts?.raise(LINK_DOWN, facts);
  }

  #makePeace(outageMs: number): void {
    this.#deps.journal.undisputed();
    this.#clear(outageMs);
  }

  #clear(outageMs: number): void {
    if (!this.#isTold) return;
    this.#isTold = false;
    this.#deps.alerts?.clear(LINK_DOWN, { outageMs });
  }
}
