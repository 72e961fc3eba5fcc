/** How long nothing was heard, and how long that is usual. */

import type { History, TimeSpan, TrafficSums } from '../mesh/history.js';
import { HistoryAwayError } from '../mesh/history-away.js';
import type { Radio } from '../mesh/radio.js';
import type { Clock } from '../util/clock.js';
import type { Judgement } from './alert.js';
import { UNKNOWN } from './alert.js';

export interface SilenceSettings {
  /** Hours without a packet… */
  readonly raise: number;
  /** …and so many times the usual gap. */
  readonly gaps: number;
}

export interface Silence {
  /** ms since the last packet; since the link is there where none was ever heard. */
  readonly silentMs: number;
  /** As much of it as the link was there to hear one. */
  readonly listenedMs: number;
  /** Something was heard within the hours to raise. What is usual changes with time, and ends no silence. */
  readonly isHeard: boolean;
  readonly usualMs?: number;
}

const HOUR_MS = 3_600_000;
const USUAL_OVER_MS = 7 * 24 * HOUR_MS;

function limitMs({ raise, gaps }: SilenceSettings, usualMs = 0): number {
  return Math.max(raise * HOUR_MS, gaps * usualMs);
}

/** Without the link nobody can know. */
export function judgeSilence(silence: Silence | undefined, settings: SilenceSettings): Judgement {
  if (!silence) return UNKNOWN;
  const isSilent = silence.listenedMs >= limitMs(settings, silence.usualMs);
  return { kind: 'known', raise: isSilent ? 1 : 0, keep: isSilent || !silence.isHeard ? 1 : 0 };
}

export interface SilenceDeps {
  readonly radio: Pick<Radio, 'state' | 'report'>;
  readonly clock: Pick<Clock, 'now' | 'uptime'>;
  readonly settings: SilenceSettings;
}

/** The uptime of what was heard before the process, by the wall clock; undefined for never. */
export function uptimeOf(
  lastHeard: number | undefined,
  clock: Pick<Clock, 'now' | 'uptime'>,
): number | undefined {
  return lastHeard === undefined ? undefined : clock.uptime() - Math.max(0, clock.now() - lastHeard);
}

/** `heardAt`: uptime of the last packet, below zero when that was before the process; absent for never. */
export function silenceSince(
  heardAt: number | undefined,
  usualMs: number | undefined,
  deps: SilenceDeps,
): Silence | undefined {
  const { radio, clock, settings } = deps;
  const { state, sinceMs } = radio.report();
  if (state !== 'ready') return undefined;
  const quietMs = heardAt === undefined ? Number.POSITIVE_INFINITY : clock.uptime() - heardAt;
  return {
    silentMs: heardAt === undefined ? sinceMs : quietMs,
    listenedMs: Math.min(quietMs, sinceMs),
    isHeard: quietMs < settings.raise * HOUR_MS,
    ...(usualMs !== undefined && { usualMs }),
  };
}

/** The mean gap between packets of the last week, or of as much of it as is known; asked for at most once an hour. */
export class UsualGap {
  readonly #clock: Pick<Clock, 'now' | 'uptime'>;
  readonly #history: Pick<History, 'heardSince'>;
  readonly #sums: (span: TimeSpan) => TrafficSums;
  #askedAt = Number.NEGATIVE_INFINITY;
  #gapMs: number | undefined;

  constructor(
    clock: Pick<Clock, 'now' | 'uptime'>,
    history: Pick<History, 'heardSince'>,
    sums: (span: TimeSpan) => TrafficSums,
  ) {
    this.#clock = clock;
    this.#history = history;
    this.#sums = sums;
  }

  /** Undefined where too little was heard to tell. */
  get ms(): number | undefined {
    const uptime = this.#clock.uptime();
    if (uptime - this.#askedAt < HOUR_MS) return this.#gapMs;
    this.#askedAt = uptime;
    this.#gapMs = this.#ask();
    return this.#gapMs;
  }

  #ask(): number | undefined {
    const to = this.#clock.now();
    try {
      const from = Math.max(to - USUAL_OVER_MS, this.#history.heardSince() ?? to);
      if (from >= to) return undefined;
      const { packets, viaMqtt } = this.#sums({ from, to });
      const heard = packets - viaMqtt;
      return heard > 1 ? (to - from) / heard : undefined;
    } catch (error) {
      if (error instanceof HistoryAwayError) return undefined;
      throw error;
    }
  }
}

export type Traffic = Pick<History, 'traffic' | 'trafficOf' | 'heardSince'>;
