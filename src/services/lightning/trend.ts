import type { Sighting } from './sighting.js';

/** Whether a storm comes nearer, as far as that can be told. */
export type Trend =
  | { readonly kind: 'closer'; readonly kmh: number; readonly arrivalMinutes?: number }
  | { readonly kind: 'away'; readonly kmh: number }
  | { readonly kind: 'staying' };

const MINUTE_MS = 60_000;
export const BIN_MS = 5 * MINUTE_MS;
const SPAN_MS = 30 * MINUTE_MS;
const LEAST_BINS = 3;
const LEAST_STRIKES = 10;
/** Its near edge rather than its middle, and no single stray strike. */
const NEAR_SHARE = 0.2;
const LEAST_KMH = 10;
/** No storm moves so fast: another one was born beside it. */
const MOST_KMH = 150;
const LONGEST_ARRIVAL_MINUTES = 120;

/** The line through the near edge of the storm, five minutes by five minutes. */
export function trendOf(sightings: readonly Sighting[]): Trend | undefined {
  const recent = sightings.filter(({ ageMs }) => ageMs < SPAN_MS);
  const points = edges(recent);
  if (recent.length < LEAST_STRIKES || points.length < LEAST_BINS) return undefined;
  const { slope, now } = leastSquares(points);
  const kmh = slope * 60;
  if (Math.abs(kmh) > MOST_KMH) return undefined;
  if (Math.abs(kmh) < LEAST_KMH) return { kind: 'staying' };
  if (kmh > 0) return { kind: 'away', kmh };
  const arrivalMinutes = Math.max(0, now) / -slope;
  return { kind: 'closer', kmh: -kmh, ...(arrivalMinutes <= LONGEST_ARRIVAL_MINUTES && { arrivalMinutes }) };
}

interface Point {
  /** Minutes, now is 0. */
  readonly at: number;
  readonly km: number;
}

function edges(sightings: readonly Sighting[]): readonly Point[] {
  const bins = new Map<number, number[]>();
  for (const { ageMs, meters } of sightings) {
    const bin = Math.floor(ageMs / BIN_MS);
    const distances = bins.get(bin) ?? [];
    distances.push(meters / 1000);
    bins.set(bin, distances);
  }
  return [...bins].map(([bin, distances]) => ({
    at: -((bin + 0.5) * BIN_MS) / MINUTE_MS,
    km: nearEdge(distances),
  }));
}

function nearEdge(distances: readonly number[]): number {
  const sorted = [...distances].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * NEAR_SHARE) - 1)] ?? 0;
}

/** `slope` in km a minute, `now` in km. */
function leastSquares(points: readonly Point[]): { readonly slope: number; readonly now: number } {
  const count = points.length;
  const meanAt = points.reduce((sum, { at }) => sum + at, 0) / count;
  const meanKm = points.reduce((sum, { km }) => sum + km, 0) / count;
  const covariance = points.reduce((sum, { at, km }) => sum + (at - meanAt) * (km - meanKm), 0);
  const variance = points.reduce((sum, { at }) => sum + (at - meanAt) ** 2, 0);
  const slope = covariance / variance;
  return { slope, now: meanKm - slope * meanAt };
}
