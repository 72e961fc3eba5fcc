/** What the statistics have in common. */
import type { ChannelHours, HourUtilization, TimeSpan } from '../mesh/history.js';
import { UserError } from '../util/errors.js';
import type { Call, CommandDescription, Texts } from './command.js';
import type { BotContext } from './context.js';
import { dayAndMonth, startOfDay, timeOfDay } from './format.js';
import { type HourLimits, hoursIn, lastHours } from './hours.js';
import { linkHealth } from './link-health.js';
import { attendedOf, rememberedOf } from './records.js';
import type { Language } from './request.js';
import { usageError } from './usage.js';

/** What commands that answer with a statistic have in common. */
export const STATISTIC = {
  role: 'any',
  places: ['direct', 'listed-channel', 'telegram', 'console'],
  group: 'stat',
  asksHistory: true,
} as const satisfies Partial<CommandDescription>;

/** The time that somebody asked about. */
export interface Period {
  readonly hours: number;
  readonly span: TimeSpan;
  /** `24h`, or what of it is remembered. */
  readonly name: string;
  /** For a wide screen: `24 h`, `5 min`. */
  readonly longName: string;
  /** What is remembered of it, for intervals. */
  readonly knownMs: number;
  /** All of it is remembered. */
  readonly isKnown: boolean;
}

export interface PeriodWish {
  /** As given; undefined for the usual one. */
  readonly text: string | undefined;
  readonly usual: number;
  readonly limits: HourLimits;
}

export const WEEK_HOURS: HourLimits = { least: 1, most: 168 };

/** Throws the usage of `command` when the hours cannot be understood, or are too many. */
export function periodOf(
  context: BotContext,
  call: Call,
  command: CommandDescription,
  { text, usual, limits }: PeriodWish,
): Period {
  const hours = text === undefined ? usual : hoursIn(text, limits);
  if (hours === undefined) throw hoursError(command, call, limits);
  const now = context.clock.now();
  const span = lastHours(hours, now);
  const since = context.history.heardSince() ?? now;
  const name = rememberedOf(context, hours, call.language);
  return {
    hours,
    span,
    name,
    longName: name.replace(/(?<=\d)(?=\D)/, ' '),
    knownMs: now - Math.max(span.from, since),
    isKnown: since <= span.from,
  };
}

const ALLOWED: Texts<(limits: HourLimits) => string> = {
  en: ({ least, most }) => `Hours: ${least} to ${most}, as 6, 6h or 2d.`,
  fr: ({ least, most }) => `Heures : de ${least} à ${most}, comme 6, 6h ou 2j.`,
};

/** The usage; on a wide screen also in a sentence what may be asked. */
function hoursError(command: CommandDescription, call: Call, limits: HourLimits): UserError {
  const usage = usageError(command, call);
  if (call.request.isBrief) return usage;
  return new UserError(`${usage.message}\n${ALLOWED[call.language](limits)}`);
}

const SILENCE: Texts<(period: string) => string> = {
  en: (period) => `Radio silence (${period}).`,
  fr: (period) => `Silence radio (${period}).`,
};

/** Nothing was heard: says whether that is the mesh, or our own link. */
export function radioSilence(context: BotContext, { language }: Call, { hours }: Period): string {
  const period = attendedOf(context, hours, language);
  return `${SILENCE[language](period)} ${linkHealth(context.radio, language)}`;
}

/** The hour in which the channel was used most. */
export function peakOf({ hours }: ChannelHours): HourUtilization | undefined {
  return hours.reduce<HourUtilization | undefined>(
    (peak, hour) => (peak && peak.mean >= hour.mean ? peak : hour),
    undefined,
  );
}

/** `18h` */
export function hourName(at: number): string {
  return `${timeOfDay(at).slice(0, 2)}h`;
}

const DAY_MS = 86_400_000;

/** `18h`; with the day when it is not of the last 24 hours. */
export function hourAndDay(at: number, now: number, language: Language): string {
  const isRecent = at > now - DAY_MS || at >= startOfDay(now);
  return isRecent ? hourName(at) : `${dayAndMonth(at, language)} ${hourName(at)}`;
}

/** A whole number within the limits; undefined for anything else. */
export function wholeIn(text: string, least: number, most: number): number | undefined {
  const value = /^\d{1,4}$/.test(text) ? Number(text) : Number.NaN;
  return value >= least && value <= most ? value : undefined;
}
