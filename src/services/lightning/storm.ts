/** What a handful of strikes means for somebody who stands in one place. */
import type { Sighting } from './sighting.js';
import { KEEP_MS } from './strike-store.js';
import { BIN_MS, type Trend, trendOf } from './trend.js';

export interface Ring {
  readonly fromKm: number;
  readonly toKm: number;
  readonly count: number;
  /** Absent for an empty ring. */
  readonly meanMeters?: number;
}

/** Only strikes within the radius are counted here. */
export interface Storm {
  /** Within the window. */
  readonly count: number;
  /** There were more than could be remembered. */
  readonly isAtLeast: boolean;
  /** Nearest first. */
  readonly rings: readonly Ring[];
  readonly nearest?: Sighting;
  /** Of all that are remembered, also before the window. */
  readonly last?: Sighting;
  /** Absent when it cannot be told. */
  readonly trend?: Trend;
  /** Strikes in each five minutes of two hours, oldest first. */
  readonly bars: readonly number[];
}

export interface StormView {
  readonly radiusKm: number;
  readonly windowMs: number;
  readonly uptime: number;
  readonly thinnedUntil: number;
}

const RING_EDGES_KM = [10, 25];

export function stormOf(seen: readonly Sighting[], view: StormView): Storm {
  const { radiusKm, windowMs, uptime, thinnedUntil } = view;
  const within = seen.filter(({ meters }) => meters <= radiusKm * 1000);
  const current = within.filter(({ ageMs }) => ageMs <= windowMs);
  const nearest = least(current, ({ meters }) => meters);
  const last = least(within, ({ ageMs }) => ageMs);
  const trend = current.length > 0 ? trendOf(seen) : undefined;
  return {
    count: current.length,
    isAtLeast: current.length > 0 && uptime - thinnedUntil <= windowMs,
    rings: ringsOf(current, radiusKm),
    ...(nearest && { nearest }),
    ...(last && { last }),
    ...(trend && { trend }),
    bars: barsOf(within),
  };
}

function least(
  sightings: readonly Sighting[],
  measure: (sighting: Sighting) => number,
): Sighting | undefined {
  let best: Sighting | undefined;
  for (const sighting of sightings) if (!best || measure(sighting) < measure(best)) best = sighting;
  return best;
}

function ringsOf(sightings: readonly Sighting[], radiusKm: number): readonly Ring[] {
  const edges = [0, ...RING_EDGES_KM.filter((km) => km < radiusKm), radiusKm];
  return edges.slice(1).map((toKm, index) => {
    const fromKm = edges[index] ?? 0;
    // What lies on an edge belongs to the inner ring.
    const inside = sightings.filter(
      ({ meters }) => meters <= toKm * 1000 && (meters > fromKm * 1000 || fromKm === 0),
    );
    const sum = inside.reduce((total, { meters }) => total + meters, 0);
    return {
      fromKm,
      toKm,
      count: inside.length,
      ...(inside.length > 0 && { meanMeters: sum / inside.length }),
    };
  });
}

function barsOf(sightings: readonly Sighting[]): readonly number[] {
  const bars = new Array<number>(KEEP_MS / BIN_MS).fill(0);
  for (const { ageMs } of sightings) {
    const bar = bars.length - 1 - Math.floor(ageMs / BIN_MS);
    if (bar >= 0) bars[bar] = (bars[bar] ?? 0) + 1;
  }
  return bars;
}
