import type { Zone } from '../../util/zone.js';

/** In rising order of how much it matters to somebody outdoors. */
export const CONDITIONS = [
  'clear',
  'mostlyClear',
  'partlyCloudy',
  'overcast',
  'fog',
  'drizzle',
  'showers',
  'rain',
  'snowShowers',
  'snow',
  'freezingDrizzle',
  'sleet',
  'freezingRain',
  'storm',
  'hailStorm',
] as const;
export type Condition = (typeof CONDITIONS)[number];

/** What is absent is unknown. */
export interface CurrentWeather {
  /** Of what is told, by the source, ms since 1970. */
  readonly at: number;
  readonly celsius?: number;
  readonly feelsCelsius?: number;
  readonly humidityPercent?: number;
  readonly rainMm?: number;
  readonly condition?: Condition;
  readonly pressureHpa?: number;
  readonly windKmh?: number;
  readonly windDegrees?: number;
  readonly gustKmh?: number;
  readonly isNight: boolean;
}

export interface HourForecast {
  /** Its beginning, ms since 1970. */
  readonly from: number;
  readonly rainMm?: number;
  readonly rainPercent?: number;
  readonly condition?: Condition;
}

export interface DayForecast {
  /** A moment around its noon, ms since 1970. */
  readonly noon: number;
  readonly minCelsius?: number;
  readonly maxCelsius?: number;
  readonly condition?: Condition;
  readonly rainMm?: number;
  readonly rainPercent?: number;
  readonly windKmh?: number;
  readonly gustKmh?: number;
}

export interface WeatherReport {
  /** To whom the data is owed. */
  readonly credit: string;
  readonly zone: Zone;
  readonly elevationMeters?: number;
  readonly current: CurrentWeather;
  readonly hours: readonly HourForecast[];
  readonly days: readonly DayForecast[];
}

export const HOUR_MS = 3_600_000;
const FIRST_HOUR = 8;
const LAST_HOUR = 19;

/** The condition that matters most of those that last for two hours between 8 and 20 h. */
export function mostSevere(
  hours: readonly { readonly hour: number; readonly condition?: Condition }[],
): Condition | undefined {
  const counts = new Map<Condition, number>();
  for (const { hour, condition } of hours) {
    if (condition === undefined || hour < FIRST_HOUR || hour > LAST_HOUR) continue;
    counts.set(condition, (counts.get(condition) ?? 0) + 1);
  }
  return CONDITIONS.findLast((condition) => (counts.get(condition) ?? 0) >= 2);
}
