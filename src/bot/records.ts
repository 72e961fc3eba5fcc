/** What is said of what the bot remembers, and of what it cannot remember. */
import { HistoryAwayError } from '../mesh/history-away.js';
import type { Texts } from './command.js';
import type { BotContext } from './context.js';
import { age } from './format.js';
import { inHours } from './hours.js';
import type { Language } from './request.js';

interface RecordsTexts {
  /** Nothing can be read. */
  away(since: string): string;
  /** A part of an answer that is otherwise known. */
  partAway(since: string): string;
  /** Nothing can be written: answers end there. */
  gap(since: string): string;
}

export const RECORDS: Texts<RecordsTexts> = {
  en: {
    away: (since) => `I cannot read my records since ${since}, so I do not know. I keep trying.`,
    partAway: (since) => `records away since ${since}`,
    gap: (since) => `⚠ Nothing recorded since ${since}.`,
  },
  fr: {
    away: (since) => `Relevés illisibles depuis ${since} : je ne sais pas. Je réessaie.`,
    partAway: (since) => `relevés illisibles depuis ${since}`,
    gap: (since) => `⚠ Rien d'enregistré depuis ${since}.`,
  },
};

/** What the history answers, or since when it cannot. */
export type Recorded<Answer> =
  | { readonly answer: Answer; readonly awaySince?: never }
  | { readonly answer?: never; readonly awaySince: number };

/** For a command that knows something without the history too. */
export function recorded<Answer>(ask: () => Answer): Recorded<Answer> {
  try {
    return { answer: ask() };
  } catch (error) {
    if (!(error instanceof HistoryAwayError)) throw error;
    return { awaySince: error.since };
  }
}

const HOUR_MS = 3_600_000;

type Remembering = Pick<BotContext, 'history' | 'clock' | 'upMs'>;

/** When our records began: with the first packet, or, while none has come, with this process. ms since 1970. */
export function recordsBegan({ history, clock, upMs }: Remembering): number {
  return history.heardSince() ?? clock.now() - upMs();
}

/** How much of the last hours is remembered, for people: `24h`, or `3h`, `12min` when nothing is older: beside distances `12m` would be one. */
export function rememberedOf(context: Remembering, hours: number, language: Language): string {
  return atMost(hours, context.clock.now() - recordsBegan(context), language);
}

/** How much of the last hours this process, or one before it, was there to hear anything. */
export function attendedOf(context: Remembering, hours: number, language: Language): string {
  const { clock, upMs } = context;
  return atMost(hours, Math.max(upMs(), clock.now() - recordsBegan(context)), language);
}

function atMost(hours: number, known: number, language: Language): string {
  return known >= hours * HOUR_MS ? inHours(hours, language) : age(known, language).replace(/m$/, 'min');
}
