import { formatNodeId, type NodeNum } from '../../mesh/ids.js';
import { isSameKey, type KeyRecord, type KeyStore } from '../../mesh/key-store.js';
import type { NodeUser } from '../../mesh/packet.js';
import type { Clock } from '../../util/clock.js';
import type { Log } from '../../util/log.js';
import type { HourlyBudget } from './budget.js';
import { maxFavorites } from './capacity.js';
import { canAddContacts, mayHoldMoreKeys } from './firmware.js';
import type { Holdings } from './holdings.js';
import type { KeyBook } from './key-book.js';
import type { KeyRadio } from './key-radio.js';

export interface KeyGiverDeps {
  readonly radio: Pick<KeyRadio, 'own' | 'administer'>;
  readonly book: KeyBook;
  readonly holdings: Holdings;
  readonly store: KeyStore;
  readonly budget: HourlyBudget;
  readonly clock: Clock;
  readonly log: Log;
  /** What a node has last said of itself. */
  userOf(nodeNum: NodeNum): NodeUser | undefined;
}

type Obstacle = 'no_key' | 'key_changed' | 'firmware' | 'favorites' | 'budget';

/** A guest whose message was never heard of again, such as one of the process before, leaves after this. */
const GUEST_MS = 600_000;

/**
 * Gives our node the key of somebody whom a message is for. `add_contact` makes a favourite of that node, so one that
 * was none is a guest, and is one no longer when its message is settled. Each of both writes the node's whole database
 * to its flash memory: never in bulk.
 */
export class KeyGiver {
  readonly #deps: KeyGiverDeps;
  /** Uptime since when. */
  readonly #guests = new Map<NodeNum, number>();
  readonly #leaving = new Set<NodeNum>();
  readonly #giving = new Map<NodeNum, Promise<boolean>>();

  constructor(deps: KeyGiverDeps) {
    this.#deps = deps;
  }

  /** Takes up the guests of the process before. */
  open(): void {
    for (const nodeNum of this.#deps.store.guests()) this.#guests.set(nodeNum, Number.NEGATIVE_INFINITY);
  }

  /** A direct message to that node would be in vain, and giving the key first may help. */
  isKeyless(to: NodeNum): boolean {
    const { book, holdings, radio } = this.#deps;
    if (!book.trusted(to) || book.pending(to) || !radio.own) return false;
    if (holdings.keyOf(to) === 'none') return !mayHoldMoreKeys(radio.own.firmware);
    return this.#isOutdated(to);
  }

  /** True when the node has taken the key, so that the message may try again. */
  give(to: NodeNum): Promise<boolean> {
    const giving = this.#giving.get(to) ?? this.#give(to).finally(() => this.#giving.delete(to));
    this.#giving.set(to, giving);
    return giving;
  }

  /** The message to that node is settled. */
  async release(nodeNum: NodeNum): Promise<void> {
    if (!this.#guests.has(nodeNum) || this.#leaving.has(nodeNum)) return;
    this.#leaving.add(nodeNum);
    const outcome = await this.#deps.radio.administer({ kind: 'removeFavorite', nodeNum });
    this.#leaving.delete(nodeNum);
    if (outcome === 'failed') return;
    this.#guests.delete(nodeNum);
    this.#deps.store.removeGuest(nodeNum);
    this.#deps.holdings.setFavorite(nodeNum, false);
  }

  /** Sends home one of those who have stayed too long. */
  async releaseOne(): Promise<void> {
    const uptime = this.#deps.clock.uptime();
    const overdue = [...this.#guests].find(([, since]) => uptime - since >= GUEST_MS);
    if (overdue) await this.release(overdue[0]);
  }

  async #give(to: NodeNum): Promise<boolean> {
    const { book, holdings, radio, log } = this.#deps;
    if (!this.#isOutdated(to)) holdings.lacks(to);
    const trusted = book.trusted(to);
    const obstacle = this.#obstacleTo(to, trusted);
    if (!trusted || obstacle) {
      const isLimit = obstacle === 'favorites' || obstacle === 'budget';
      log[isLimit ? 'warn' : 'debug']('key not given', { to: formatNodeId(to), reason: obstacle });
      return false;
    }
    if (!holdings.isFavorite(to)) this.#welcome(to);
    const user = { ...(this.#deps.userOf(to) ?? nameless(to)), publicKey: trusted.key };
    const outcome = await radio.administer({ kind: 'addContact', nodeNum: to, user });
    if (outcome === 'done') holdings.holds(to, trusted.key);
    log.info(outcome === 'done' ? 'key given' : 'key not confirmed', { to: formatNodeId(to) });
    return outcome !== 'failed';
  }

  /** The budget last: only what is going to be done is paid for. */
  #obstacleTo(to: NodeNum, trusted: KeyRecord | undefined): Obstacle | undefined {
    const { book, holdings, radio, budget, clock } = this.#deps;
    const { firmware = '', hwModel = '' } = radio.own ?? {};
    if (!trusted) return 'no_key';
    if (book.pending(to)) return 'key_changed';
    if (!canAddContacts(firmware)) return 'firmware';
    const isOneMore = !holdings.isFavorite(to);
    if (isOneMore && holdings.favorites >= maxFavorites(hwModel, holdings.nodes)) return 'favorites';
    return budget.take(clock.uptime()) ? undefined : 'budget';
  }

  /** Written down before the node is asked: a favourite that nobody takes back would stay for ever. */
  #welcome(nodeNum: NodeNum): void {
    this.#deps.store.addGuest(nodeNum);
    this.#guests.set(nodeNum, this.#deps.clock.uptime());
    this.#deps.holdings.setFavorite(nodeNum, true);
  }

  /** It holds a key that a person, or the peer itself, has done away with. */
  #isOutdated(to: NodeNum): boolean {
    const { book, holdings } = this.#deps;
    const held = holdings.keyOf(to);
    const trusted = book.trusted(to);
    if (!trusted || typeof held === 'string' || isSameKey(held, trusted.key)) return false;
    return book.stateOf(to, held) === 'rejected';
  }
}

/** As the firmware calls a node whose name it does not know. */
function nameless(nodeNum: NodeNum): NodeUser {
  const digits = formatNodeId(nodeNum).slice(-4);
  return {
    longName: `Meshtastic ${digits}`,
    shortName: digits,
    hwModel: 'UNSET',
    role: 'CLIENT',
    isUnmessagable: false,
    isLicensed: false,
  };
}
