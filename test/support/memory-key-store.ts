import type { NodeNum } from '../../src/mesh/ids.js';
import { isSameKey, type KeyRecord, type KeyStore } from '../../src/mesh/key-store.js';

/** Forgets everything with the process. */
export class MemoryKeyStore implements KeyStore {
  #records: KeyRecord[] = [];
  readonly #guests = new Set<NodeNum>();

  put(records: readonly KeyRecord[]): void {
    for (const record of records) {
      this.remove(record);
      this.#records.push(record);
    }
    this.#records.sort((a, b) => a.firstSeen - b.firstSeen || a.nodeNum - b.nodeNum);
  }

  remove({ nodeNum, key }: Pick<KeyRecord, 'nodeNum' | 'key'>): void {
    this.#records = this.#records.filter(
      (record) => record.nodeNum !== nodeNum || !isSameKey(record.key, key),
    );
  }

  all(): readonly KeyRecord[] {
    return [...this.#records];
  }

  guests(): readonly NodeNum[] {
    return [...this.#guests].sort((a, b) => a - b);
  }

  addGuest(nodeNum: NodeNum): void {
    this.#guests.add(nodeNum);
  }

  removeGuest(nodeNum: NodeNum): void {
    this.#guests.delete(nodeNum);
  }
}
