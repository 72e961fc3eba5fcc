/** https://open-meteo.com/en/docs: parallel lists, any element of which may be null. */

import type { Place } from '../../mesh/geo.js';
import { known } from '../../util/known.js';
import { localTime, type Zone, zoneNamed } from '../../util/zone.js';
import { creditOf } from '../credit.js';
import { ServiceFailure } from '../failure.js';
import type { Http } from '../http.js';
import { type JsonRecord, listIn, numberIn, parseRecord, recordIn, textIn } from '../json.js';
import {
  type Condition,
  type CurrentWeather,
  type DayForecast,
  HOUR_MS,
  type HourForecast,
  mostSevere,
  type WeatherReport,
} from './report.js';
import type { WeatherSource } from './source.js';
import { celsius, millimetres, percent, speed } from './values.js';

const FIELDS = {
  current:
    'temperature_2m,apparent_temperature,relative_humidity_2m,precipitation,weather_code,pressure_msl,wind_speed_10m,wind_direction_10m,wind_gusts_10m,is_day',
  hourly: 'temperature_2m,precipitation,precipitation_probability,weather_code',
  daily:
    'weather_code,temperature_2m_max,temperature_2m_min,precipitation_sum,precipitation_probability_max,wind_speed_10m_max,wind_gusts_10m_max,sunrise,sunset',
  timezone: 'auto',
  forecast_days: '4',
  timeformat: 'unixtime',
} as const;

/** WMO 4677 as Open-Meteo uses it. */
const CONDITION_OF: Readonly<Record<number, Condition>> = {
  0: 'clear',
  1: 'mostlyClear',
  2: 'partlyCloudy',
  3: 'overcast',
  45: 'fog',
  48: 'fog',
  51: 'drizzle',
  53: 'drizzle',
  55: 'drizzle',
  56: 'freezingDrizzle',
  57: 'freezingDrizzle',
  61: 'rain',
  63: 'rain',
  65: 'rain',
  66: 'freezingRain',
  67: 'freezingRain',
  71: 'snow',
  73: 'snow',
  75: 'snow',
  77: 'snow',
  80: 'showers',
  81: 'showers',
  82: 'showers',
  85: 'snowShowers',
  86: 'snowShowers',
  95: 'storm',
  96: 'hailStorm',
  99: 'hailStorm',
};

const OFFICIAL = { host: 'api.open-meteo.com', name: 'Open-Meteo.com' };
const DAY_MS = 24 * HOUR_MS;
/** The minute's, the hour's and the day's allowance: each comes back at another time. */
const BUSY_PAUSES_MS = { minutely: 600_000, hourly: HOUR_MS } as const;

export function createOpenMeteo(http: Http, url: string, now: () => number): WeatherSource {
  const { host } = new URL(url);
  return {
    host,
    read: async (place, { timeoutMs, signal }) => {
      const request = { url: questionOf(url, place), accept: 'application/json', timeoutMs, signal } as const;
      const text = await http.get(request).catch((error) => {
        throw withPause(error, now());
      });
      const answer = parseRecord(text);
      return reportOf(answer, creditOf(answer, host, OFFICIAL));
    },
  };
}

function questionOf(base: string, { latitude, longitude }: Place): URL {
  const url = new URL(base);
  url.searchParams.set('latitude', latitude.toFixed(2));
  url.searchParams.set('longitude', longitude.toFixed(2));
  for (const [name, value] of Object.entries(FIELDS)) url.searchParams.set(name, value);
  return url;
}

/** Which allowance is used up stands in the sentence only; the day's comes back at midnight UTC. */
function withPause(error: unknown, now: number): unknown {
  if (!(error instanceof ServiceFailure) || error.reason !== 'busy') return error;
  const { detail = '', pauseMs } = error.notes;
  if (pauseMs !== undefined) return error;
  if (/daily/i.test(detail)) return new ServiceFailure('busy', { detail, pauseMs: DAY_MS - (now % DAY_MS) });
  const isHourly = /hourly/i.test(detail);
  return new ServiceFailure('busy', { detail, pauseMs: BUSY_PAUSES_MS[isHourly ? 'hourly' : 'minutely'] });
}

/** Throws `ServiceFailure` when nothing in it can be understood. */
function reportOf(answer: JsonRecord, credit: string): WeatherReport {
  const offsetMinutes = (numberIn(answer['utc_offset_seconds'], -64_800, 64_800) ?? 0) / 60;
  const zone = zoneNamed(textIn(answer['timezone']) ?? '') ?? { offsetMinutes };
  const current = currentOf(recordIn(answer['current']));
  const hours = hoursOf(recordIn(answer['hourly']));
  const days = daysOf(recordIn(answer['daily']), hours, zone);
  if (!current || hours.length === 0 || days.length === 0) {
    throw new ServiceFailure('unreadable', { detail: 'not the shape of a forecast' });
  }
  const elevationMeters = numberIn(answer['elevation'], -500, 9000);
  return { credit, zone, current, hours, days, ...known({ elevationMeters }) };
}

function currentOf(current: JsonRecord): CurrentWeather | undefined {
  const at = instant(current['time']);
  if (at === undefined) return undefined;
  return {
    at,
    isNight: numberIn(current['is_day'], 0, 1) === 0,
    ...known({
      celsius: celsius(current['temperature_2m']),
      feelsCelsius: celsius(current['apparent_temperature']),
      humidityPercent: percent(current['relative_humidity_2m']),
      rainMm: millimetres(current['precipitation']),
      condition: conditionOf(current['weather_code']),
      pressureHpa: numberIn(current['pressure_msl'], 800, 1100),
      windKmh: speed(current['wind_speed_10m']),
      windDegrees: numberIn(current['wind_direction_10m'], 0, 360),
      gustKmh: speed(current['wind_gusts_10m']),
    }),
  };
}

/** Rain and its chance belong to the hour before their stamp, the weather code to the moment of its own. */
function hoursOf(hourly: JsonRecord): HourForecast[] {
  const times = listIn(hourly['time']).map(instant);
  const column = (name: string) => listIn(hourly[name]);
  const [rain, chance, codes] = ['precipitation', 'precipitation_probability', 'weather_code'].map(column);
  return times.flatMap((from, index) => {
    if (from === undefined) return [];
    const isNextKnown = times[index + 1] === from + HOUR_MS;
    const rainMm = isNextKnown ? millimetres(rain?.[index + 1]) : undefined;
    const rainPercent = isNextKnown ? percent(chance?.[index + 1]) : undefined;
    return [{ from, ...known({ rainMm, rainPercent, condition: conditionOf(codes?.[index]) }) }];
  });
}

function daysOf(daily: JsonRecord, hours: readonly HourForecast[], zone: Zone): DayForecast[] {
  const cell = (name: string, index: number) => listIn(daily[name])[index];
  return listIn(daily['time']).flatMap((time, index) => {
    const midnight = instant(time);
    if (midnight === undefined) return [];
    const ofDay = hours
      .filter(({ from }) => from >= midnight && from < midnight + DAY_MS)
      .map((hour) => ({ ...hour, hour: localTime(hour.from, zone).hour }));
    const values = {
      minCelsius: celsius(cell('temperature_2m_min', index)),
      maxCelsius: celsius(cell('temperature_2m_max', index)),
      condition: mostSevere(ofDay) ?? conditionOf(cell('weather_code', index)),
      rainMm: millimetres(cell('precipitation_sum', index)),
      rainPercent: percent(cell('precipitation_probability_max', index)),
      windKmh: speed(cell('wind_speed_10m_max', index)),
      gustKmh: speed(cell('wind_gusts_10m_max', index)),
    };
    return [{ noon: midnight + DAY_MS / 2, ...known(values) }];
  });
}

function conditionOf(code: unknown): Condition | undefined {
  return CONDITION_OF[numberIn(code, 0, 99) ?? -1];
}

/** The years 2001 to 2286: what lies outside is no stamp in seconds. */
function instant(seconds: unknown): number | undefined {
  const value = numberIn(seconds, 1e9, 1e10);
  return value === undefined ? undefined : value * 1000;
}
