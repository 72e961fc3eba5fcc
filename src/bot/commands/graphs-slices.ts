import { SENSOR_SLOT_MS, type SensorMean } from '../../mesh/sensor-history.js';

/** A time cut into equal slices. */
export interface Slicing {
  /** Begin of the first slice, ms since 1970. */
  readonly from: number;
  readonly to: number;
  readonly sliceMs: number;
  readonly count: number;
}

const HOUR_MS = 3_600_000;

/** The last so many hours; the last slice ends with the five minutes that it is now. */
export function slicingOf(hours: number, count: number, now: number): Slicing {
  const to = (Math.floor(now / SENSOR_SLOT_MS) + 1) * SENSOR_SLOT_MS;
  const sliceMs = (hours * HOUR_MS) / count;
  return { from: to - hours * HOUR_MS, to, sliceMs, count };
}

/** The mean of each slice; undefined where nothing was told. */
export function sliced(
  means: readonly SensorMean[],
  { from, sliceMs, count }: Slicing,
): (number | undefined)[] {
  const slices = Array.from({ length: count }, () => ({ sum: 0, count: 0 }));
  for (const { at, value } of means) {
    const slice = slices[Math.floor((at - from) / sliceMs)];
    if (!slice) continue;
    slice.sum += value;
    slice.count += 1;
  }
  return slices.map((slice) => (slice.count > 0 ? slice.sum / slice.count : undefined));
}

export interface Summary {
  readonly least: number;
  readonly most: number;
  readonly mean: number;
  /** By how much it changes in an hour, on the straight line that fits best; undefined for less than an hour. */
  readonly perHour: number | undefined;
}

/** Undefined when there is nothing. */
export function summaryOf(means: readonly SensorMean[]): Summary | undefined {
  const [first] = means;
  const last = means.at(-1);
  if (!first || !last) return undefined;
  const values = means.map(({ value }) => value);
  const mean = meanOf(values);
  return {
    least: values.reduce((least, value) => Math.min(least, value), first.value),
    most: values.reduce((most, value) => Math.max(most, value), first.value),
    mean,
    perHour: last.at - first.at >= HOUR_MS ? slopeOf(means, mean) : undefined,
  };
}

function slopeOf(means: readonly SensorMean[], mean: number): number {
  const middle = meanOf(means.map(({ at }) => at));
  const hours = (at: number) => (at - middle) / HOUR_MS;
  const spread = means.reduce((sum, { at }) => sum + hours(at) ** 2, 0);
  return means.reduce((sum, { at, value }) => sum + hours(at) * (value - mean), 0) / spread;
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
