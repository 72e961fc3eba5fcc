import type { Place } from '../../mesh/geo.js';
import { ServiceError } from '../../util/errors.js';
import { numberIn, parseRecord } from '../json.js';

/** One stroke of lightning as the network located it. */
export interface StrikeReport extends Place {
  /** The same for every copy of the message. */
  readonly key: string;
  /** By our clock; never negative. */
  readonly ageMs: number;
}

const NANOSECONDS_PER_MS = 1e6;
/** Clocks differ by so much and no more. */
const MAX_AHEAD_MS = 60_000;
/** What comes later says nothing of now. */
const MAX_AGE_MS = 30 * 60_000;

/** Undefined for what is no strike, or none of now. `now` in ms since 1970. */
export function parseStrike(payload: string, now: number): StrikeReport | undefined {
  const { time, lat, lon } = recordOf(payload);
  const latitude = numberIn(lat, -90, 90);
  const longitude = numberIn(lon, -180, 180);
  const nanoseconds = numberIn(time, 0, Number.MAX_VALUE);
  if (latitude === undefined || longitude === undefined || nanoseconds === undefined) return undefined;
  const ageMs = now - nanoseconds / NANOSECONDS_PER_MS;
  if (ageMs < -MAX_AHEAD_MS || ageMs > MAX_AGE_MS) return undefined;
  const key = `${nanoseconds} ${latitude} ${longitude}`;
  return { key, latitude, longitude, ageMs: Math.max(0, ageMs) };
}

function recordOf(payload: string): ReturnType<typeof parseRecord> {
  try {
    return parseRecord(payload);
  } catch (error) {
    if (error instanceof ServiceError) return {};
    throw error;
  }
}
