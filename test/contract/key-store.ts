import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { KeyRecord, KeyStore } from '../../src/mesh/key-store.js';
import { ALPHA, BRAVO, KEY, OTHER_KEY } from '../support/builders.js';

export interface KeyStoreUnderTest {
  open(): KeyStore;
  close(): void;
}

export function aKeyRecord(changes: Partial<KeyRecord> = {}): KeyRecord {
  return {
    nodeNum: ALPHA,
    key: KEY,
    firstSeen: 1_773_316_800_123,
    lastSeen: 1_773_316_800_456,
    source: 'node_info',
    state: 'trusted',
    ...changes,
  };
}

/** What every key store has to do. */
export function keyStoreContract(name: string, create: () => KeyStoreUnderTest): void {
  describe(`${name} as a key store`, () => {
    let underTest: KeyStoreUnderTest;
    let store: KeyStore;

    beforeEach(() => {
      underTest = create();
      store = underTest.open();
    });

    afterEach(() => underTest.close());

    it('keeps every key of a node whole, in order of first sight', () => {
      const first = aKeyRecord();
      const later = aKeyRecord({
        key: OTHER_KEY,
        firstSeen: first.firstSeen + 2,
        source: 'direct_message',
        state: 'pending',
      });
      const other = aKeyRecord({
        nodeNum: BRAVO,
        key: OTHER_KEY,
        firstSeen: first.firstSeen + 1,
        source: 'nodeinfo_packet',
        state: 'rejected',
      });
      store.put([later, first, other]);
      expect(store.all()).toEqual([first, other, later]);
    });

    it('replaces a record of the same node and key, and no other', () => {
      const other = aKeyRecord({ nodeNum: BRAVO, firstSeen: 9e12 });
      store.put([aKeyRecord(), other]);
      const changed = aKeyRecord({ state: 'rejected', lastSeen: 1_773_400_000_000 });
      store.put([changed]);
      expect(store.all()).toEqual([changed, other]);
    });

    it('forgets a record, and does not mind being told twice', () => {
      const other = aKeyRecord({ key: OTHER_KEY });
      store.put([aKeyRecord(), other]);
      store.remove(aKeyRecord());
      store.remove(aKeyRecord());
      expect(store.all()).toEqual([other]);
    });

    it('knows who is a guest, once', () => {
      store.addGuest(BRAVO);
      store.addGuest(ALPHA);
      store.addGuest(ALPHA);
      expect(store.guests()).toEqual([ALPHA, BRAVO]);
      store.removeGuest(ALPHA);
      store.removeGuest(ALPHA);
      expect(store.guests()).toEqual([BRAVO]);
    });

    it('is not changed by what is done to a list that it gave', () => {
      store.put([aKeyRecord()]);
      (store.all() as KeyRecord[]).length = 0;
      expect(store.all()).toHaveLength(1);
    });
  });
}
