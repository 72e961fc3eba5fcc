import type { TimeSpan } from './history.js';

/** The mean of what a sensor told within five minutes. */
export interface SensorMean {
  /** Begin of the five minutes, ms since 1970. */
  readonly at: number;
  readonly value: number;
}

export const SENSOR_SLOT_MS = 5 * 60_000;

/** What sensors told, for a month. Where there was no value there is no mean. */
export interface SensorHistory {
  /** Adds a value to the mean of its five minutes. */
  record(sensor: string, value: number, at: number): void;
  /** Oldest first. */
  means(sensor: string, span: TimeSpan): readonly SensorMean[];
}
