import { describe, expect, it } from 'vitest';
import { momentOf } from '../../src/cli/moments.js';
import { UserError } from '../../src/util/errors.js';
import { NOW } from '../support/builders.js';

const HOUR_MS = 3_600_000;
const at = (...parts: [number, number, number, number?, number?, number?]) => new Date(...parts).getTime();

describe('momentOf', () => {
  it.each([
    ['90min', NOW - 1.5 * HOUR_MS],
    ['24h', NOW - 24 * HOUR_MS],
    ['0h', NOW],
    ['7d', NOW - 168 * HOUR_MS],
    ['2w', NOW - 336 * HOUR_MS],
    ['2026-11-20', at(2026, 10, 20)],
    ['2024-02-29', at(2024, 1, 29)],
    ['2026-11-20T14:05', at(2026, 10, 20, 14, 5)],
    ['2026-11-20 14:05:31', NOW],
    ['2026-11-20T14:05Z', Date.UTC(2026, 10, 20, 14, 5)],
    ['2026-11-20T14:05:31.250+02:00', Date.UTC(2026, 10, 20, 12, 5, 31, 250)],
  ])('reads %s', (text, expected) => {
    expect(momentOf(text, NOW)).toBe(expected);
  });

  it('takes a day for its end where one is asked for, and a time for itself', () => {
    expect(momentOf('2026-11-20', NOW, 'end')).toBe(at(2026, 10, 21));
    expect(momentOf('2026-12-31', NOW, 'end')).toBe(at(2027, 0, 1));
    expect(momentOf('2026-11-20T00:00', NOW, 'end')).toBe(at(2026, 10, 20));
    expect(momentOf('24h', NOW, 'end')).toBe(NOW - 24 * HOUR_MS);
  });

  it.each([
    '',
    ' ',
    '24',
    'h',
    '-1h',
    '1.5h',
    '24 h',
    '24H',
    '1y',
    '999999h',
    'yesterday',
    '2026-11',
    '2026-02-30',
    '2026-13-01',
    '2026-11-20T25:00',
    '2026-02-30T10:00Z',
    '2026-11-20T10',
    '20/11/2026',
    '1795183531000',
    `${'1'.repeat(100_000)}h`,
  ])('refuses %j and says what is right', (text) => {
    expect(() => momentOf(text, NOW)).toThrow(UserError);
    expect(() => momentOf(text, NOW)).toThrow(/is no time: write 24h or 7d \(ago\), a day such as/);
  });
});
