import type { LossReason } from '../mesh/radio.js';
import { type BackoffSettings, backoffMs } from '../util/backoff.js';
import type { Random } from '../util/random.js';

/**
 * When to try again, as a pure schedule: at once, then every second for two minutes, then slower up to a ceiling,
 * for ever. Three losses in a row that look like another client taking the slot mean: yield.
 */
export interface RetryState {
  /** Tries since the link was last ready. */
  readonly tries: number;
  /** Uptime of the loss, or of the first try. */
  readonly since: number | undefined;
  /** Uptimes of the losses that look like evictions, newest last. */
  readonly evictions: readonly number[];
  /** Yields in a row. */
  readonly yields: number;
}

export type RetryPlan = { readonly state: RetryState; readonly waitMs: number; readonly isYielding: boolean };

export const FIRST_TRY: RetryState = { tries: 0, since: undefined, evictions: [], yields: 0 };

const EVERY_SECOND_MS = 1000;
/** The node is there when it breaks off a handshake; it looks for a new connection every 100 ms. */
const BROKEN_OFF_MS = 200;
const EVERY_SECOND_FOR_MS = 120_000;

/** Losses of one pattern lie within five minutes. */
const EVICTION_WINDOW_MS = 300_000;
const EVICTIONS_TO_YIELD = 3;
/** A second client that polls does so every minute or two; a session that lasted longer was none's victim. */
export const EVICTED_WITHIN_MS = 150_000;

/** Each try takes the only slot of a node that is not ours. */
const STRANGER_MS = 60_000;

const PATIENCE: BackoffSettings = { firstMs: 10_000, factor: 2, maxMs: 300_000, jitter: 0 };

/** A session that had been ready for `upMs` is over. */
export function afterLoss(
  state: RetryState,
  loss: { readonly reason: LossReason; readonly upMs: number },
  uptime: number,
  random: Random,
): RetryPlan {
  const looksEvicted = loss.reason === 'closed_by_node' && loss.upMs < EVICTED_WITHIN_MS;
  const recent = state.evictions.filter((at) => uptime - at < EVICTION_WINDOW_MS);
  const evictions = looksEvicted ? [...recent, uptime] : [];
  const yields = loss.upMs < EVICTED_WITHIN_MS ? state.yields : 0;
  if (evictions.length >= EVICTIONS_TO_YIELD || (looksEvicted && yields > 0)) {
    const next = { tries: 0, since: uptime, evictions, yields: yields + 1 };
    return { state: next, waitMs: backoffMs(PATIENCE, yields, random), isYielding: true };
  }
  return { state: { tries: 0, since: uptime, evictions, yields }, waitMs: 0, isYielding: false };
}

/**
 * A try ended before the link was ready. A node that was away means that what came before was no eviction: another
 * client leaves the node where it is, and in a fight over the slot it also ends handshakes.
 */
export function afterFailedTry(
  state: RetryState,
  reason: LossReason,
  uptime: number,
  { maxMs, random }: { readonly maxMs: number; readonly random: Random },
): RetryPlan {
  const tries = state.tries + 1;
  if (reason === 'wrong_node')
    return { state: { ...FIRST_TRY, tries, since: uptime }, waitMs: STRANGER_MS, isYielding: false };
  const since = state.since ?? uptime;
  if (reason === 'closed_by_node' && state.yields > 0) {
    const next = { ...state, tries, since, yields: state.yields + 1 };
    return { state: next, waitMs: backoffMs(PATIENCE, state.yields, random), isYielding: true };
  }
  const { evictions } = reason === 'closed_by_node' ? state : FIRST_TRY;
  const next = { tries, since, evictions, yields: 0 };
  const slow = Math.floor((uptime - since - EVERY_SECOND_FOR_MS) / EVERY_SECOND_MS);
  if (slow < 0) return { state: next, waitMs: Math.min(soonMs(tries, reason), maxMs), isYielding: false };
  const growth = { firstMs: EVERY_SECOND_MS, factor: 1.2, maxMs, jitter: 0.2 };
  return { state: next, waitMs: backoffMs(growth, slow, random), isYielding: false };
}

/** The first broken handshake after a loss says that the node is there: a second does not go by for nothing. */
function soonMs(tries: number, reason: LossReason): number {
  const isBrokenOff = reason === 'closed_by_node' || reason === 'reset';
  return tries === 1 && isBrokenOff ? BROKEN_OFF_MS : EVERY_SECOND_MS;
}
