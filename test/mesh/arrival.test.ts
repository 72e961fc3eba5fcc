import { describe, expect, it } from 'vitest';
import { isAhead, stampOf } from '../../src/mesh/arrival.js';
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

it('a time lies ahead when our clock is set and more than a minute behind it', () => {
  expect(isAhead(NOW + 61_000, { receivedAt: NOW })).toBe(true);
  expect(isAhead(NOW + 59_000, { receivedAt: NOW })).toBe(false);
  expect(isAhead(NOW, { receivedAt: 12_000 })).toBe(false);
});
