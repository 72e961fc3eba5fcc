/** https://wttr.in in its form j1: every number is text, clocks run by twelve hours, and an error may come as a good answer. */
import { distanceMeters, type Place } from '../../mesh/geo.js';
import { toDate } from '../../util/clock.js';
import { known } from '../../util/known.js';
import { hostZone, offsetMinutes, type Zone } from '../../util/zone.js';
import { ServiceFailure } from '../failure.js';
import type { Http } from '../http.js';
import { type JsonRecord, listIn, numberIn, parseRecord, recordIn, textIn } from '../json.js';
import {
  CONDITIONS,
  type Condition,
  type CurrentWeather,
  type DayForecast,
  HOUR_MS,
  type HourForecast,
  type WeatherReport,
} from './report.js';
import type { WeatherSource } from './source.js';
import { celsius, millimetres, percent, speed } from './values.js';

const CODES: readonly (readonly [Condition, readonly number[]])[] = [
  ['clear', [113]],
  ['partlyCloudy', [116]],
  ['overcast', [119, 122]],
  ['fog', [143, 248, 260]],
  ['showers', [176, 263, 266, 293, 296, 353]],
  ['rain', [299, 302, 305, 308, 356, 359]],
  ['sleet', [182, 185, 281, 284, 311, 314, 317, 320, 350, 362, 365, 374, 377]],
  ['snow', [179, 227, 230, 323, 326, 329, 332, 335, 338, 368, 371]],
  ['storm', [200, 386, 389, 392, 395]],
];
const CONDITION_OF = new Map(CODES.flatMap(([condition, codes]) => codes.map((code) => [code, condition])));

/** Told of a place so far away, it is another town's weather. */
const MAX_DISTANCE_METERS = 100_000;
const SLOT_HOURS = 3;
const MINUTE_MS = 60_000;
const QUARTER = 15;

export function createWttr(http: Http, base: string, now: () => number): WeatherSource {
  const { host } = new URL(base);
  return {
    host,
    read: async (place, { timeoutMs, signal }) => {
      // Always a place: without one it would look for where we are by our address.
      const where = `${place.latitude.toFixed(2)},${place.longitude.toFixed(2)}`;
      const url = new URL(`${base.replace(/\/$/, '')}/${where}?format=j1`);
      const text = await http.get({ url, accept: 'application/json', timeoutMs, signal });
      return reportOf(parseRecord(text), { place, now: now(), credit: host });
    },
  };
}

interface Question {
  readonly place: Place;
  readonly now: number;
  readonly credit: string;
}

function reportOf(answer: JsonRecord, { place, now, credit }: Question): WeatherReport {
  checkArea(recordIn(listIn(answer['nearest_area'])[0]), place);
  const told = recordIn(listIn(answer['current_condition'])[0]);
  const zone = zoneOf(told, now);
  const days = listIn(answer['weather']).map(recordIn);
  const current = currentOf(told, zone);
  const hours = days.flatMap((day) => hoursOf(day, zone));
  if (!current || hours.length === 0) {
    throw new ServiceFailure('unreadable', { detail: 'not the shape of a forecast' });
  }
  return { credit, zone, current, hours, days: days.flatMap((day) => dayOf(day, zone)) };
}

function checkArea(area: JsonRecord, place: Place): void {
  const latitude = numberIn(area['latitude'], -90, 90);
  const longitude = numberIn(area['longitude'], -180, 180);
  const isThere =
    latitude !== undefined &&
    longitude !== undefined &&
    distanceMeters(place, { latitude, longitude }) <= MAX_DISTANCE_METERS;
  if (!isThere) throw new ServiceFailure('unreadable', { detail: 'the weather of another place' });
}

/** Both clocks of the observation tell how far that place is from UTC; without one of them ours has to do. */
function zoneOf(told: JsonRecord, now: number): Zone {
  const local = clockTime(textIn(told['localObsDateTime'])?.split(' ').slice(1).join(' '));
  const utc = clockTime(textIn(told['observation_time']));
  if (local === undefined || utc === undefined) return { offsetMinutes: offsetMinutes(now, hostZone()) };
  const ahead = Math.round((local - utc) / QUARTER) * QUARTER;
  // From 11 hours behind to 13 ahead: beyond, the two are not of the same day.
  return { offsetMinutes: ((ahead + 11 * 60 + 24 * 60) % (24 * 60)) - 11 * 60 };
}

/** `02:05 PM` in minutes since midnight. */
function clockTime(text: string | undefined): number | undefined {
  const [, hour, minute, half] = /^(\d\d?):(\d\d) ([AP])M$/.exec(text ?? '') ?? [];
  if (hour === undefined) return undefined;
  return (Number(hour) % 12) * 60 + Number(minute) + (half === 'P' ? 12 * 60 : 0);
}

function currentOf(told: JsonRecord, zone: Zone): CurrentWeather | undefined {
  const [date, ...time] = (textIn(told['localObsDateTime']) ?? '').split(' ');
  const minutes = clockTime(time.join(' '));
  const midnight = midnightOf(date, zone);
  if (midnight === undefined || minutes === undefined) return undefined;
  const hour = minutes / 60;
  return {
    at: midnight + minutes * MINUTE_MS,
    isNight: hour < 6 || hour >= 21,
    ...known({
      celsius: celsius(told['temp_C']),
      feelsCelsius: celsius(told['FeelsLikeC']),
      humidityPercent: percent(told['humidity']),
      rainMm: millimetres(told['precipMM']),
      condition: conditionOf(told['weatherCode']),
      pressureHpa: numberIn(told['pressure'], 800, 1100),
      windKmh: speed(told['windspeedKmph']),
      windDegrees: numberIn(told['winddirDegree'], 0, 360),
    }),
  };
}

interface Slot {
  readonly hour: number;
  readonly rainMm?: number;
  readonly rainPercent?: number;
  readonly windKmh?: number;
  readonly condition?: Condition;
}

/** `time` is the hour times 100. */
function slotsOf(day: JsonRecord): Slot[] {
  return listIn(day['hourly'])
    .map(recordIn)
    .flatMap((slot) => {
      const time = numberIn(slot['time'], 0, 2300);
      if (time === undefined) return [];
      const values = {
        rainMm: millimetres(slot['precipMM']),
        rainPercent: percent(slot['chanceofrain']),
        windKmh: speed(slot['windspeedKmph']),
        condition: conditionOf(slot['weatherCode']),
      };
      return [{ hour: time / 100, ...known(values) }];
    });
}

/** What falls in three hours is spread evenly over them. */
function hoursOf(day: JsonRecord, zone: Zone): HourForecast[] {
  const midnight = midnightOf(textIn(day['date']), zone);
  if (midnight === undefined) return [];
  return slotsOf(day).flatMap(({ hour, rainMm, rainPercent, condition }) =>
    Array.from({ length: SLOT_HOURS }, (_, index) => ({
      from: midnight + (hour + index) * HOUR_MS,
      ...known({
        rainMm: rainMm === undefined ? undefined : rainMm / SLOT_HOURS,
        rainPercent,
        condition,
      }),
    })),
  );
}

function dayOf(day: JsonRecord, zone: Zone): DayForecast[] {
  const midnight = midnightOf(textIn(day['date']), zone);
  if (midnight === undefined) return [];
  const slots = slotsOf(day);
  const byDay = slots.filter(({ hour }) => hour >= 9 && hour <= 18).map(({ condition }) => condition);
  const rain = definedIn(slots.map(({ rainMm }) => rainMm));
  const chances = definedIn(slots.map(({ rainPercent }) => rainPercent));
  const winds = definedIn(slots.filter(({ hour }) => hour >= 6).map(({ windKmh }) => windKmh));
  const values = {
    minCelsius: celsius(day['mintempC']),
    maxCelsius: celsius(day['maxtempC']),
    condition: CONDITIONS.findLast((condition) => byDay.includes(condition)),
    rainMm: rain.length > 0 ? rain.reduce((sum, value) => sum + value) : undefined,
    rainPercent: chances.length > 0 ? Math.max(...chances) : undefined,
    windKmh: winds.length > 0 ? Math.max(...winds) : undefined,
  };
  return [{ noon: midnight + 12 * HOUR_MS, ...known(values) }];
}

function definedIn(values: readonly (number | undefined)[]): number[] {
  return values.filter((value) => value !== undefined);
}

function midnightOf(date: string | undefined, zone: Zone): number | undefined {
  if (!/^\d{4}-\d\d-\d\d$/.test(date ?? '')) return undefined;
  const asUtc = toDate(`${date}T00:00:00Z`).getTime();
  return Number.isNaN(asUtc) ? undefined : asUtc - offsetMinutes(asUtc, zone) * MINUTE_MS;
}

function conditionOf(code: unknown): Condition | undefined {
  return CONDITION_OF.get(numberIn(code, 0, 999) ?? -1);
}
