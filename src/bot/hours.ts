import type { TimeSpan } from '../mesh/history.js';
import { age } from './format.js';
import type { Language } from './request.js';

export interface HourLimits {
  readonly least: number;
  readonly most: number;
}

const HOUR_MS = 3_600_000;

/** The hours that `6`, `6h`, `2d` or `2j` stands for; undefined for anything else, and beyond the limits. */
export function hoursIn(text: string, { least, most }: HourLimits): number | undefined {
  const [, digits, unit] = /^(\d{1,4})([hdj]?)$/i.exec(text) ?? [];
  if (digits === undefined) return undefined;
  const hours = Number(digits) * (unit === undefined || /^h?$/i.test(unit) ? 1 : 24);
  return hours >= least && hours <= most ? hours : undefined;
}

/** `24h`, `48h`, and whole days beyond: `7d`, `30j`. */
export function inHours(hours: number, language: Language): string {
  return hours > 48 && hours % 24 === 0 ? age(hours * HOUR_MS, language) : `${hours}h`;
}

/** The last so many hours, now included. */
export function lastHours(hours: number, now: number): TimeSpan {
  return { from: now - hours * HOUR_MS, to: now + 1 };
}
