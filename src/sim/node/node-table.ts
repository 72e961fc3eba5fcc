import { create } from '@bufbuild/protobuf';
import { Mesh } from '@meshtastic/protobufs';
import type { NodeNum } from '../../mesh/ids.js';
import { toNodeNum } from '../../mesh/ids.js';
import type { KnownNode } from '../world/identity.js';
import type { NodeContext } from './context.js';
import { emptyEntry, entryOf, hasKey, type NodeEntry } from './node-entry.js';
import { dataOf, hopsAwayOf } from './packets.js';

/** The database is written at most so often by itself, and what came too early is not made up for. */
const SAVE_GAP_MS = 60_000;

/** The other nodes, within the limits of a small machine (firmware 2.7.26 src/mesh/NodeDB.cpp). */
export class NodeTable {
  readonly #context: NodeContext;
  readonly #onOverrun: () => void;
  #entries = new Map<NodeNum, NodeEntry>();
  /** Keys of evicted nodes. */
  readonly #warm = new Map<NodeNum, Uint8Array>();
  /** What is in the flash memory. */
  #saved: readonly NodeEntry[] = [];
  #savedAt = Number.NEGATIVE_INFINITY;

  /** `onOverrun`: every place is protected and one more node was heard. */
  constructor(context: NodeContext, onOverrun: () => void) {
    this.#context = context;
    this.#onOverrun = onOverrun;
  }

  /** What the node knows when the story begins, as far as there is room. The share of nameless ones are the stalest. */
  load(known: readonly KnownNode[]): void {
    const { capacity, userlessNodes } = this.#context.switches;
    const entries = known
      .map(entryOf)
      .sort(byFavoriteThenLatest)
      .slice(0, capacity - 1);
    const nameless = entries.filter((entry) => !entry.user).length;
    let missing = Math.floor((entries.length * userlessNodes) / 100) - nameless;
    for (const entry of entries.toReversed()) {
      if (missing <= 0) break;
      if (!entry.user) continue;
      entry.user = undefined;
      missing--;
    }
    this.#entries = new Map(entries.map((entry) => [entry.num, entry]));
    this.#saved = this.#copies();
  }

  /** The node itself counts as one. */
  get size(): number {
    return this.#entries.size + 1;
  }

  get isFull(): boolean {
    return this.size >= this.#context.switches.capacity;
  }

  /** Favourites first, then the latest heard. */
  all(): NodeEntry[] {
    return [...this.#entries.values()].sort(byFavoriteThenLatest);
  }

  get(num: number): NodeEntry | undefined {
    return this.#entries.get(toNodeNum(num));
  }

  keyOf(num: number): Uint8Array | undefined {
    const entry = this.get(num);
    return hasKey(entry) ? entry?.user?.publicKey : this.#warm.get(toNodeNum(num));
  }

  /** Notes what a packet's header tells of its sender. */
  observe(packet: Mesh.MeshPacket): void {
    if (!dataOf(packet) || packet.from === this.#context.nodeNum) return;
    const entry = this.getOrCreate(packet.from);
    if (!entry) return;
    if (packet.rxTime) entry.lastHeard = packet.rxTime;
    if (packet.rxSnr) entry.snr = packet.rxSnr;
    entry.viaMqtt = packet.viaMqtt;
    entry.hopsAway = hopsAwayOf(packet) ?? entry.hopsAway;
    if (!packet.pkiEncrypted) entry.channel = packet.channel;
  }

  /** Makes room when there is none; undefined when there can be none. */
  getOrCreate(num: number): NodeEntry | undefined {
    const known = this.get(num);
    if (known) return known;
    if (this.isFull && !this.#evict()) {
      if (this.#context.switches.fullOfProtected === 'reboot') this.#onOverrun();
      return undefined;
    }
    const entry = emptyEntry(toNodeNum(num));
    this.#entries.set(entry.num, entry);
    return entry;
  }

  remove(num: number): void {
    this.#entries.delete(toNodeNum(num));
    this.#warm.delete(toNodeNum(num));
  }

  forgetKey(num: number): void {
    this.#warm.delete(toNodeNum(num));
    const entry = this.get(num);
    if (entry?.user) entry.user = create(Mesh.UserSchema, { ...entry.user, publicKey: new Uint8Array() });
  }

  reset(keepsFavorites: boolean): void {
    for (const entry of this.all()) if (!keepsFavorites || !entry.isFavorite) this.remove(entry.num);
  }

  protectedCount(): number {
    return this.all().filter(isProtected).length;
  }

  /** Writes the database to flash. */
  save(): void {
    this.#saved = this.#copies();
    this.#savedAt = this.#context.clock.uptime();
    this.#context.events.count('nodeDbWrites');
  }

  /** Writes it unless that was done less than a minute ago (firmware 2.7.26 src/mesh/NodeDB.cpp:1901-1914). */
  saveSometimes(): void {
    if (this.#context.clock.uptime() - this.#savedAt >= SAVE_GAP_MS) this.save();
  }

  /** Memory is lost: what was saved comes back, and nameless nodes are purged (:1087-1109). */
  reboot(): void {
    const kept = this.#saved.filter((entry) => entry.user).map((entry) => ({ ...entry }));
    this.#entries = new Map(kept.map((entry) => [entry.num, entry]));
  }

  #copies(): NodeEntry[] {
    return [...this.#entries.values()].map((entry) => ({ ...entry }));
  }

  /** The oldest node without key goes first, then the oldest of all that nothing protects (:2085-2142). */
  #evict(): boolean {
    const entries = [...this.#entries.values()];
    const keyless = entries.filter((entry) => !entry.isFavorite && !entry.isIgnored && !hasKey(entry));
    const victim = oldest(keyless) ?? oldest(entries.filter((entry) => !isProtected(entry)));
    if (!victim) return false;
    this.#entries.delete(victim.num);
    if (hasKey(victim) && victim.user) this.#keepWarm(victim.num, victim.user.publicKey);
    this.#context.events.add('node', 'node evicted', { node: victim.num });
    this.#context.events.count('nodesEvicted');
    return true;
  }

  #keepWarm(num: NodeNum, key: Uint8Array): void {
    this.#warm.delete(num);
    this.#warm.set(num, key);
    for (const first of this.#warm.keys()) {
      if (this.#warm.size <= this.#context.switches.warmStore) break;
      this.#warm.delete(first);
    }
  }
}

function isProtected(entry: NodeEntry): boolean {
  return entry.isFavorite || entry.isIgnored || entry.isVerified;
}

function oldest(entries: readonly NodeEntry[]): NodeEntry | undefined {
  let found: NodeEntry | undefined;
  for (const entry of entries) if (!found || entry.lastHeard < found.lastHeard) found = entry;
  return found;
}

function byFavoriteThenLatest(a: NodeEntry, b: NodeEntry): number {
  return Number(b.isFavorite) - Number(a.isFavorite) || b.lastHeard - a.lastHeard;
}
