import { describe, expect, it } from 'vitest';
import { moonDay, moonPhase, nextPhases, sunDay } from '../../src/services/astronomy.js';

const GREENWICH = { latitude: 51.4779, longitude: 0 };
const TROMSO = { latitude: 69.65, longitude: 18.96 };
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const at = (iso: string) => new Date(iso).getTime();

function expectNear(moment: number | undefined, iso: string, toleranceMs: number): void {
  expect(
    Math.abs((moment ?? 0) - at(iso)),
    `${new Date(moment ?? 0).toISOString()} is not ${iso}`,
  ).toBeLessThan(toleranceMs);
}

describe('the sun', () => {
  it.each([
    ['2024-06-20', '03:43', '20:21'],
    ['2024-12-21', '08:04', '15:53'],
    ['2024-03-20', '06:03', '18:13'],
  ])('rises and sets at Greenwich on %s as the almanac says', (day, rise, set) => {
    const sun = sunDay(GREENWICH, at(`${day}T00:00Z`));
    expectNear(sun.rise, `${day}T${rise}:00Z`, 2 * MINUTE);
    expectNear(sun.set, `${day}T${set}:00Z`, 2 * MINUTE);
    expect(sun.upMs).toBe((sun.set ?? 0) - (sun.rise ?? 0));
  });

  it('stands highest at noon, as high as the latitude lets it', () => {
    const { noon, dusk = 0, set = 0, golden } = sunDay(GREENWICH, at('2024-06-20T00:00Z'));
    expectNear(noon.at, '2024-06-20T12:02:00Z', 3 * MINUTE);
    expect(noon.degrees).toBeCloseTo(90 - 51.48 + 23.44, 1);
    expect(dusk - set).toBeGreaterThan(40 * MINUTE);
    expect(golden?.from).toBeLessThan(set);
    expect(golden?.to).toBeGreaterThan(set);
  });

  it('does not rise in the polar night, and does not set in the polar day', () => {
    const night = sunDay(TROMSO, at('2026-12-20T23:00Z'));
    expect(night).not.toHaveProperty('rise');
    expect(night.upMs).toBe(0);
    const day = sunDay(TROMSO, at('2026-06-20T22:00Z'));
    expect(day).not.toHaveProperty('set');
    expect(day.upMs).toBe(24 * HOUR);
  });

  it('may set after midnight in the north', () => {
    const late = sunDay(TROMSO, at('2026-05-16T22:00Z'));
    expect(late.set).toBeGreaterThan(at('2026-05-17T22:00Z'));
    expect(late.upMs).toBeGreaterThan(22 * HOUR);
    expect(late.upMs).toBeLessThan(24 * HOUR);
  });
});

describe('the moon', () => {
  it.each([
    ['2024-01-01T00:00Z', 'last quarter', '2024-01-04T03:30:00Z'],
    ['2024-01-05T00:00Z', 'new', '2024-01-11T11:57:00Z'],
    ['2024-01-12T00:00Z', 'first quarter', '2024-01-18T03:53:00Z'],
    ['2024-01-19T00:00Z', 'full', '2024-01-25T17:54:00Z'],
    ['2026-08-05T00:00Z', 'last quarter', '2026-08-06T02:21:00Z'],
    ['2026-08-10T00:00Z', 'new', '2026-08-12T17:37:00Z'],
  ] as const)('after %s has its next phase, %s, as the almanac says', (from, phase, iso) => {
    const [next] = nextPhases(at(from), 1);
    expect(next?.phase).toBe(phase);
    expectNear(next?.at, iso, 45 * MINUTE);
  });

  it('has its phases in turn', () => {
    const phases = nextPhases(at('2026-11-20T13:00Z'), 5);
    expect(phases.map(({ phase }) => phase)).toEqual([
      'full',
      'last quarter',
      'new',
      'first quarter',
      'full',
    ]);
  });

  it('is lit by as much as its phase', () => {
    expect(moonPhase(at('2024-01-11T12:00Z'))).toMatchObject({ eighth: 0, lit: expect.closeTo(0, 1) });
    expect(moonPhase(at('2024-01-18T04:00Z'))).toMatchObject({
      eighth: 2,
      isGrowing: true,
      lit: expect.closeTo(0.5, 1),
    });
    expect(moonPhase(at('2024-01-25T17:00Z'))).toMatchObject({ eighth: 4, lit: expect.closeTo(1, 1) });
    expect(moonPhase(at('2024-02-02T23:00Z'))).toMatchObject({ eighth: 6, isGrowing: false });
  });

  it('rises about when the sun sets on the day of the full moon', () => {
    const midnight = at('2024-01-25T00:00Z');
    const { rise = 0, set = 0 } = moonDay(GREENWICH, midnight);
    expect(Math.abs(rise - (sunDay(GREENWICH, midnight).set ?? 0))).toBeLessThan(45 * MINUTE);
    expect(set - rise).toBeGreaterThan(14 * HOUR);
  });

  it('rises later every day, and so on some day not at all', () => {
    const days = Array.from({ length: 30 }, (_, index) =>
      moonDay(GREENWICH, at('2024-01-01T00:00Z') + index * 24 * HOUR),
    );
    expect(days.filter(({ rise }) => rise === undefined)).toHaveLength(1);
    const rises = days.flatMap(({ rise }) => rise ?? []);
    for (const [index, rise] of rises.entries()) {
      if (index > 0) expect(rise - (rises[index - 1] ?? 0)).toBeGreaterThan(24 * HOUR + 5 * MINUTE);
    }
  });
});
