import type { NodeNum } from './ids.js';

/** One packet heard without a relay. */
export interface Reception {
  /** ms since 1970 */
  readonly at: number;
  /** dB */
  readonly snr: number;
  /** dBm */
  readonly rssi?: number;
}

/** Direct receptions kept of one node: a talkative one sends about 200 a day. */
const MAX_PER_NODE = 400;
const HOUR_MS = 3_600_000;
/** Hours for which packets are counted: two days, today and the one to compare with. */
const HOURS_KEPT = 48;

interface Entry {
  receptions: Reception[];
  /** Packets of any kind by hour since 1970. */
  readonly hours: Map<number, number>;
}

/** How well and how often each node was heard of late, bounded in memory. */
export class ReceptionLog {
  readonly #entries = new Map<NodeNum, Entry>();

  /** Counts a packet of any kind and path. */
  count(nodeNum: NodeNum, at: number): void {
    const { hours } = this.#entry(nodeNum);
    const hour = Math.floor(at / HOUR_MS);
    hours.set(hour, (hours.get(hour) ?? 0) + 1);
    if (hours.size <= HOURS_KEPT) return;
    for (const old of hours.keys()) if (old <= hour - HOURS_KEPT) hours.delete(old);
    if (hours.size > HOURS_KEPT) hours.delete(Math.min(...hours.keys()));
  }

  /** Keeps a direct reception. */
  add(nodeNum: NodeNum, reception: Reception): void {
    const entry = this.#entry(nodeNum);
    entry.receptions.push(reception);
    if (entry.receptions.length > MAX_PER_NODE) entry.receptions = entry.receptions.slice(-MAX_PER_NODE / 2);
  }

  forget(nodeNum: NodeNum): void {
    this.#entries.delete(nodeNum);
  }

  /** Direct receptions with `from` ≤ at < `to`, oldest first. */
  direct(nodeNum: NodeNum, from: number, to: number): readonly Reception[] {
    const receptions = this.#entries.get(nodeNum)?.receptions ?? [];
    return receptions.filter((reception) => reception.at >= from && reception.at < to);
  }

  /** Packets of any kind since `from`, counted in whole hours. */
  packetsSince(nodeNum: NodeNum, from: number): number {
    let packets = 0;
    for (const [hour, count] of this.#entries.get(nodeNum)?.hours ?? []) {
      if ((hour + 1) * HOUR_MS > from) packets += count;
    }
    return packets;
  }

  #entry(nodeNum: NodeNum): Entry {
    const known = this.#entries.get(nodeNum);
    if (known) return known;
    const entry: Entry = { receptions: [], hours: new Map() };
    this.#entries.set(nodeNum, entry);
    return entry;
  }
}
