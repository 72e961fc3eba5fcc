import type { Sighting } from './sighting.js';

export interface Watched {
  readonly sightings: readonly Sighting[];
  /** For how long nothing was missed, gaps of up to two minutes aside. */
  readonly coveredMs: number;
}

/** Nothing struck within `meters` for `clearMs`, and nobody was deaf meanwhile. No news is no good news. */
export function isAllClear({ sightings, coveredMs }: Watched, meters: number, clearMs: number): boolean {
  if (coveredMs < clearMs) return false;
  return !sightings.some((sighting) => sighting.meters <= meters && sighting.ageMs <= clearMs);
}
