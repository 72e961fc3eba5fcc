import { describe, expect, it } from 'vitest';
import { anyOf, ifHigh, ifLow, type Judgement, ruleOf, UNKNOWN, whether } from '../../src/alerts/alert.js';

const judged = (raise: number, keep: number): Judgement => ({ kind: 'known', raise, keep });

describe('a reading against its thresholds', () => {
  const HOT = [
    { raise: 60, clear: 57 },
    { raise: 68, clear: 65 },
  ];
  const LOW = [
    { raise: 12.2, clear: 12.6 },
    { raise: 11.8, clear: 12.2 },
  ];

  it.each([
    [57, judged(0, 0)],
    [57.1, judged(0, 1)],
    [60, judged(1, 1)],
    [66, judged(1, 2)],
    [68, judged(2, 2)],
    [Number.NaN, UNKNOWN],
    [undefined, UNKNOWN],
  ])('is high at %s: %o', (value, expected) => {
    expect(ifHigh(value, HOT)).toEqual(expected);
  });

  it.each([
    [12.6, judged(0, 0)],
    [12.5, judged(0, 1)],
    [12.2, judged(0, 1)],
    [12.1, judged(1, 2)],
    [11.7, judged(2, 2)],
    [Number.POSITIVE_INFINITY, UNKNOWN],
    [undefined, UNKNOWN],
  ])('is low at %s: %o', (value, expected) => {
    expect(ifLow(value, LOW)).toEqual(expected);
  });
});

describe('several readings', () => {
  it('are as bad as the worst', () => {
    expect(anyOf([judged(0, 0), judged(0, 1), judged(2, 2)])).toEqual(judged(2, 2));
  });

  it('are calm only when all are known', () => {
    expect(anyOf([judged(0, 0), UNKNOWN])).toBe(UNKNOWN);
    expect(anyOf([judged(1, 1), UNKNOWN])).toEqual(judged(1, 1));
    expect(anyOf([judged(0, 0), judged(0, 0)])).toEqual(judged(0, 0));
  });
});

it('a condition that is true is raised, and over when it is not', () => {
  expect([whether(true), whether(false)]).toEqual([judged(1, 1), judged(0, 0)]);
});

it('a rule without a reminder has none', () => {
  expect(ruleOf({ remindMs: 0 })).toEqual({ holdMs: 0, clearMs: 0, isSevere: false });
  expect(ruleOf({ holdMs: 1, clearMs: 2, remindMs: 3 }, true)).toEqual({
    holdMs: 1,
    clearMs: 2,
    remindMs: 3,
    isSevere: true,
  });
});
