import type { OutboxEntry, OutboxStore } from '../../src/mesh/outbox-store.js';

/** Forgets everything with the process. */
export class MemoryOutboxStore implements OutboxStore {
  readonly #entries = new Map<number, OutboxEntry>();
  #nextKey = 1;

  add(entry: Omit<OutboxEntry, 'key'>): OutboxEntry {
    const stored = { ...entry, key: this.#nextKey++ };
    this.#entries.set(stored.key, stored);
    return stored;
  }

  update(entry: OutboxEntry): void {
    this.#entries.set(entry.key, entry);
  }

  remove(key: number): void {
    this.#entries.delete(key);
  }

  pending(): readonly OutboxEntry[] {
    return [...this.#entries.values()];
  }
}
