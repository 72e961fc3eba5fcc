import { describe, expect, it } from 'vitest';
import { duration } from '../../src/cli/durations.js';

describe('duration', () => {
  it.each([
    [0, '0 s'],
    [45, '45 s'],
    [59.6, '1 min'],
    [723, '12 min 3 s'],
    [3600, '1 h'],
    [3605, '1 h'],
    [183_600, '2 d 3 h'],
    [86_400 * 400, '400 d'],
  ])('shows %d s as %s', (seconds, text) => {
    expect(duration(seconds)).toBe(text);
  });
});
