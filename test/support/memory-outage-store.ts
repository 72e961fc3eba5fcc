import type { FlightEvent, OutageRecord, OutageStore } from '../../src/mesh/outage-store.js';
import { OUTAGES_KEPT } from '../../src/mesh/outage-store.js';

/** Forgets everything with the process. */
export class MemoryOutageStore implements OutageStore {
  #outages: OutageRecord[] = [];
  readonly #recordings = new Map<number, readonly FlightEvent[]>();
  #lastKey = 0;
  /** Records written so far, as the disk would be. */
  writes = 0;

  add(outage: Omit<OutageRecord, 'key'>, recording: readonly FlightEvent[]): OutageRecord {
    const stored = { ...outage, key: ++this.#lastKey };
    this.writes += 1;
    this.#recordings.set(stored.key, recording);
    this.#outages = [...this.#outages, stored].filter(
      ({ key, startedAt }) =>
        startedAt >= stored.startedAt - OUTAGES_KEPT.ms && key > stored.key - OUTAGES_KEPT.count,
    );
    return stored;
  }

  update(outage: OutageRecord): void {
    this.writes += 1;
    const others = this.#outages.filter(({ key }) => key !== outage.key);
    this.#outages = [...others, outage].sort((a, b) => a.key - b.key);
  }

  last(count: number): readonly OutageRecord[] {
    return this.#outages.slice(-count).reverse();
  }

  recording(key: number): readonly FlightEvent[] {
    return (this.#outages.some((outage) => outage.key === key) && this.#recordings.get(key)) || [];
  }
}
