import { describe, expect, it } from 'vitest';
import { hoursIn, inHours, lastHours } from '../../src/bot/hours.js';

const WEEK = { least: 1, most: 168 };

describe('hours', () => {
  it.each([
    ['6', 6],
    ['6h', 6],
    ['2d', 48],
    ['2J', 48],
    ['7d', 168],
    ['168', 168],
  ])('reads %s', (text, hours) => {
    expect(hoursIn(text, WEEK)).toBe(hours);
  });

  it.each(['0', '169', '8d', '-1', '1.5', '2w', 'd', '', '99999', '٣'])('does not take %s', (text) => {
    expect(hoursIn(text, WEEK)).toBe(undefined);
  });

  it('are told as days when they are many and whole ones', () => {
    expect([24, 48, 50, 72, 720].map((hours) => inHours(hours, 'en'))).toEqual([
      '24h',
      '48h',
      '50h',
      '3d',
      '30d',
    ]);
    expect(inHours(168, 'fr')).toBe('7j');
  });

  it('end now, and this moment is among them', () => {
    expect(lastHours(2, 10_000_000)).toEqual({ from: 2_800_000, to: 10_000_001 });
  });
});
