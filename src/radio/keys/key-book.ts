import type { NodeNum } from '../../mesh/ids.js';
import { isSameKey, type KeyRecord, type KeyState, type KeyStore } from '../../mesh/key-store.js';
import { accepted, judge, type KeyNews, pendingOf, type Sighting } from './trust.js';

/** Whoever makes up numbers and keys fills neither the memory nor the disk. */
const MAX_NODES = 5000;
const MAX_KEYS_PER_NODE = 8;
/** A node that is there announces itself every few hours. */
const UNHEARD_MS = 30 * 86_400_000;

/** Every key that the mesh was seen with, in memory as in the store. */
export class KeyBook {
  readonly #store: KeyStore;
  readonly #isAdmin: (nodeNum: NodeNum) => boolean;
  readonly #histories = new Map<NodeNum, readonly KeyRecord[]>();

  /** What is known of an admin is never let go. */
  constructor(store: KeyStore, isAdmin: (nodeNum: NodeNum) => boolean = () => false) {
    this.#store = store;
    this.#isAdmin = isAdmin;
  }

  /** Takes up what was known before. */
  open(): void {
    this.#histories.clear();
    for (const record of this.#store.all()) this.#enter(record);
  }

  /** All keys of a node, in order of first sight. */
  history(nodeNum: NodeNum): readonly KeyRecord[] {
    return this.#histories.get(nodeNum) ?? [];
  }

  trusted(nodeNum: NodeNum): KeyRecord | undefined {
    return this.history(nodeNum).find(({ state }) => state === 'trusted');
  }

  /** The latest key that waits for a person. */
  pending(nodeNum: NodeNum): KeyRecord | undefined {
    return pendingOf(this.history(nodeNum));
  }

  /** Every trusted key. */
  allTrusted(): readonly KeyRecord[] {
    return [...this.#histories.values()].flat().filter(({ state }) => state === 'trusted');
  }

  /** Nodes of which a key waits for a person. */
  contested(): readonly NodeNum[] {
    return [...this.#histories.keys()].filter((nodeNum) => this.pending(nodeNum));
  }

  stateOf(nodeNum: NodeNum, key: Uint8Array): KeyState | undefined {
    return this.history(nodeNum).find((record) => isSameKey(record.key, key))?.state;
  }

  /** Takes over what was seen, all in one write to the disk; the news of each in the same order. */
  see(sightings: readonly Sighting[]): readonly KeyNews[] {
    const changed: KeyRecord[] = [];
    const news = sightings.map((sighting) => {
      const judgement = judge(this.history(sighting.nodeNum), sighting);
      for (const record of judgement.records) this.#enter(record);
      changed.push(...judgement.records);
      return judgement.news;
    });
    this.#keep(changed);
    return news;
  }

  /** A person takes the pending key for the node's; false when none is pending. */
  accept(nodeNum: NodeNum): boolean {
    const records = accepted(this.history(nodeNum));
    for (const record of records) this.#enter(record);
    this.#keep(records);
    return records.length > 0;
  }

  #keep(changed: readonly KeyRecord[]): void {
    if (changed.length === 0) return;
    const gone = this.#letGo(Math.max(...changed.map(({ lastSeen }) => lastSeen)));
    // With a full book most announcements are let go at once, and the disk need not know of them.
    const kept = changed.filter(({ nodeNum }) => this.#histories.has(nodeNum));
    if (kept.length > 0) this.#store.put(kept);
    for (const record of gone) this.#store.remove(record);
    for (const { nodeNum } of kept) this.#limitHistory(nodeNum);
  }

  #enter(record: KeyRecord): void {
    const others = this.history(record.nodeNum);
    const at = others.findIndex(({ key }) => isSameKey(key, record.key));
    this.#histories.set(record.nodeNum, at < 0 ? [...others, record] : others.with(at, record));
  }

  /** The trusted one stays, whatever else comes. */
  #limitHistory(nodeNum: NodeNum): void {
    const history = this.history(nodeNum);
    if (history.length <= MAX_KEYS_PER_NODE) return;
    const oldest = oldestOf(history.filter(({ state }) => state !== 'trusted'));
    if (oldest) this.#store.remove(oldest);
    this.#histories.set(
      nodeNum,
      history.filter((record) => record !== oldest),
    );
  }

  /**
   * Anybody can announce nodes by the thousand: they push out neither a key that a direct message proved nor one that
   * was here before them, or somebody else's key could be the first one seen. Whoever was not heard for a month makes
   * room, or the book would be closed to newcomers for ever.
   */
  #letGo(now: number): readonly KeyRecord[] {
    const surplus = this.#histories.size - MAX_NODES;
    if (surplus <= 0) return [];
    const leastWorth = this.allTrusted()
      .filter(({ nodeNum }) => !this.#isAdmin(nodeNum))
      .toReversed()
      .toSorted(byWorthAt(now))
      .slice(0, surplus);
    const gone = leastWorth.flatMap(({ nodeNum }) => this.history(nodeNum));
    for (const { nodeNum } of leastWorth) this.#histories.delete(nodeNum);
    return gone;
  }
}

function byWorthAt(now: number): (a: KeyRecord, b: KeyRecord) => number {
  const isHeard = ({ lastSeen }: KeyRecord) => now - lastSeen < UNHEARD_MS;
  return (a, b) =>
    Number(isProved(a)) - Number(isProved(b)) ||
    Number(isHeard(a)) - Number(isHeard(b)) ||
    b.firstSeen - a.firstSeen;
}

function isProved({ source }: KeyRecord): boolean {
  return source === 'direct_message';
}

function oldestOf(records: readonly KeyRecord[]): KeyRecord | undefined {
  let oldest: KeyRecord | undefined;
  for (const record of records) if (!oldest || record.lastSeen < oldest.lastSeen) oldest = record;
  return oldest;
}
