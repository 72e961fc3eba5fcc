import { toDate } from '../util/clock.js';

/** Minutes of the local day; `from` may lie after `to`, across midnight. */
export interface QuietHours {
  readonly fromMinute: number;
  readonly toMinute: number;
}

const MINUTE_MS = 60_000;
const DAY_MINUTES = 1440;

/** `22:00-07:00`; undefined for `off`. */
export function parseQuietHours(text: string): QuietHours | undefined {
  const [, h1 = '', m1 = '', h2 = '', m2 = ''] = /^(\d\d):(\d\d)-(\d\d):(\d\d)$/.exec(text) ?? [];
  if (h1 === '') return undefined;
  return { fromMinute: Number(h1) * 60 + Number(m1), toMinute: Number(h2) * 60 + Number(m2) };
}

/** When the quiet that reigns at `at` ends, ms since 1970; undefined when none does. */
export function quietUntil(at: number, hours: QuietHours | undefined): number | undefined {
  if (!hours) return undefined;
  const { fromMinute, toMinute } = hours;
  const date = toDate(at);
  const minute = date.getHours() * 60 + date.getMinutes();
  const length = (toMinute - fromMinute + DAY_MINUTES) % DAY_MINUTES;
  if ((minute - fromMinute + DAY_MINUTES) % DAY_MINUTES >= length) return undefined;
  const end = toDate(at);
  end.setHours(0, toMinute, 0, 0);
  // Across midnight the end lies on the next day.
  if (end.getTime() <= at) end.setDate(end.getDate() + 1);
  return Math.max(end.getTime(), at + MINUTE_MS);
}
