import { type CompassPoint, compassPoint } from '../mesh/geo.js';
import { type ModemSettings, snrLimitDb } from '../mesh/modem.js';
import { toDate } from '../util/clock.js';
import type { Texts } from './command.js';
import type { Language } from './request.js';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const DAY_LETTER: Texts<string> = { en: 'd', fr: 'j' };

/** A number with its decimals, as the language writes it. */
export function decimal(value: number, digits: number, language: Language): string {
  const text = value.toFixed(digits);
  const signed = Number(text) === 0 ? text.replace('-', '') : text;
  return language === 'fr' ? signed.replace('.', ',') : signed;
}

/** One unit, rounded down: `45s 12m 3h 2d`. A time ahead of us counts as now. */
export function age(ms: number, language: Language): string {
  if (ms < MINUTE) return `${Math.max(0, Math.floor(ms / SECOND))}s`;
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)}m`;
  if (ms < DAY) return `${Math.floor(ms / HOUR)}h`;
  return `${Math.floor(ms / DAY)}${DAY_LETTER[language]}`;
}

const AGO: Texts<(age: string) => string> = { en: (text) => `${text} ago`, fr: (text) => `il y a ${text}` };

export function ago(ms: number, language: Language): string {
  return AGO[language](age(ms, language));
}

const LONG_UNITS: Texts<readonly [string, string, string, string]> = {
  en: ['s', 'min', 'h', 'd'],
  fr: ['s', 'min', 'h', 'j'],
};

/** The age for a wide screen: `4 s`, `5 min`, `3 h`, `2 d`. */
export function longAge(ms: number, language: Language): string {
  const [second, minute, hour, day] = LONG_UNITS[language];
  if (ms < MINUTE) return `${Math.max(0, Math.floor(ms / SECOND))} ${second}`;
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} ${minute}`;
  if (ms < DAY) return `${Math.floor(ms / HOUR)} ${hour}`;
  return `${Math.floor(ms / DAY)} ${day}`;
}

export function longAgo(ms: number, language: Language): string {
  return AGO[language](longAge(ms, language));
}

/** Two units where the second one matters: `42s 6m46s 4h53 2d3h 12d`. */
export function span(ms: number, language: Language): string {
  const seconds = Math.max(0, Math.floor(ms / SECOND));
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  const days = Math.floor(hours / 24);
  if (days >= 10) return `${days}${DAY_LETTER[language]}`;
  if (days > 0) return `${days}${DAY_LETTER[language]}${optional(hours % 24, 'h')}`;
  if (hours > 0) return minutes % 60 ? `${hours}h${two(minutes % 60)}` : `${hours}h`;
  if (minutes > 0) return `${minutes}m${optional(seconds % 60, 's')}`;
  return `${seconds}s`;
}

function optional(value: number, unit: string): string {
  return value ? `${value}${unit}` : '';
}

/** The span for a wide screen: `2d 3h`. */
export function longSpan(ms: number, language: Language): string {
  return span(ms, language).replace(/^(\d+[djhm])(?=\d)/, '$1 ');
}

/** A time to wait, rounded up, in words: `43 s`, `2 min 3 s`, `5 min`, `1 h 5 min`. */
export function wait(ms: number): string {
  const seconds = Math.max(1, Math.ceil(ms / SECOND));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return pair(Math.floor(seconds / 60), 'min', seconds % 60, 's');
  const minutes = Math.ceil(seconds / 60);
  return pair(Math.floor(minutes / 60), 'h', minutes % 60, 'min');
}

function pair(big: number, bigUnit: string, small: number, smallUnit: string): string {
  return small ? `${big} ${bigUnit} ${small} ${smallUnit}` : `${big} ${bigUnit}`;
}

/** `850m 2.3km 14.2km 45km`: as exact as a map on a phone is, never more. */
export function distance(meters: number, language: Language): string {
  if (meters < 995) return `${Math.round(meters)}m`;
  const kilometers = meters / 1000;
  if (kilometers >= 20) return `${Math.round(kilometers)}km`;
  return `${decimal(kilometers, 1, language).replace(/[.,]0$/, '')}km`;
}

/** The distance for a wide screen: `850 m`, `2.3 km`. */
export function longDistance(meters: number, language: Language): string {
  return distance(meters, language).replace(/k?m$/, ' $&');
}

const COMPASS_FR: Readonly<Record<CompassPoint, string>> = {
  N: 'N',
  NE: 'NE',
  E: 'E',
  SE: 'SE',
  S: 'S',
  SW: 'SO',
  W: 'O',
  NW: 'NO',
};

/** The direction of a bearing in degrees. */
export function compass(degrees: number, language: Language): string {
  const point = compassPoint(degrees);
  return language === 'fr' ? COMPASS_FR[point] : point;
}

/** How far a signal stands above what the preset can still decode: 20, 12 and 5 dB are the steps. */
export function signalColour(snr: number | undefined, modem: ModemSettings): string {
  if (snr === undefined) return '⚪';
  const margin = snr - snrLimitDb(modem);
  if (margin >= 20) return '🟢';
  if (margin >= 12) return '🟡';
  return margin >= 5 ? '🟠' : '🔴';
}

/** Local time of day, `14:05`. */
export function timeOfDay(at: number): string {
  const date = toDate(at);
  return `${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** Local time of day, `14:05:31`. */
export function timeOfDayExact(at: number): string {
  return `${timeOfDay(at)}:${two(toDate(at).getSeconds())}`;
}

const MONTHS: Texts<readonly string[]> = {
  en: ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'],
  fr: ['janv', 'févr', 'mars', 'avr', 'mai', 'juin', 'juil', 'août', 'sept', 'oct', 'nov', 'déc'],
};

/** 1 to 12. */
export function monthName(month: number, language: Language): string {
  return MONTHS[language][month - 1] ?? '';
}

/** Local day, `12 Mar`. */
export function dayAndMonth(at: number, language: Language): string {
  const date = toDate(at);
  return `${date.getDate()} ${monthName(date.getMonth() + 1, language)}`;
}

/** Start of the local day of `at`. */
export function startOfDay(at: number): number {
  const date = toDate(at);
  date.setHours(0, 0, 0, 0);
  return date.getTime();
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
