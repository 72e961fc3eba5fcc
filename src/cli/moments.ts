/** Moments as people write them on a command line. */
import { toDate } from '../util/clock.js';
import { UserError } from '../util/errors.js';

const UNIT_MS = { min: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;
const AGO = /^(\d{1,5})(min|h|d|w)$/;
const DAY = /^\d{4}-\d\d-\d\d$/;
const STAMP = /^(\d{4}-\d\d-\d\d)[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d)?$/;

/**
 * `24h` and `7d` ago, `2026-11-20`, or ISO 8601; without a zone in that of this machine. A day stands for its
 * beginning, or for its end with `edge`. Throws `UserError` in words for anything else.
 */
export function momentOf(text: string, now: number, edge: 'begin' | 'end' = 'begin'): number {
  const at = agoOf(text, now) ?? dayOf(text, edge) ?? stampOf(text);
  if (at !== undefined && Number.isFinite(at)) return at;
  throw new UserError(
    `"${text}" is no time: write 24h or 7d (ago), a day such as 2026-11-20, or 2026-11-20T14:05Z`,
  );
}

function agoOf(text: string, now: number): number | undefined {
  const [, count, unit] = AGO.exec(text) ?? [];
  return unit === undefined ? undefined : now - Number(count) * UNIT_MS[unit as keyof typeof UNIT_MS];
}

function dayOf(text: string, edge: 'begin' | 'end'): number | undefined {
  if (!DAY.test(text) || !isOnCalendar(text)) return undefined;
  const day = toDate(`${text}T00:00`);
  // Not 24 hours: a day on which the clocks change has 23 or 25.
  if (edge === 'end') day.setDate(day.getDate() + 1);
  return day.getTime();
}

function stampOf(text: string): number | undefined {
  const [, day] = STAMP.exec(text) ?? [];
  return day !== undefined && isOnCalendar(day) ? toDate(text.replace(' ', 'T')).getTime() : undefined;
}

/** The engine takes 30 February for 2 March. */
function isOnCalendar(day: string): boolean {
  const noon = toDate(`${day}T12:00Z`);
  return Number.isFinite(noon.getTime()) && noon.toISOString().startsWith(day);
}
