/** The official warnings for a department, as far as they were said: what is absent is unknown, and never green. */
import { toDate } from '../../util/clock.js';
import { startOfLocalDay, type Zone } from '../../util/zone.js';
import { numberIn, textIn } from '../json.js';

/** In rising order. */
export const COLOURS = ['green', 'yellow', 'orange', 'red'] as const;
export type Colour = (typeof COLOURS)[number];

/** By the numbers of Météo-France, from 1. */
const PHENOMENA = [
  'wind',
  'rainFlood',
  'storms',
  'floods',
  'snowIce',
  'heat',
  'cold',
  'avalanches',
  'waves',
] as const;
export type Phenomenon = (typeof PHENOMENA)[number] | 'other';

/** When one colour holds; ms since 1970. */
export interface Span {
  readonly from: number;
  readonly to: number;
  readonly colour: Colour;
}

export interface Hazard {
  readonly phenomenon: Phenomenon;
  readonly colour: Colour;
  /** In order; empty where no hours were told. */
  readonly spans: readonly Span[];
}

/** What holds for a department from one moment to another; ms since 1970. */
export interface Period {
  readonly from: number;
  readonly to: number;
  /** Of the worst hazard; absent while unknown. */
  readonly colour?: Colour;
  /** The worst first; those whose colour was not said are left out. */
  readonly hazards: readonly Hazard[];
}

export interface Bulletin {
  /** `38` */
  readonly department: string;
  /** When it was made, by Météo-France, ms since 1970. */
  readonly at: number;
  /** To whom the data is owed. */
  readonly credit: string;
  /** In order. */
  readonly periods: readonly Period[];
}

export interface Outlook {
  /** What holds now. */
  readonly today?: Period;
  /** What comes after it. */
  readonly tomorrow?: Period;
}

const HOUR_MS = 3_600_000;
/** A bulletin may begin so much later than we think that it is. */
const CLOCK_ERROR_MS = HOUR_MS;
export const FRANCE: Zone = { name: 'Europe/Paris' };

/** What a bulletin still says; nothing of it when it is older than `maxAgeMs`, or from the future. */
export function outlookOf({ at, periods }: Bulletin, now: number, maxAgeMs: number): Outlook {
  if (now - at > maxAgeMs || at - now > CLOCK_ERROR_MS) return {};
  const today = periods.find(({ from, to }) => from - CLOCK_ERROR_MS <= now && now < to);
  const tomorrow = periods.find((period) => period !== today && period.from > now);
  return { ...(today && { today }), ...(tomorrow && { tomorrow }) };
}

/** The worst of several; undefined for none. */
export function worst(colours: readonly Colour[]): Colour | undefined {
  return COLOURS.findLast((colour) => colours.includes(colour));
}

/**
 * The worst of what was said, where something was said that could not be understood: it may be worse than the rest.
 * From orange on people have to act either way, so that is told.
 */
export function worstKnown(colours: readonly (Colour | undefined)[]): Colour | undefined {
  const known = worst(colours.filter((colour) => colour !== undefined));
  const isSure = colours.every((colour) => colour !== undefined);
  return isSure || known === 'orange' || known === 'red' ? known : undefined;
}

/** 1 to 4, as a number or as text. */
export function colourIn(value: unknown): Colour | undefined {
  return COLOURS[(numberIn(value, 1, COLOURS.length) ?? 0) - 1];
}

export function phenomenonIn(value: unknown): Phenomenon {
  return PHENOMENA[(numberIn(value, 1, PHENOMENA.length) ?? 0) - 1] ?? 'other';
}

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)$/;

/** ms since 1970; a time without its distance from UTC is unknown. */
export function instantIn(value: unknown): number | undefined {
  const text = textIn(value);
  const at = text !== undefined && INSTANT.test(text) ? toDate(text).getTime() : Number.NaN;
  return Number.isNaN(at) ? undefined : at;
}

/** Hazards of one phenomenon, such as that of a coast and that of its department, become one; the worst comes first. */
export function joined(hazards: readonly Hazard[]): readonly Hazard[] {
  const names = [...new Set(hazards.map(({ phenomenon }) => phenomenon))];
  return names
    .map((phenomenon): Hazard => {
      const same = hazards.filter((hazard) => hazard.phenomenon === phenomenon);
      const spans = same.flatMap((hazard) => hazard.spans).sort((a, b) => a.from - b.from);
      return { phenomenon, colour: worst([...same, ...spans].map(({ colour }) => colour)) ?? 'green', spans };
    })
    .sort((a, b) => COLOURS.indexOf(b.colour) - COLOURS.indexOf(a.colour));
}

/** Midnight after `at` in France, `days` days on. */
export function frenchMidnight(at: number, days: number): number {
  const midnight = startOfLocalDay(at, FRANCE);
  // The middle of that day: the days on which clocks change have 23 or 25 hours.
  return days === 0 ? midnight : startOfLocalDay(midnight + (days * 24 + 12) * HOUR_MS, FRANCE);
}
