import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backoffMs } from '../../src/util/backoff.js';

const settings = { firstMs: 1000, factor: 2, maxMs: 10_000, jitter: 0.2 };

describe('backoffMs', () => {
  it.each([
    [0, 1000],
    [1, 2000],
    [3, 8000],
    [4, 10_000],
    [5000, 10_000],
  ])('waits for try %i %i ms without jitter', (attempt, ms) => {
    expect(backoffMs({ ...settings, jitter: 0 }, attempt, () => 0.3)).toBe(ms);
  });

  it.each([
    ['the least', 0, 800],
    ['the middle', 0.5, 1000],
    ['almost the most', 0.999, 1199.6],
  ])('moves by chance: %s', (_what, chance, ms) => {
    expect(backoffMs(settings, 0, () => chance)).toBeCloseTo(ms, 6);
  });

  it('never waits longer than the ceiling nor shorter than the jitter allows', () => {
    fc.assert(
      fc.property(fc.nat(10_000), fc.double({ min: 0, max: 0.999, noNaN: true }), (attempt, chance) => {
        const ms = backoffMs(settings, attempt, () => chance);
        expect(ms).toBeGreaterThanOrEqual(800);
        expect(ms).toBeLessThanOrEqual(10_000);
      }),
    );
  });
});
