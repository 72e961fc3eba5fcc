import type { NodeNum } from '../../src/mesh/ids.js';
import type { KeyRecord, KeyStore } from '../../src/mesh/key-store.js';

/** Forgets everything with the process. */
export class MemoryKeyStore implements KeyStore {
  readonly #records = new Map<string, KeyRecord>();
  readonly #guests = new Set<NodeNum>();

  put(records: readonly KeyRecord[]): void {
    for (const record of records) this.#records.set(nameOf(record), record);
  }

  remove(record: Pick<KeyRecord, 'nodeNum' | 'key'>): void {
    this.#records.delete(nameOf(record));
  }

  all(): readonly KeyRecord[] {
    return [...this.#records.values()].sort((a, b) => a.firstSeen - b.firstSeen || a.nodeNum - b.nodeNum);
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

function nameOf({ nodeNum, key }: Pick<KeyRecord, 'nodeNum' | 'key'>): string {
  return `${nodeNum} ${Buffer.from(key).toString('hex')}`;
}
