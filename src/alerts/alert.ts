import type { Texts } from '../bot/command.js';
import type { Subscription, Topic } from '../mesh/user-store.js';

/** Every alert by the name that people type; its configuration is `alerts.<camelCaseName>`. */
export const ALERT_NAMES = [
  'vigilance',
  'lightning',
  'link',
  'slot-taken',
  'silent-mesh',
  'remote-node-down',
  'remote-node-restart',
  'remote-node-firmware',
  'node-silent',
  'node-restart',
  'battery-low',
  'cpu-hot',
  'bot-busy',
  'disk-full',
  'storage',
  'source-lost',
  'service-denied',
  'key-changed',
  'duty-limit',
  'self-test',
] as const;
export type AlertName = (typeof ALERT_NAMES)[number];

/** What the texts are made of. It is stored as JSON, so that an alert can be told of after a restart. */
export type AlertFacts = Readonly<Record<string, unknown>>;

/**
 * What a reading means. Levels count from 1, 0 is none. `raise`: the highest level whose condition to raise is true.
 * `keep`: the highest level whose condition to clear is not true; never below `raise`. Between the two thresholds
 * (`raise` 0 and `keep` 1) a normal alert stays normal and a raised one stays raised.
 */
export type Judgement =
  | { readonly kind: 'known'; readonly raise: number; readonly keep: number }
  /** Missing, unreadable, too old or contradictory: nothing is concluded from it. */
  | { readonly kind: 'unknown' };

/** One matter as it is seen at one moment. */
export interface Sight<Facts extends AlertFacts = AlertFacts> {
  /** Which one, such as a department or a node's name; absent where there can be only one. */
  readonly subject?: string;
  readonly judgement: Judgement;
  /** Absent while unknown. */
  readonly facts?: Facts;
  /** In place of the first level's, where matters of one alert differ. */
  readonly holdMs?: number;
}

export interface LevelRule {
  /** The condition to raise has to be true for so long without a break. */
  readonly holdMs: number;
  /** The condition to clear has to be true for so long without a break, with fresh data throughout. */
  readonly clearMs: number;
  /** Between two reminders; absent for none. */
  readonly remindMs?: number;
  /** Told in quiet hours too, before everything else, on a busy channel. */
  readonly isSevere: boolean;
}

/** What an alert tells about; times are ms since 1970. */
export interface Told<Facts extends AlertFacts = AlertFacts> {
  readonly subject?: string;
  /** The newest that are known. */
  readonly facts: Facts;
  /** The worst since it began. */
  readonly peak: Facts;
  /** The present level, from 1; in a clear the last one. */
  readonly level: number;
  /** The highest since it began. */
  readonly peakLevel: number;
  /** When the condition became true, which is `holdMs` before it was told. */
  readonly since: number;
  /** From then until now, in a clear until the condition to clear became true. */
  readonly lastedMs: number;
  readonly now: number;
  /** Since when nothing is known, where that is told. */
  readonly unknownSince?: number;
}

/** One message each, of at most 200 bytes. The engine has plain words for what an alert leaves out. */
export interface AlertTexts<Facts extends AlertFacts = AlertFacts> {
  /** In lists: `lightning`, `foudre`. */
  readonly label: string;
  /** Also an event that has happened. */
  raised(told: Told<Facts>): string;
  /** The level rose; default as raised. */
  risen?(told: Told<Facts>): string;
  /** Default as raised. */
  reminded?(told: Told<Facts>): string;
  cleared(told: Told<Facts>): string;
  /** Raised, and for two hours nothing is known. */
  lost?(told: Told<Facts>): string;
  /** Known again after that. */
  regained?(told: Told<Facts>): string;
  /** Beside the label in a list, as in `38 orange`; without the time. */
  brief(told: Told<Facts>): string;
}

/** How a watch makes itself heard between two looks. */
export interface WatchBell {
  /** There is something new: look now. */
  changed(): void;
  /** Something has happened that has no end. */
  happened(event: { readonly subject?: string; readonly facts: AlertFacts }): void;
}

/**
 * Something that is watched and told of unasked. It says what it sees; the engine decides when that is told, to whom,
 * and remembers it over restarts.
 */
export interface Watch<Facts extends AlertFacts = AlertFacts> {
  readonly name: AlertName;
  readonly topics: readonly Topic[];
  /** By level, the first one first; empty for an alert that only has events. */
  readonly levels: readonly LevelRule[];
  readonly texts: Texts<AlertTexts<Facts>>;
  /** For `/alerts test` and the self-test. */
  readonly sample: Facts;
  /** How long a message of it may wait for its turn; default `outbox.alertTtlSeconds`. */
  readonly ttlMs?: number;
  /** Also told on the channels of `alerts.channels`. */
  readonly isPublic?: boolean;
  /**
   * Every matter that there is, the calm ones too, at least every 10 s: at once, and never throwing. What is left out
   * counts as unknown. `raised`: the subjects that are raised now, some of them perhaps since before a restart.
   */
  look(raised: readonly string[]): readonly Sight<Facts>[];
  /** For a source that people ask about: how old its newest data is, in ms, or that it comes as it happens. */
  freshness?(): number | 'live' | undefined;
  /** Which of two is worse, for `peak`; default the newer one. */
  worst?(before: Facts, now: Facts): Facts;
  /** Whether this subscriber wants to hear of it; default yes. */
  concerns?(
    subscription: Subscription,
    matter: { readonly subject?: string; readonly level: number },
  ): boolean;
  start?(bell: WatchBell): void;
  stop?(): void;
}

/** The times of one section of the configuration; what is left out is 0. */
export interface LevelTimes {
  readonly holdMs?: number;
  readonly clearMs?: number;
  readonly remindMs?: number;
}

/** A reminder after 0 is none. */
export function ruleOf({ holdMs = 0, clearMs = 0, remindMs = 0 }: LevelTimes, isSevere = false): LevelRule {
  return { holdMs, clearMs, isSevere, ...(remindMs > 0 && { remindMs }) };
}

export const UNKNOWN: Judgement = { kind: 'unknown' };

/** Of one level: true at once, and over as soon as it is not true. */
export function whether(isTrue: boolean): Judgement {
  return { kind: 'known', raise: isTrue ? 1 : 0, keep: isTrue ? 1 : 0 };
}

interface Threshold {
  readonly raise: number;
  readonly clear: number;
}

/** Raised at or above `raise`, cleared at or below `clear`; the first level first. */
export function ifHigh(value: number | undefined, levels: readonly Threshold[]): Judgement {
  if (value === undefined || !Number.isFinite(value)) return UNKNOWN;
  const raise = levels.findLastIndex((level) => value >= level.raise) + 1;
  return known(raise, levels.findLastIndex((level) => value > level.clear) + 1);
}

/** Raised below `raise`, cleared at or above `clear`; the first level first. */
export function ifLow(value: number | undefined, levels: readonly Threshold[]): Judgement {
  if (value === undefined || !Number.isFinite(value)) return UNKNOWN;
  const raise = levels.findLastIndex((level) => value < level.raise) + 1;
  return known(raise, levels.findLastIndex((level) => value < level.clear) + 1);
}

/** The worst of several readings, any of which is reason enough; calm only when all are known. */
export function anyOf(judgements: readonly Judgement[]): Judgement {
  const readable = judgements.filter((judgement) => judgement.kind === 'known');
  const raise = Math.max(0, ...readable.map((judgement) => judgement.raise));
  const keep = Math.max(0, ...readable.map((judgement) => judgement.keep));
  return readable.length === judgements.length || raise > 0 ? known(raise, keep) : UNKNOWN;
}

function known(raise: number, keep: number): Judgement {
  return { kind: 'known', raise, keep: Math.max(raise, keep) };
}
