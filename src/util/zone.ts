import { toDate } from './clock.js';

/** Where clocks show the same: by its IANA name, or by its distance from UTC where nobody told a name. */
export type Zone = { readonly name: string } | { readonly offsetMinutes: number };

/** What a clock and a calendar on the wall there show. */
export interface LocalTime {
  readonly year: number;
  /** 1 to 12 */
  readonly month: number;
  readonly day: number;
  /** 0 is Sunday. */
  readonly weekday: number;
  readonly hour: number;
  readonly minute: number;
}

export const UTC: Zone = { offsetMinutes: 0 };

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** The zone of the machine. */
export function hostZone(): Zone {
  return { name: new Intl.DateTimeFormat().resolvedOptions().timeZone };
}

/** The zone of that name; undefined when there is none. */
export function zoneNamed(name: string): Zone | undefined {
  try {
    formatOf(name);
    return { name };
  } catch {
    return undefined;
  }
}

export function localTime(at: number, zone: Zone): LocalTime {
  const date = toDate(at + offsetMinutes(at, zone) * MINUTE);
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    weekday: date.getUTCDay(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
  };
}

/** Minutes that the clocks there are ahead of UTC. */
export function offsetMinutes(at: number, zone: Zone): number {
  if ('offsetMinutes' in zone) return zone.offsetMinutes;
  const parts = formatOf(zone.name).formatToParts(at);
  const text = parts.find((part) => part.type === 'timeZoneName')?.value ?? '';
  const [, sign, hours = '0', minutes = '0'] = /([+-])(\d\d):(\d\d)/.exec(text) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

/** Midnight there, at or before `at`; also on the days when the clocks change. */
export function startOfLocalDay(at: number, zone: Zone): number {
  const wall = Math.floor((at + offsetMinutes(at, zone) * MINUTE) / DAY) * DAY;
  const guess = wall - offsetMinutes(at, zone) * MINUTE;
  return wall - offsetMinutes(guess, zone) * MINUTE;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Throws `RangeError` for a name that is none; so the map never holds more than the zones of the world. */
function formatOf(name: string): Intl.DateTimeFormat {
  const known = formats.get(name);
  if (known) return known;
  const format = new Intl.DateTimeFormat('en-US', { timeZone: name, timeZoneName: 'longOffset' });
  formats.set(name, format);
  return format;
}
