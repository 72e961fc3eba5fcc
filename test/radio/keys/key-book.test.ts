import { beforeEach, expect, it } from 'vitest';
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

it('keeps 5000 nodes, and lets go of the one unseen for longest', () => {
  const many = Array.from({ length: 5000 }, (_, n) => seen({ nodeNum: toNodeNum(n + 1), at: T + n }));
  book.see(many);
  book.see([seen({ nodeNum: toNodeNum(1), key: OTHER_KEY, at: T + 1 })]);
  expect(book.history(toNodeNum(1))).toHaveLength(2);
  book.see([seen({ nodeNum: BRAVO, at: T + 9000 })]);
  expect(book.history(toNodeNum(1))).toEqual([]);
  expect(book.trusted(toNodeNum(2))).toBeDefined();
  expect(book.trusted(BRAVO)).toBeDefined();
  expect(store.all()).toHaveLength(5000);
});
