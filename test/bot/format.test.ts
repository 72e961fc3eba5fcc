import { describe, expect, it } from 'vitest';
import {
  age,
  ago,
  compass,
  dayAndMonth,
  decimal,
  distance,
  longAge,
  longAgo,
  longDistance,
  longSpan,
  signalColour,
  span,
  startOfDay,
  timeOfDay,
  timeOfDayExact,
  wait,
} from '../../src/bot/format.js';
import { LONG_FAST, modemOfPreset } from '../../src/mesh/modem.js';
import { NOW } from '../support/builders.js';

const S = 1000;
const M = 60 * S;
const H = 60 * M;
const D = 24 * H;

describe('numbers', () => {
  it('have the decimal sign of the language and no negative zero', () => {
    expect(decimal(6.25, 1, 'en')).toBe('6.3');
    expect(decimal(-1, 1, 'fr')).toBe('-1,0');
    expect(decimal(-0.01, 1, 'en')).toBe('0.0');
  });
});

describe('ages', () => {
  it.each([
    [-5 * S, '0s', '0 s'],
    [45 * S, '45s', '45 s'],
    [12 * M, '12m', '12 min'],
    [3 * H, '3h', '3 h'],
    [50 * H, '2d', '2 d'],
  ])('%d ms is %s, or %s', (ms, brief, long) => {
    expect(age(ms, 'en')).toBe(brief);
    expect(longAge(ms, 'en')).toBe(long);
  });

  it('count days in the language', () => {
    expect(ago(2 * D, 'fr')).toBe('il y a 2j');
    expect(longAgo(2 * D, 'en')).toBe('2 d ago');
  });
});

describe('spans', () => {
  it.each([
    [-1, '0s', '0s'],
    [42 * S, '42s', '42s'],
    [6 * M, '6m', '6m'],
    [6 * M + 46 * S, '6m46s', '6m 46s'],
    [4 * H, '4h', '4h'],
    [4 * H + 3 * M, '4h03', '4h 03'],
    [2 * D, '2d', '2d'],
    [2 * D + 3 * H, '2d3h', '2d 3h'],
    [12 * D + 3 * H, '12d', '12d'],
  ])('%d ms is %s, or %s', (ms, brief, long) => {
    expect(span(ms, 'en')).toBe(brief);
    expect(longSpan(ms, 'en')).toBe(long);
  });
});

describe('waits', () => {
  it.each([
    [1, '1 s'],
    [42_100, '43 s'],
    [123 * S, '2 min 3 s'],
    [5 * M, '5 min'],
    [H + 5 * M, '1 h 5 min'],
  ])('%d ms is %s', (ms, text) => {
    expect(wait(ms)).toBe(text);
  });
});

describe('distances', () => {
  it.each([
    [850, '850m', '850 m'],
    [996, '1km', '1 km'],
    [2310, '2.3km', '2.3 km'],
    [14_200, '14.2km', '14.2 km'],
    [12_000, '12km', '12 km'],
    [45_400, '45km', '45 km'],
  ])('%d m is %s, or %s', (meters, brief, long) => {
    expect(distance(meters, 'en')).toBe(brief);
    expect(longDistance(meters, 'en')).toBe(long);
  });

  it('have a comma in French', () => {
    expect(distance(2310, 'fr')).toBe('2,3km');
  });
});

describe('directions', () => {
  it('are those of the language', () => {
    expect([0, 45, 225, 270, 315].map((degrees) => compass(degrees, 'en'))).toEqual([
      'N',
      'NE',
      'SW',
      'W',
      'NW',
    ]);
    expect([0, 45, 225, 270, 315].map((degrees) => compass(degrees, 'fr'))).toEqual([
      'N',
      'NE',
      'SO',
      'O',
      'NO',
    ]);
  });
});

describe('signal colours', () => {
  it('measure the margin over the limit of the preset', () => {
    expect(
      [2.5, 2.4, -5.5, -5.6, -12.5, -12.6, undefined].map((snr) => signalColour(snr, LONG_FAST)),
    ).toEqual(['🟢', '🟡', '🟡', '🟠', '🟠', '🔴', '⚪']);
    expect(signalColour(2.5, modemOfPreset('SHORT_FAST'))).toBe('🟠');
  });
});

describe('times', () => {
  it('are local', () => {
    expect(timeOfDay(NOW)).toBe('14:05');
    expect(timeOfDayExact(NOW)).toBe('14:05:31');
    expect(dayAndMonth(NOW, 'en')).toBe('20 Nov');
    expect(dayAndMonth(NOW, 'fr')).toBe('20 nov');
    expect(timeOfDayExact(startOfDay(NOW))).toBe('00:00:00');
  });
});
