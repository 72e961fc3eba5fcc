import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { StoredValue, ValueStore } from '../../src/mesh/value-store.js';

export interface ValueStoreUnderTest {
  open(): ValueStore;
  close(): void;
}

export function aStoredValue(changes: Partial<StoredValue> = {}): StoredValue {
  return {
    service: 'weather',
    key: '45.19,5.72',
    format: 1,
    value: '{"celsius":12}',
    fetchedAt: 1_773_316_800_000,
    ...changes,
  };
}

/** What every store of values has to do. */
export function valueStoreContract(name: string, create: () => ValueStoreUnderTest): void {
  describe(`${name} as a ValueStore`, () => {
    let made: ValueStoreUnderTest;
    let store: ValueStore;

    beforeEach(() => {
      made = create();
      store = made.open();
    });

    afterEach(() => made.close());

    it('gives back what was put, with the time of the source only where it told one', () => {
      const values = [aStoredValue(), aStoredValue({ key: 'b', sourceAt: 1_773_316_000_000 })];
      for (const value of values) store.put(value);
      expect(store.all('weather')).toEqual(values);
    });

    it('replaces what has the same service and key, and tells the oldest first', () => {
      store.put(aStoredValue({ sourceAt: 5 }));
      store.put(aStoredValue({ key: 'older', fetchedAt: 7 }));
      store.put(aStoredValue({ value: '"new"', format: 2 }));
      expect(store.all('weather').map(({ key, value, format }) => [key, value, format])).toEqual([
        ['older', '{"celsius":12}', 1],
        ['45.19,5.72', '"new"', 2],
      ]);
      expect(store.all('weather')[1]).not.toHaveProperty('sourceAt');
    });

    it('keeps services apart, and removes one value alone', () => {
      for (const service of ['weather', 'vigilance']) store.put(aStoredValue({ service }));
      store.put(aStoredValue({ key: 'b' }));
      store.remove('weather', '45.19,5.72');
      store.remove('nobody', 'nothing');
      expect(store.all('weather').map(({ key }) => key)).toEqual(['b']);
      expect(store.all('vigilance')).toHaveLength(1);
    });
  });
}
