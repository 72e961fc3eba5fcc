import { describe, expect, it } from 'vitest';
import { systemRandom } from '../../src/util/random.js';

describe('systemRandom', () => {
  it('gives numbers from 0 to 1 that differ', () => {
    const numbers = Array.from({ length: 1000 }, systemRandom);
    expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...numbers)).toBeLessThan(1);
    expect(new Set(numbers).size).toBe(1000);
  });

  it('spreads over the whole range', () => {
    const tenths = new Set(Array.from({ length: 1000 }, () => Math.floor(systemRandom() * 10)));
    expect(tenths.size).toBe(10);
  });
});
