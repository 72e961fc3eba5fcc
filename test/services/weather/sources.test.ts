import { describe, expect, it } from 'vitest';
import { ServiceFailure } from '../../../src/services/failure.js';
import type { HttpRequest } from '../../../src/services/http.js';
import { createOpenMeteo } from '../../../src/services/weather/open-meteo.js';
import { createWttr } from '../../../src/services/weather/wttr.js';
import { hostZone } from '../../../src/util/zone.js';
import { NOW } from '../../support/builders.js';
import { anOpenMeteoAnswer, aWttrAnswer } from '../../support/weather-answers.js';

const HOME = { latitude: 45.187, longitude: 5.724 };
const HOUR_MS = 3_600_000;
const DECEMBER = Date.UTC(2026, 11, 20, 13, 10);

/** A server that says just this. */
function saying(answer: unknown) {
  const asked: URL[] = [];
  const get = async ({ url }: HttpRequest) => {
    asked.push(url);
    if (answer instanceof Error) throw answer;
    return typeof answer === 'string' ? answer : JSON.stringify(answer);
  };
  return { asked, http: { get } };
}

const ATTEMPT = { timeoutMs: 1000, signal: new AbortController().signal };

function openMeteo(answer: unknown, now = NOW) {
  const { asked, http } = saying(answer);
  return {
    asked,
    read: () =>
      createOpenMeteo(http, 'https://api.open-meteo.com/v1/forecast', () => now).read(HOME, ATTEMPT),
  };
}

function wttr(answer: unknown) {
  const { asked, http } = saying(answer);
  return { asked, read: () => createWttr(http, 'https://wttr.in/', () => DECEMBER).read(HOME, ATTEMPT) };
}

async function failureOf(reading: Promise<unknown>): Promise<ServiceFailure> {
  const error: unknown = await reading.catch((reason: unknown) => reason);
  if (!(error instanceof ServiceFailure)) throw new Error(`no failure but ${JSON.stringify(error)}`);
  return error;
}

describe('Open-Meteo', () => {
  it('is asked for a place rounded to a kilometre, with all that we show', async () => {
    const { asked, read } = openMeteo(anOpenMeteoAnswer());
    await read();
    const parameters = asked[0]?.searchParams;
    expect(parameters?.get('latitude')).toBe('45.19');
    expect(parameters?.get('longitude')).toBe('5.72');
    expect(parameters?.get('timeformat')).toBe('unixtime');
    expect(parameters?.get('current')).toContain('weather_code');
  });

  it('tells what it is now, hours and days', async () => {
    const report = await openMeteo(anOpenMeteoAnswer()).read();
    const at = Math.floor(NOW / HOUR_MS) * HOUR_MS;
    expect(report).toMatchObject({ credit: 'Open-Meteo.com', zone: hostZone(), elevationMeters: 214 });
    expect(report.current).toMatchObject({
      at,
      celsius: 12.3,
      condition: 'partlyCloudy',
      windDegrees: 270,
      isNight: false,
    });
    expect(report.days[0]).toMatchObject({
      minCelsius: 6,
      maxCelsius: 14.1,
      condition: 'showers',
      windKmh: 25,
    });
    expect(report.hours.find(({ from }) => from === at + 4 * HOUR_MS)).toEqual({
      from: at + 4 * HOUR_MS,
      rainMm: 1.8,
      rainPercent: 70,
    });
  });

  it('takes the worst that lasts two hours by day for the day', async () => {
    const answer = anOpenMeteoAnswer();
    const codes = answer.hourly.time.map(
      (_, hour) => ({ 3: 95, 4: 95, 9: 96, 12: 61, 15: 61, 16: 3 })[hour] ?? 0,
    );
    const report = await openMeteo({ ...answer, hourly: { ...answer.hourly, weather_code: codes } }).read();
    expect(report.days[0]?.condition).toBe('rain');
  });

  it('leaves out what is null, not a number, impossible or not there', async () => {
    const answer = anOpenMeteoAnswer();
    const current = { time: String(answer.current.time), temperature_2m: 'NaN', weather_code: 42, is_day: 0 };
    const odd = { ...current, wind_speed_10m: 9999, relative_humidity_2m: null, precipitation: '0.4' };
    const hourly = { time: answer.hourly.time, precipitation: answer.hourly.time.map(() => null) };
    const report = await openMeteo({
      ...answer,
      current: odd,
      hourly,
      elevation: 'high',
      daily: { time: answer.daily.time },
    }).read();
    expect(report.current).toEqual({ at: answer.current.time * 1000, isNight: true, rainMm: 0.4 });
    expect(report.hours.every((hour) => hour.rainMm === undefined)).toBe(true);
    expect(report.days).toHaveLength(4);
    expect(report.days[0]).toEqual({ noon: expect.any(Number) });
    expect(report).not.toHaveProperty('elevationMeters');
  });

  it('uses the distance from UTC where the zone has no name that we know', async () => {
    const report = await openMeteo(
      anOpenMeteoAnswer({ timezone: 'Mars/Base', utc_offset_seconds: 19_800 }),
    ).read();
    expect(report.zone).toEqual({ offsetMinutes: 330 });
  });

  it.each([
    ['a sentence', 'Sorry'],
    ['a list', '[]'],
    ['nothing', '{}'],
    ['no hours', anOpenMeteoAnswer({ hourly: {} })],
    ['no current weather', anOpenMeteoAnswer({ current: null })],
    ['hours in words', anOpenMeteoAnswer({ hourly: { time: ['2026-11-20T14:00'] } })],
  ])('is unreadable when it sends %s', async (_, answer) => {
    expect((await failureOf(openMeteo(answer).read())).reason).toBe('unreadable');
  });

  it.each([
    ['Minutely API request limit exceeded.', 600_000],
    ['Hourly API request limit exceeded.', HOUR_MS],
    ['Daily API request limit exceeded.', 24 * HOUR_MS - (NOW % (24 * HOUR_MS))],
  ])('is left alone until the allowance comes back: %s', async (detail, pauseMs) => {
    expect((await failureOf(openMeteo(new ServiceFailure('busy', { detail })).read())).notes.pauseMs).toBe(
      pauseMs,
    );
  });

  it('is believed when it says how long to wait', async () => {
    const busy = new ServiceFailure('busy', { pauseMs: 17 });
    expect(await failureOf(openMeteo(busy).read())).toBe(busy);
  });
});

describe('wttr.in', () => {
  it('is always asked for a place', async () => {
    const { asked, read } = wttr(aWttrAnswer());
    await read();
    expect(asked[0]?.href).toBe('https://wttr.in/45.19,5.72?format=j1');
  });

  it('tells what it is now, hours and days, by the clocks of the place', async () => {
    const report = await wttr(aWttrAnswer()).read();
    expect(report).toMatchObject({ credit: 'wttr.in', zone: { offsetMinutes: 60 } });
    expect(report.current).toMatchObject({
      at: Date.UTC(2026, 11, 20, 13),
      celsius: 12,
      condition: 'partlyCloudy',
      windKmh: 15,
      isNight: false,
    });
    expect(report.days[0]).toEqual({
      noon: Date.UTC(2026, 11, 20, 11),
      minCelsius: 6,
      maxCelsius: 14,
      condition: 'showers',
      rainMm: 2.4,
      rainPercent: 80,
      windKmh: 25,
    });
    const afternoon = report.hours.filter(({ rainMm = 0 }) => rainMm > 0);
    expect(afternoon.slice(0, 3).map(({ from }) => new Date(from).getUTCHours())).toEqual([14, 15, 16]);
    expect(afternoon[0]?.rainMm).toBeCloseTo(0.8);
  });

  it('finds the distance from UTC over midnight too', async () => {
    const observed = (local: string, utc: string) => [{ localObsDateTime: local, observation_time: utc }];
    const zone = async (local: string, utc: string) =>
      (await wttr(aWttrAnswer({ current_condition: observed(local, utc) })).read()).zone;
    expect(await zone('2026-12-20 12:30 AM', '11:30 PM')).toEqual({ offsetMinutes: 60 });
    expect(await zone('2026-12-20 11:02 PM', '07:00 AM')).toEqual({ offsetMinutes: -480 });
    expect(await zone('2026-12-20 06:29 PM', '12:59 PM')).toEqual({ offsetMinutes: 330 });
  });

  it('goes by our own clocks when it tells only its own', async () => {
    const condition = [{ localObsDateTime: '2026-12-20 02:00 PM', temp_C: '3' }];
    const report = await wttr(aWttrAnswer({ current_condition: condition })).read();
    expect(report.zone).toEqual({ offsetMinutes: 0 - new Date(DECEMBER).getTimezoneOffset() });
  });

  it.each([
    ['its sentence for being overloaded', '"Unknown location; please try ~45.19,5.72"'],
    ['plain text', 'Unknown location; please try ~45.19,5.72'],
    [
      'the weather of another town',
      aWttrAnswer({ nearest_area: [{ latitude: '55.75', longitude: '37.62' }] }),
    ],
    ['the weather of nobody knows where', aWttrAnswer({ nearest_area: [] })],
    ['no observation', aWttrAnswer({ current_condition: [] })],
    ['an observation without a time', aWttrAnswer({ current_condition: [{ temp_C: '3' }] })],
    ['no days', aWttrAnswer({ weather: [] })],
    [
      'days without a date',
      aWttrAnswer({ weather: [{ date: 'today', hourly: [{ time: '0' }] }, { date: '2026-99-99' }] }),
    ],
    ['days without hours', aWttrAnswer({ weather: [{ date: '2026-12-20', hourly: [{ time: 'noon' }] }] })],
  ])('is unreadable when it sends %s', async (_, answer) => {
    expect((await failureOf(wttr(answer).read())).reason).toBe('unreadable');
  });
});
