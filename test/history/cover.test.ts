import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Cover, cover, coverHours } from '../../src/history/cover.js';

const HOUR_MS = 3_600_000;
const DAY = 24;
/** Something is newer than anything asked for here. */
const KEPT = { packetsFrom: 0, packetsTo: 100 * DAY * HOUR_MS, hoursFrom: 0 };

/** The parts as milliseconds, in order, without the empty ones. */
function partsOf(parts: Cover): number[][] {
  const ranges = [
    [parts.headFrom / 1000, parts.headTo / 1000],
    [parts.earlyFrom * HOUR_MS, parts.earlyTo * HOUR_MS],
    [parts.daysFrom * DAY * HOUR_MS, parts.daysTo * DAY * HOUR_MS],
    [parts.lateFrom * HOUR_MS, parts.lateTo * HOUR_MS],
    [parts.tailFrom / 1000, parts.tailTo / 1000],
  ];
  return ranges.filter(([from = 0, to = 0]) => from < to);
}

describe('cover', () => {
  it('reads days, hours at their edges and packets at the very edges', () => {
    const span = { from: 22.5 * HOUR_MS, to: (3 * DAY + 1.5) * HOUR_MS };
    expect(partsOf(cover(span, KEPT))).toEqual(
      [
        [22.5, 23],
        [23, 24],
        [24, 72],
        [72, 73],
        [73, 73.5],
      ].map((range) => range.map((hour) => hour * HOUR_MS)),
    );
  });

  it('covers any time once and without a gap, with less than two hours of single packets', () => {
    const moment = fc.integer({ min: 0, max: 40 * DAY * HOUR_MS });
    fc.assert(
      fc.property(moment, fc.integer({ min: 1, max: 30 * DAY * HOUR_MS }), (from, length) => {
        const parts = cover({ from, to: from + length }, KEPT);
        const ranges = partsOf(parts);
        expect(ranges[0]?.[0]).toBe(from);
        expect(ranges.at(-1)?.[1]).toBe(from + length);
        for (const [index, [begin]] of ranges.slice(1).entries()) expect(begin).toBe(ranges[index]?.[1]);
        const single = parts.headTo - parts.headFrom + (parts.tailTo - parts.tailFrom);
        expect(single / 1000).toBeLessThan(2 * HOUR_MS);
        expect(parts.earlyTo - parts.earlyFrom + (parts.lateTo - parts.lateFrom)).toBeLessThan(2 * DAY);
      }),
    );
  });

  it('takes the sums of the last day whole while nothing is newer, and only then', () => {
    const to = (3 * DAY + 5.5) * HOUR_MS;
    const upTo = (packetsTo: number, from: number) => partsOf(cover({ from, to }, { ...KEPT, packetsTo }));
    expect(upTo(to - 1, 2 * DAY * HOUR_MS)).toEqual([[2 * DAY * HOUR_MS, 4 * DAY * HOUR_MS]]);
    expect(upTo(to - 1, 3 * DAY * HOUR_MS)).toEqual([[3 * DAY * HOUR_MS, 4 * DAY * HOUR_MS]]);
    expect(upTo(to, 2 * DAY * HOUR_MS).at(-1)).toEqual([(3 * DAY + 5) * HOUR_MS, to]);
    expect(upTo(to - 1, (3 * DAY + 1) * HOUR_MS).at(-1)).toEqual([(3 * DAY + 5) * HOUR_MS, to]);
  });

  it('takes a whole hour where the packets are gone, and a whole day where the hours are', () => {
    const span = { from: 25.5 * HOUR_MS, to: (9 * DAY + 1.5) * HOUR_MS };
    const noPackets = partsOf(cover(span, { ...KEPT, packetsFrom: 30 * HOUR_MS }));
    expect(noPackets[0]).toEqual([25 * HOUR_MS, 2 * DAY * HOUR_MS]);
    const noHours = partsOf(cover(span, { ...KEPT, packetsFrom: undefined, hoursFrom: 30 }));
    expect(noHours).toEqual([
      [DAY * HOUR_MS, 9 * DAY * HOUR_MS],
      [9 * DAY * HOUR_MS, (9 * DAY + 2) * HOUR_MS],
    ]);
  });
});

it('coverHours takes every hour that the time touches', () => {
  const span = { from: 22.5 * HOUR_MS, to: 23.1 * HOUR_MS };
  expect(partsOf(coverHours(span, KEPT))).toEqual([[22 * HOUR_MS, 24 * HOUR_MS]]);
  const day = { from: 0, to: 23.1 * HOUR_MS };
  expect(partsOf(coverHours(day, { ...KEPT, packetsTo: 23 * HOUR_MS }))).toEqual([[0, DAY * HOUR_MS]]);
});
