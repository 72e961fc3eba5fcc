import { describe, expect, it } from 'vitest';
import { keyAt, stampOf, timeOf } from '../../src/history/stamp.js';
import { NOW } from '../support/builders.js';

const DAY_MS = 86_400_000;

describe('stampOf', () => {
  it.each([
    [
      'the stamp of the node, for what waited there',
      { receivedAt: NOW, rxTime: NOW - 3_600_000 },
      NOW - 3_600_000,
    ],
    ['ours when the node has no clock', { receivedAt: NOW }, NOW],
    ['ours when the node says 0', { receivedAt: NOW, rxTime: 0 }, NOW],
    ['ours when the node lives in the future', { receivedAt: NOW, rxTime: NOW + 61_000 }, NOW],
    ['ours when the node lives in another week', { receivedAt: NOW, rxTime: NOW - 7 * DAY_MS }, NOW],
    ['that of the node while we have no clock', { receivedAt: 12_000, rxTime: NOW }, NOW],
    ['the newest one known when nobody has a clock', { receivedAt: 0, rxTime: 5000 }, NOW - 5],
    ['the newest one known when our clock is beyond all sense', { receivedAt: 9e15 }, NOW - 5],
    ['whole milliseconds', { receivedAt: NOW + 0.4 }, NOW],
  ])('takes %s', (_what, arrival, expected) => {
    expect(stampOf(arrival, NOW - 5)).toBe(expected);
  });

  it('takes 2020 when nothing is known at all', () => {
    expect(stampOf({ receivedAt: 0 }, 0)).toBe(Date.UTC(2020, 0, 1));
  });
});

it('a key tells its time, and keys of one millisecond lie together', () => {
  expect(timeOf(keyAt(NOW))).toBe(NOW);
  expect(timeOf(keyAt(NOW) + 999)).toBe(NOW);
  expect(keyAt(NOW + 1)).toBe(keyAt(NOW) + 1000);
  expect(Number.isSafeInteger(keyAt(Date.UTC(2099, 0, 1)) + 999)).toBe(true);
});
