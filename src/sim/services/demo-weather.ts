/**
 * Open-Meteo as a demo without internet plays it: the shape is the real one, the values are made up from the place
 * and the hour, and every place that is looked up is called a demo.
 */
import type { RequestListener } from 'node:http';
import type { Clock } from '../../util/clock.js';
import { cleanName, cutToBytes } from '../../util/text.js';
import { hostZone, offsetMinutes, startOfLocalDay } from '../../util/zone.js';
import { PlayedService, sendJson } from './http-server.js';

const HOUR_MS = 3_600_000;
const DAYS = 4;
const HOURS = DAYS * 24;
const DEMO_NAME = /^(?:demo |\(demo\) )?/i;
/** Somewhere in the Alps: the demo's mesh is there too. */
const SOMEWHERE = { latitude: 45.19, longitude: 5.72, elevation: 214 };

/** Clouds come and go within two days. */
const SKIES = [0, 1, 2, 3, 61, 63, 80, 2] as const;
const RAIN_OF: Readonly<Record<number, number>> = { 61: 0.6, 63: 2.1, 80: 1.2 };

/** Plays `/v1/forecast` and `/v1/search`. */
export function createDemoWeather(clock: Pick<Clock, 'now'>): PlayedService {
  const answer: RequestListener = (request, response) => {
    const url = new URL(request.url ?? '/', 'http://demo');
    if (url.pathname === '/v1/forecast') sendJson(response, forecast(clock.now()));
    else if (url.pathname === '/v1/search') sendJson(response, search(url.searchParams.get('name') ?? ''));
    else sendJson(response, { error: true, reason: 'no such page' }, 404);
  };
  return new PlayedService('demo weather', answer);
}

interface DemoHour {
  readonly at: number;
  readonly celsius: number;
  readonly code: number;
  readonly rain: number;
  readonly wind: number;
}

function demoHour(at: number): DemoHour {
  const hour = Math.floor(at / HOUR_MS);
  const ofDay = Math.cos(((hour % 24) - 14) * (Math.PI / 12));
  const code = SKIES[Math.floor(hour / 5) % SKIES.length] ?? 0;
  return {
    at,
    celsius: round(11 + 6 * ofDay + 3 * Math.sin(hour / 40)),
    code,
    rain: RAIN_OF[code] ?? 0,
    wind: Math.round(14 + 9 * Math.sin(hour / 11)),
  };
}

function forecast(now: number): unknown {
  const zone = hostZone();
  const midnight = startOfLocalDay(now, zone);
  const hours = Array.from({ length: HOURS }, (_, index) => demoHour(midnight + index * HOUR_MS));
  const days = Array.from({ length: DAYS }, (_, index) => hours.slice(index * 24, index * 24 + 24));
  const current = demoHour(now);
  return {
    meta: { source: 'demo data' },
    ...SOMEWHERE,
    utc_offset_seconds: offsetMinutes(now, zone) * 60,
    ...('name' in zone && { timezone: zone.name }),
    current: {
      time: Math.floor(now / 900_000) * 900,
      interval: 900,
      temperature_2m: current.celsius,
      apparent_temperature: round(current.celsius - 1.3),
      relative_humidity_2m: 65,
      precipitation: current.rain / 4,
      weather_code: current.code,
      pressure_msl: 1016.2,
      wind_speed_10m: current.wind,
      wind_direction_10m: 270,
      wind_gusts_10m: current.wind * 2,
      is_day: 1,
    },
    hourly: {
      time: hours.map(({ at }) => at / 1000),
      temperature_2m: hours.map(({ celsius }) => celsius),
      precipitation: hours.map(({ at }) => demoHour(at - HOUR_MS).rain),
      precipitation_probability: hours.map(({ at }) => (demoHour(at - HOUR_MS).rain > 0 ? 70 : 10)),
      weather_code: hours.map(({ code }) => code),
    },
    daily: daily(days),
  };
}

function daily(days: readonly (readonly DemoHour[])[]): unknown {
  const over = (value: (hour: DemoHour) => number, take: (...values: number[]) => number) =>
    days.map((day) => take(...day.map(value)));
  const sum = (...values: number[]) => round(values.reduce((total, value) => total + value, 0));
  return {
    time: days.map((day) => (day[0]?.at ?? 0) / 1000),
    weather_code: over(({ code }) => code, Math.max),
    temperature_2m_max: over(({ celsius }) => celsius, Math.max),
    temperature_2m_min: over(({ celsius }) => celsius, Math.min),
    precipitation_sum: over(({ rain }) => rain, sum),
    precipitation_probability_max: over(({ rain }) => (rain > 0 ? 70 : 10), Math.max),
    wind_speed_10m_max: over(({ wind }) => wind, Math.max),
    wind_gusts_10m_max: over(({ wind }) => wind * 2, Math.max),
  };
}

/** Whatever is looked up is found, except what nobody would name a town. */
function search(text: string): unknown {
  const name = cutToBytes(cleanName(text.replace(DEMO_NAME, '')), 16);
  const isTown = /^\p{L}{2}/u.test(name) || /^\d{4,5}$/.test(name);
  if (!isTown || /xyz/i.test(name)) return { generationtime_ms: 0.2 };
  const { latitude, longitude, elevation } = SOMEWHERE;
  const place = { id: 1, name: `${name} (demo)`, latitude, longitude, elevation, population: 1000 };
  return { results: [place], generationtime_ms: 0.2 };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
