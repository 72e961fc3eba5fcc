import { expect, it } from 'vitest';
import { keyAt, timeOf } from '../../src/history/stamp.js';
import { NOW } from '../support/builders.js';

it('a key tells its time, and keys of one millisecond lie together', () => {
  expect(timeOf(keyAt(NOW))).toBe(NOW);
  expect(timeOf(keyAt(NOW) + 999)).toBe(NOW);
  expect(keyAt(NOW + 1)).toBe(keyAt(NOW) + 1000);
  expect(Number.isSafeInteger(keyAt(Date.UTC(2099, 0, 1)) + 999)).toBe(true);
});
