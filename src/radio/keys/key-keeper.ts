import type { AlertSink } from '../../mesh/alert-sink.js';
import type { NodeNum } from '../../mesh/ids.js';
import { isSameKey, type KeyRecord, type KeyStore } from '../../mesh/key-store.js';
import type { HeldByNode, Keys, NodeKeys } from '../../mesh/keys.js';
import type { NodeUser } from '../../mesh/packet.js';
import type { Clock, Stop } from '../../util/clock.js';
import type { Lifecycle } from '../../util/lifecycle.js';
import type { Log } from '../../util/log.js';
import { HourlyBudget } from './budget.js';
import type { KeyComparison } from './comparison.js';
import { Holdings } from './holdings.js';
import { KeyAlerts } from './key-alerts.js';
import { KeyBook } from './key-book.js';
import { type KeyCheckSettings, KeyChecks } from './key-checks.js';
import { KeyGiver } from './key-giver.js';
import type { KeyRadio } from './key-radio.js';
import { KeySightings } from './key-sightings.js';

export interface KeySettings extends KeyCheckSettings {
  readonly addPerHour: number;
}

export interface KeyKeeperDeps {
  readonly radio: KeyRadio;
  readonly store: KeyStore;
  readonly alerts: AlertSink;
  readonly clock: Clock;
  readonly log: Log;
  readonly settings: KeySettings;
  /** What a node has last said of itself. */
  userOf(nodeNum: NodeNum): NodeUser | undefined;
  /** Their keys are never let go. */
  isAdmin?(nodeNum: NodeNum): boolean;
}

/**
 * Keeps the public keys of the mesh: the first one of a node is trusted, another one is told of and never taken over
 * by itself. Our node keeps its own, with which it encrypts, and loses some: it is given a missing one just before a
 * message needs it.
 */
export class KeyKeeper implements Lifecycle, Keys {
  readonly name = 'keys';
  readonly #radio: KeyRadio;
  readonly #book: KeyBook;
  readonly #holdings: Holdings;
  readonly #alerts: KeyAlerts;
  readonly #sightings: KeySightings;
  readonly #giver: KeyGiver;
  readonly #checks: KeyChecks;
  #stops: readonly Stop[] = [];

  constructor(deps: KeyKeeperDeps) {
    const { radio, store, clock, settings } = deps;
    const holdings = new Holdings();
    const book = new KeyBook(store, (nodeNum) => deps.isAdmin?.(nodeNum) ?? false);
    const alerts = new KeyAlerts({ alerts: deps.alerts, book, clock });
    const own = () => radio.own?.nodeNum;
    const sightings = new KeySightings({ book, holdings, alerts, clock, own });
    const budget = new HourlyBudget(settings.addPerHour);
    this.#radio = radio;
    this.#book = book;
    this.#holdings = holdings;
    this.#alerts = alerts;
    this.#sightings = sightings;
    this.#giver = new KeyGiver({
      ...deps,
      book,
      holdings,
      budget,
      userOf: (nodeNum) => deps.userOf(nodeNum),
    });
    const onChecked = () => this.#giver.releaseOne();
    this.#checks = new KeyChecks({ ...deps, book, holdings, sightings, onChecked });
  }

  /** The store is open by now, and the radio has not begun. */
  start(): void {
    this.#book.open();
    this.#giver.open();
    for (const nodeNum of this.#book.contested()) this.#alerts.raise(nodeNum);
    this.#stops = [
      this.#radio.on('state', ({ state }) => {
        if (state === 'configuring') this.#sightings.beginDump();
      }),
      this.#radio.on('node', (report) => this.#sightings.onNode(report)),
      this.#radio.on('packet', (packet) => this.#sightings.onPacket(packet)),
      this.#radio.on('delivery', ({ message }) => void this.#giver.release(message.to)),
      this.#radio.onSession((session) => this.#checks.begin(session)),
    ];
  }

  stop(): void {
    for (const stop of this.#stops) stop();
    this.#stops = [];
  }

  /** A direct message to that node would be in vain, and giving the key first may help. */
  isKeyless(to: NodeNum): boolean {
    return this.#giver.isKeyless(to);
  }

  /** Gives our node the key of an addressee; false when it cannot be had. */
  give(to: NodeNum): Promise<boolean> {
    return this.#giver.give(to);
  }

  /** A person takes the changed key for the node's; false when none is pending. */
  accept(nodeNum: NodeNum): boolean {
    const isAccepted = this.#book.accept(nodeNum);
    if (isAccepted) this.#alerts.clear(nodeNum, 'accepted');
    return isAccepted;
  }

  /** What our node holds, as far as it has told, against what we trust. */
  compare(): KeyComparison {
    return this.#checks.compare();
  }

  of(nodeNum: NodeNum): NodeKeys {
    const [trusted, pending] = [this.#book.trusted(nodeNum), this.#book.pending(nodeNum)];
    return { trusted, pending, held: this.#heldAgainst(nodeNum, trusted) };
  }

  #heldAgainst(nodeNum: NodeNum, trusted: KeyRecord | undefined): HeldByNode {
    const held = this.#holdings.keyOf(nodeNum);
    if (typeof held === 'string') return held;
    return trusted && isSameKey(held, trusted.key) ? 'same' : 'other';
  }

  /** Nodes with a changed key that nobody has accepted. */
  changed(): readonly NodeNum[] {
    return this.#book.contested();
  }

  /** Every key that a node was seen with, in order of first sight. */
  history(nodeNum: NodeNum): readonly KeyRecord[] {
    return this.#book.history(nodeNum);
  }
}
