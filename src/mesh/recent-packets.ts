import type { NodeNum, PacketId } from './ids.js';

/** Repeats come after a reboot of the node, from store and forward, and from the replay of 2.8. */
const KEPT_MS = 15 * 60_000;
/** A busy mesh brings 2 packets/s: 15 minutes of that, twice over. */
const MAX_KEPT = 4096;

/** Remembers the key (`from`, `id`) of what came of late, also across reconnects. */
export class RecentPackets {
  /** Key to the uptime of its first sight, oldest first. */
  readonly #seenAt = new Map<string, number>();

  get size(): number {
    return this.#seenAt.size;
  }

  /** True the first time a packet is seen; `uptime` in ms. A packet without id is always new. */
  isNew(packet: { readonly from: NodeNum; readonly id: PacketId }, uptime: number): boolean {
    if (packet.id === 0) return true;
    this.#forgetBefore(uptime - KEPT_MS);
    const key = `${packet.from}:${packet.id}`;
    if (this.#seenAt.has(key)) return false;
    this.#seenAt.set(key, uptime);
    return true;
  }

  #forgetBefore(limit: number): void {
    for (const [key, seenAt] of this.#seenAt) {
      if (seenAt >= limit && this.#seenAt.size < MAX_KEPT) return;
      this.#seenAt.delete(key);
    }
  }
}
