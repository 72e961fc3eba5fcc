/** Figures, their targets, and how they are taken on a machine that is not ours alone. */
import type { Log } from '../../src/util/log.js';
import { percentile, type Row } from '../table.js';

export const QUIET: Log = {
  error: (message, fields) => console.error(message, fields),
  warn: () => {},
  info: () => {},
  debug: () => {},
  named: () => QUIET,
};

export type By = 'wall' | 'cpu';

/** ms of the wall's clock; or of the processor, for a machine that others use: waiting for it and for the disk is left out. */
const CLOCKS: Readonly<Record<By, () => number>> = {
  wall: () => performance.now(),
  cpu: () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  },
};

let measuredBy: By = 'wall';

/** From now on. */
export function measureBy(by: By): void {
  measuredBy = by;
}

export function stopwatch(): number {
  return CLOCKS[measuredBy]();
}

interface Target {
  readonly limit: number;
  readonly unit: string;
  readonly digits?: number;
}

export function atMost(what: string, value: number, { limit, unit, digits = 1 }: Target): Row {
  const used = value / limit;
  return {
    what,
    value: `${value.toFixed(digits)} ${unit}`,
    limit: `<= ${limit} ${unit}`,
    isMet: used <= 1,
    used,
  };
}

export function atLeast(what: string, value: number, { limit, unit, digits = 0 }: Target): Row {
  const used = limit / value;
  return {
    what,
    value: `${value.toFixed(digits)} ${unit}`,
    limit: `>= ${limit} ${unit}`,
    isMet: used <= 1,
    used,
  };
}

/** Without a target. */
export function told(what: string, value: string): Row {
  return { what, value, limit: '', isMet: true };
}

/** Other programs can only make it slower: what misses is measured again, and the best one counts. */
export async function bestOf(tries: number, limit: number, measure: () => number | Promise<number>) {
  let best = Number.POSITIVE_INFINITY;
  for (let index = 0; index < tries && best > limit; index++) best = Math.min(best, await measure());
  return best;
}

const ROUNDS = 20;

export async function p95Of(work: () => unknown): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const startedAt = stopwatch();
    await work();
    times.push(stopwatch() - startedAt);
  }
  return percentile(
    times.sort((a, b) => a - b),
    0.95,
  );
}

export function timed(work: () => unknown): number {
  const startedAt = stopwatch();
  work();
  return stopwatch() - startedAt;
}
