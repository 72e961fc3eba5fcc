import { describe, expect, it } from 'vitest';
import { hostZone, localTime, offsetMinutes, startOfLocalDay, UTC, zoneNamed } from '../../src/util/zone.js';

const PARIS = { name: 'Europe/Paris' };
const at = (iso: string) => new Date(iso).getTime();

describe('a zone', () => {
  it('shows what the clocks there show', () => {
    expect(localTime(at('2026-11-20T13:05:31Z'), PARIS)).toEqual({
      year: 2026,
      month: 11,
      day: 20,
      weekday: 5,
      hour: 14,
      minute: 5,
    });
    expect(localTime(at('2026-12-31T23:30:00Z'), PARIS)).toMatchObject({
      year: 2027,
      month: 1,
      day: 1,
      hour: 0,
    });
    expect(localTime(at('2026-11-20T20:00:00Z'), { name: 'Asia/Kolkata' })).toMatchObject({
      hour: 1,
      minute: 30,
    });
    expect(localTime(at('2026-11-20T01:00:00Z'), { offsetMinutes: -120 })).toMatchObject({
      day: 19,
      hour: 23,
    });
  });

  it('knows its distance from UTC in summer and in winter, to the west as well', () => {
    expect(offsetMinutes(at('2026-07-01T00:00:00Z'), PARIS)).toBe(120);
    expect(offsetMinutes(at('2026-12-01T00:00:00Z'), PARIS)).toBe(60);
    expect(offsetMinutes(at('2026-12-01T00:00:00Z'), { name: 'America/St_Johns' })).toBe(-210);
    expect(offsetMinutes(at('2026-12-01T00:00:00Z'), { name: 'UTC' })).toBe(0);
    expect(offsetMinutes(0, UTC)).toBe(0);
  });

  it('finds midnight also on the days when the clocks change', () => {
    const midnight = (iso: string) => new Date(startOfLocalDay(at(iso), PARIS)).toISOString();
    expect(midnight('2026-11-20T13:00:00Z')).toBe('2026-11-19T23:00:00.000Z');
    expect(midnight('2026-11-19T23:00:00Z')).toBe('2026-11-19T23:00:00.000Z');
    expect(midnight('2026-10-25T12:00:00Z')).toBe('2026-10-24T22:00:00.000Z');
    expect(midnight('2026-03-29T12:00:00Z')).toBe('2026-03-28T23:00:00.000Z');
  });

  it('has a name that exists, or none', () => {
    expect(zoneNamed('Europe/Paris')).toEqual(PARIS);
    expect(zoneNamed('Europe/Atlantis')).toBeUndefined();
    expect(zoneNamed('')).toBeUndefined();
    expect(zoneNamed(new Intl.DateTimeFormat().resolvedOptions().timeZone)).toEqual(hostZone());
  });
});
