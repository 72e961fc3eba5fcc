import { describe, expect, it } from 'vitest';
import { parseQuietHours, quietUntil } from '../../src/alerts/quiet-hours.js';

const at = (day: number, hour: number, minute = 0) => new Date(2026, 2, day, hour, minute).getTime();

describe('quiet hours', () => {
  it.each([
    ['22:00-07:00', at(12, 21, 59), undefined],
    ['22:00-07:00', at(12, 22), at(13, 7)],
    ['22:00-07:00', at(13, 6, 59), at(13, 7)],
    ['22:00-07:00', at(13, 7), undefined],
    ['13:00-15:30', at(12, 14), at(12, 15, 30)],
    ['13:00-15:30', at(12, 16), undefined],
    ['00:00-00:00', at(12, 3), undefined],
    ['off', at(12, 23), undefined],
  ])('%s at %s end at %s', (hours, now, end) => {
    expect(quietUntil(now, parseQuietHours(hours))).toBe(end);
  });
});
