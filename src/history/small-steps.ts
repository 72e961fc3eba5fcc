import type { Clock } from '../util/clock.js';

/** What one step may take of everybody else's time: far below the 20 ms that anybody could notice. */
const STEP_MS = 5;
const PAUSE_MS = 25;
const FIRST_ROWS = 50;
const MIN_ROWS = 5;
const MAX_ROWS = 1000;

export interface SmallSteps {
  readonly clock: Clock;
  /** Names the timer. */
  readonly name: string;
  readonly signal: AbortSignal;
}

/**
 * Repeats `work` with a share of `rows` until it does fewer than that, resting in between, and tells how many it did.
 * The share follows the speed of the disk. Rejects when the signal aborts.
 */
export async function inSmallSteps(
  { clock, name, signal }: SmallSteps,
  work: (rows: number) => number,
): Promise<number> {
  let rows = FIRST_ROWS;
  let total = 0;
  for (;;) {
    const startedAt = clock.uptime();
    const done = work(rows);
    const tookMs = clock.uptime() - startedAt;
    total += done;
    if (done < rows) return total;
    rows = nextShare(rows, tookMs);
    await clock.sleep(name, PAUSE_MS, signal);
  }
}

/** Grows slowly and shrinks at once. */
export function nextShare(rows: number, tookMs: number): number {
  if (tookMs > STEP_MS) return Math.max(MIN_ROWS, Math.floor((rows * STEP_MS) / tookMs));
  return tookMs < STEP_MS / 2 ? Math.min(MAX_ROWS, Math.ceil(rows * 1.25)) : rows;
}
