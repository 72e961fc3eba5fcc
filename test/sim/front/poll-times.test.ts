import { describe, expect, it } from 'vitest';
import { nextOnGrid, nextPollAt } from '../../../src/sim/front/poll-times.js';

const settings = { busyPollMs: 5, idlePollMs: 250, busyForMs: 2000 };

describe('the polls of a node', () => {
  it.each([
    ['in the turn of the last byte', 1000, 1005],
    ['between two quick polls', 1003, 1005],
    ['at the end of the busy time', 2999, 3000],
    ['just behind the busy time', 3000, 3250],
    ['long after', 61_100, 61_250],
  ])('come %s', (_when, now, expected) => {
    expect(nextPollAt(settings, 1000, now)).toBe(expected);
  });

  it('stand on a grid, and never now', () => {
    expect(nextOnGrid(40, 100, 40)).toBe(140);
    expect(nextOnGrid(40, 100, 139)).toBe(140);
    expect(nextOnGrid(40, 100, 10)).toBe(40);
  });

  it('do not stand still at a distance of 0', () => {
    expect(nextOnGrid(0, 0, 7)).toBe(8);
  });
});
