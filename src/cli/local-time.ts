import { toDate } from '../util/clock.js';

/** `2026-03-12 14:05:31`: a stamp, ms since 1970 or ISO 8601, in local time. */
export function localTime(at: number | string): string {
  const date = toDate(at);
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-');
  return `${day} ${date.toTimeString().slice(0, 8)}`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
