import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_GAPS, Pacing } from '../../src/radio/pacing.js';

function times(count: number, task: () => void): void {
  for (let index = 0; index < count; index++) task();
}

describe('the gaps', () => {
  it('are a little longer than the node wants them', () => {
    expect(DEFAULT_GAPS).toEqual({ text: 2200, traceroute: 31_000, telemetry: 10_500 });
  });
});

describe('Pacing', () => {
  it('lets the first packet go at once', () => {
    expect(new Pacing(DEFAULT_GAPS).waitMs('text', 0)).toBe(0);
  });

  it.each([
    [1000, 2200],
    [1001, 2199],
    [3199, 1],
    [3200, 0],
    [99_999, 0],
  ])('at %i, after a text at 1000, asks for %i ms', (uptime, waitMs) => {
    const pacing = new Pacing(DEFAULT_GAPS);
    pacing.sent('text', 1000);
    expect(pacing.waitMs('text', uptime)).toBe(waitMs);
  });

  it.each([
    [1250, 2350],
    [1000, 2200],
    [1050, 2200],
  ])(
    'counts from a late confirmation, because the node may have read late: at %i means %i ms',
    (at, waitMs) => {
      const pacing = new Pacing(DEFAULT_GAPS);
      pacing.sent('text', 1000);
      pacing.confirmed('text', at);
      expect(pacing.waitMs('text', 1000)).toBe(waitMs);
    },
  );

  it('keeps the kinds apart', () => {
    const pacing = new Pacing(DEFAULT_GAPS);
    pacing.sent('traceroute', 0);
    expect(pacing.waitMs('text', 0)).toBe(0);
    expect(pacing.waitMs('traceroute', 0)).toBe(31_000);
  });

  it('doubles the gap at each refusal, up to eight times', () => {
    const pacing = new Pacing(DEFAULT_GAPS);
    pacing.sent('text', 0);
    const waits = [1, 2, 3, 4, 5].map(() => {
      pacing.refused('text');
      return pacing.waitMs('text', 0) / 2200;
    });
    expect(waits).toEqual([2, 4, 8, 8, 8]);
    pacing.sent('traceroute', 0);
    expect(pacing.waitMs('traceroute', 0)).toBe(31_000);
  });

  it('halves it again for every five that the node takes in a row', () => {
    const pacing = new Pacing(DEFAULT_GAPS);
    times(2, () => pacing.refused('text'));
    pacing.sent('text', 0);
    times(4, () => pacing.accepted('text'));
    expect(pacing.waitMs('text', 0)).toBe(8800);
    pacing.accepted('text');
    expect(pacing.waitMs('text', 0)).toBe(4400);
    times(5, () => pacing.accepted('text'));
    expect(pacing.waitMs('text', 0)).toBe(2200);
    times(50, () => pacing.accepted('text'));
    expect(pacing.waitMs('text', 0)).toBe(2200);
  });

  it('begins to count anew at a refusal', () => {
    const pacing = new Pacing(DEFAULT_GAPS);
    pacing.refused('text');
    times(4, () => pacing.accepted('text'));
    pacing.refused('text');
    pacing.accepted('text');
    pacing.sent('text', 0);
    expect(pacing.waitMs('text', 0)).toBe(8800);
  });

  it('never lets two texts go within the gap, whenever they are offered', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(5000), { maxLength: 30 }), (pauses) => {
        const pacing = new Pacing(DEFAULT_GAPS);
        let uptime = 0;
        let last = Number.NEGATIVE_INFINITY;
        for (const pause of pauses) {
          uptime += pause;
          uptime += pacing.waitMs('text', uptime);
          expect(uptime - last).toBeGreaterThanOrEqual(2200);
          pacing.sent('text', uptime);
          last = uptime;
        }
      }),
    );
  });
});
