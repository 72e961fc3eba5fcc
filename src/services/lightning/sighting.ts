import { bearingDegrees, distanceMeters, type Place } from '../../mesh/geo.js';
import type { Strike } from './strike-store.js';

export interface Sighting {
  readonly ageMs: number;
  readonly meters: number;
  /** Where it was seen from home, 0 is north. */
  readonly bearing: number;
}

export interface Viewpoint {
  readonly home: Place;
  /** Now. */
  readonly uptime: number;
}

/** Each strike as it is seen from home. */
export function sightingsOf(strikes: readonly Strike[], view: Viewpoint): readonly Sighting[] {
  return strikes.map((strike) => sightingOf(strike, view));
}

function sightingOf(strike: Strike, { home, uptime }: Viewpoint): Sighting {
  return {
    ageMs: Math.max(0, uptime - strike.bornAt),
    meters: distanceMeters(home, strike),
    bearing: bearingDegrees(home, strike),
  };
}
