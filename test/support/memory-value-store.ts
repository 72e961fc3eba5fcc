import type { StoredValue, ValueStore } from '../../src/mesh/value-store.js';

/** Keeps values for as long as the test holds it. */
export class MemoryValueStore implements ValueStore {
  readonly #values = new Map<string, StoredValue>();

  put(value: StoredValue): void {
    this.#values.set(keyOf(value.service, value.key), value);
  }

  remove(service: string, key: string): void {
    this.#values.delete(keyOf(service, key));
  }

  all(service: string): readonly StoredValue[] {
    return [...this.#values.values()]
      .filter((value) => value.service === service)
      .sort((a, b) => a.fetchedAt - b.fetchedAt || (a.key < b.key ? -1 : 1));
  }
}

function keyOf(service: string, key: string): string {
  return JSON.stringify([service, key]);
}
