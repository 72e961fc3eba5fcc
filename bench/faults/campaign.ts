/** Many faults at once, each on a bot and a node of its own. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Clock } from '../../src/util/clock.js';
import { type Catalogue, drawFault, type Fault, nameOf } from './draw.js';
import { playFault, type Result } from './play-fault.js';

export interface CampaignOptions {
  readonly seed: string;
  readonly faults: number;
  /** Bots with their nodes that run at the same time. */
  readonly pairs: number;
  readonly clock: Clock;
  /** Drawn from these alone. */
  readonly only?: Catalogue;
  readonly onResult?: (result: Result) => void;
}

export interface Campaign {
  readonly seed: string;
  readonly pairs: number;
  readonly tookMs: number;
  /** The longest that the process kept everybody waiting: as much is in every time below. */
  readonly standstillMs: { readonly p99: number; readonly max: number };
  readonly results: readonly Result[];
}

export async function runCampaign(options: CampaignOptions): Promise<Campaign> {
  const { seed, faults, pairs, clock, only, onResult } = options;
  const results: Result[] = [];
  const delays = monitorEventLoopDelay({ resolution: 10 });
  const startedAt = performance.now();
  let next = 1;
  const lane = async () => {
    while (next <= faults) {
      const fault = drawFault(seed, next++, only);
      const result = await playFault(fault, clock).catch((error: unknown) => failed(fault, error));
      onResult?.(result);
      // A thousand logs would fill the memory.
      results.push({ ...result, lines: [] });
    }
  };
  delays.enable();
  await Promise.all(Array.from({ length: Math.min(pairs, faults) }, lane));
  delays.disable();
  return {
    seed,
    pairs,
    tookMs: performance.now() - startedAt,
    standstillMs: { p99: delays.percentile(99) / 1e6, max: delays.max / 1e6 },
    results: results.sort((a, b) => a.index - b.index),
  };
}

/** A bot that does not even start or stop is stuck. */
function failed(fault: Fault, error: unknown): Result {
  return {
    index: fault.index,
    kind: nameOf(fault),
    groups: fault.plays.map(({ play }) => play.group),
    profile: fault.profile,
    isComplete: false,
    accepted: 0,
    delivered: 0,
    told: 0,
    lost: [],
    untrue: [],
    duplicated: [],
    excused: 0,
    alarms: [error instanceof Error ? String(error.stack) : String(error)],
    losses: [],
    lines: [],
  };
}
