import { beforeEach, describe, expect, it, vi } from 'vitest';
import { toNodeNum } from '../../../src/mesh/ids.js';
import { KeyBook } from '../../../src/radio/keys/key-book.js';
import type { Sighting } from '../../../src/radio/keys/trust.js';
import { ALPHA, BRAVO, KEY, OTHER_KEY } from '../../support/builders.js';
import { MemoryKeyStore } from '../../support/memory-key-store.js';

const T = 1_773_316_800_000;

let store: MemoryKeyStore;
let book: KeyBook;

beforeEach(() => {
  store = new MemoryKeyStore();
  book = new KeyBook(store);
  book.open();
});

const keyOf = (n: number) =>
  Uint8Array.from({ length: 32 }, (_, index) => (index < 4 ? (n >> (8 * index)) & 255 : 9));

function seen(changes: Partial<Sighting> = {}): Sighting {
  return { nodeNum: ALPHA, key: KEY, source: 'nodeinfo_packet', at: T, ...changes };
}

it('finds after a restart what it knew before', () => {
  book.see([seen(), seen({ nodeNum: BRAVO, key: OTHER_KEY }), seen({ key: OTHER_KEY, at: T + 1 })]);
  const next = new KeyBook(store);
  next.open();
  expect(next.history(ALPHA)).toEqual(book.history(ALPHA));
  expect(next.trusted(ALPHA)?.key).toEqual(KEY);
  expect(next.pending(ALPHA)?.key).toEqual(OTHER_KEY);
  expect(next.contested()).toEqual([ALPHA]);
  expect(next.allTrusted().map(({ nodeNum }) => nodeNum)).toEqual([ALPHA, BRAVO]);
  expect(next.stateOf(ALPHA, OTHER_KEY)).toBe('pending');
  expect(next.stateOf(BRAVO, KEY)).toBeUndefined();
  expect(next.history(toNodeNum(5))).toEqual([]);
});

it('writes a whole dump at once, and nothing when nothing is new', () => {
  let writes = 0;
  const put = store.put.bind(store);
  store.put = (records) => {
    writes += 1;
    put(records);
  };
  const dump = Array.from({ length: 200 }, (_, n) =>
    seen({ nodeNum: toNodeNum(n + 1), source: 'node_info' }),
  );
  expect(book.see(dump)).toEqual(dump.map(() => 'first'));
  expect(book.see(dump)).toEqual(dump.map(() => 'same'));
  expect(writes).toBe(1);
  expect(store.all()).toHaveLength(200);
});

it('accepts a pending key in the store as well', () => {
  expect(book.accept(ALPHA)).toBe(false);
  book.see([seen(), seen({ key: OTHER_KEY })]);
  expect(book.accept(ALPHA)).toBe(true);
  expect(book.accept(ALPHA)).toBe(false);
  expect(store.all().map(({ state }) => state)).toEqual(['rejected', 'trusted']);
  expect(book.trusted(ALPHA)?.key).toEqual(OTHER_KEY);
  expect(book.contested()).toEqual([]);
});

it('keeps 8 keys of a node, the trusted one always among them', () => {
  book.see([seen()]);
  for (let n = 1; n <= 20; n++) book.see([seen({ key: keyOf(n), at: T + n })]);
  expect(book.history(ALPHA)).toHaveLength(8);
  expect(store.all()).toEqual(book.history(ALPHA));
  expect(book.trusted(ALPHA)?.key).toEqual(KEY);
  expect(book.pending(ALPHA)?.key).toEqual(keyOf(20));
});

describe('a book of 5000 nodes', () => {
  const announced = (count: number, at = T) =>
    Array.from({ length: count }, (_, n) => seen({ nodeNum: toNodeNum(n + 1), at: at + n }));

  it('does not take another one that nothing proves, nor writes it down', () => {
    book.see(announced(5000));
    const put = vi.spyOn(store, 'put');
    expect(book.see([seen({ nodeNum: BRAVO, at: T + 9000 })])).toEqual(['first']);
    expect(book.history(BRAVO)).toEqual([]);
    expect(put).not.toHaveBeenCalled();
    expect(store.all()).toHaveLength(5000);
  });

  it('takes a newcomer in place of whoever was not heard for a month, also behind a restart', () => {
    const DAY_MS = 86_400_000;
    book.see(announced(5000));
    book.see([seen({ nodeNum: toNodeNum(1), at: T + 20 * DAY_MS })]);
    book.see([seen({ nodeNum: BRAVO, at: T + 29 * DAY_MS })]);
    expect(book.trusted(BRAVO)).toBeUndefined();
    book.see([seen({ nodeNum: BRAVO, at: T + 31 * DAY_MS })]);
    book = new KeyBook(store);
    book.open();
    expect(book.trusted(BRAVO)?.key).toEqual(KEY);
    expect(book.trusted(toNodeNum(1))).toBeDefined();
    expect(book.allTrusted()).toHaveLength(5000);
  });

  it('takes one that a direct message proves, in place of the newest that nothing proves', () => {
    book.see(announced(5000));
    book.see([seen({ nodeNum: toNodeNum(5000), key: OTHER_KEY, at: T + 6000 })]);
    book.see([seen({ nodeNum: BRAVO, at: T + 9000, source: 'direct_message' })]);
    expect(book.trusted(BRAVO)).toBeDefined();
    expect(book.history(toNodeNum(5000))).toEqual([]);
    expect(book.trusted(toNodeNum(1))).toBeDefined();
    expect(book.trusted(toNodeNum(4999))).toBeDefined();
    expect(store.all()).toHaveLength(5000);
  });

  it('lets go of the last of those that came at once, such as those of a dump', () => {
    const dump = announced(5100).map((sighting) => ({ ...sighting, at: T }));
    book.see(dump);
    expect(book.allTrusted().map(({ nodeNum }) => nodeNum)).toEqual(
      dump.slice(0, 5000).map(({ nodeNum }) => nodeNum),
    );
    expect(store.all()).toEqual(book.allTrusted());
  });

  it('keeps whoever was proved through any flood of announcements, also behind a restart', () => {
    book.see(announced(4000));
    book.see([seen({ nodeNum: BRAVO, at: T + 5000 })]);
    book.see([seen({ nodeNum: BRAVO, at: T + 5001, source: 'direct_message' })]);
    book = new KeyBook(store);
    book.open();
    book.see(announced(9000, T - 86_400_000));
    expect(book.trusted(BRAVO)?.key).toEqual(KEY);
    expect(book.allTrusted()).toHaveLength(5000);
  });

  it('lets go of no admin, and of the newest proved ones only when all are', () => {
    book = new KeyBook(store, (nodeNum) => nodeNum === ALPHA);
    book.see(announced(4999).map((sighting) => ({ ...sighting, source: 'direct_message' })));
    book.see([seen({ at: T + 5000 })]);
    book.see([seen({ nodeNum: BRAVO, at: T + 6000, source: 'direct_message' })]);
    expect(book.trusted(ALPHA)).toBeDefined();
    expect(book.trusted(BRAVO)).toBeUndefined();
    expect(book.trusted(toNodeNum(4999))).toBeDefined();
  });
});
