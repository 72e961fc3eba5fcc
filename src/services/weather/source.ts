import type { Place } from '../../mesh/geo.js';
import type { WeatherReport } from './report.js';

export interface Attempt {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** Somebody who is asked for the weather. */
export interface WeatherSource {
  readonly host: string;
  /** Throws `ServiceFailure`. */
  read(place: Place, attempt: Attempt): Promise<WeatherReport>;
}
