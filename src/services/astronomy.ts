/**
 * Sun and moon, computed here. The series are the low-precision ones of the Astronomical Almanac (sections C and D):
 * 0.01° for the sun and 0.3° for the moon from 1950 to 2050, which is about a minute and two minutes of rising.
 */
import type { Place } from '../mesh/geo.js';

const DEGREE = Math.PI / 180;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** 2000-01-01T12:00:00Z, where the series begin. */
const EPOCH_MS = 946_728_000_000;
const DAYS_PER_CENTURY = 36_525;
/** Refraction at the horizon and half the sun's disc. */
const SUNRISE_DEGREES = -0.833;
const REFRACTION_DEGREES = 0.567;
/** Half the moon's disc, as a share of its parallax. */
const MOON_DISC = 0.2725;
const CIVIL_DUSK_DEGREES = -6;
const GOLDEN_FROM_DEGREES = 6;
const GOLDEN_TO_DEGREES = -4;
const STEP_MS = 10 * MINUTE_MS;

export interface SunDay {
  /** ms since 1970; absent where it does not happen on that day. */
  readonly rise?: number;
  /** The first one after the rise, maybe after midnight. */
  readonly set?: number;
  /** How long it is above the horizon within the day. */
  readonly upMs: number;
  /** The evening's civil dusk. */
  readonly dusk?: number;
  /** The evening's golden hour. */
  readonly golden?: { readonly from: number; readonly to: number };
  readonly noon: { readonly at: number; readonly degrees: number };
}

export interface MoonDay {
  readonly rise?: number;
  /** After the rise; without one, within the day. */
  readonly set?: number;
}

export interface MoonPhase {
  /** Lit share, 0 to 1. */
  readonly lit: number;
  /** Eighth of the way from new (0) by full (4) to new. */
  readonly eighth: number;
  readonly isGrowing: boolean;
}

export const PRINCIPAL_PHASES = ['new', 'first quarter', 'full', 'last quarter'] as const;
export type PrincipalPhase = (typeof PRINCIPAL_PHASES)[number];

/** Right ascension, declination and, for the moon, parallax: degrees. */
interface Direction {
  readonly ascension: number;
  readonly declination: number;
}

type Altitude = (at: number) => number;

/** The sun from `midnight`, for a day of `lengthMs` (clock changes make some longer). */
export function sunDay(place: Place, midnight: number, lengthMs = DAY_MS): SunDay {
  const altitude: Altitude = (at) => altitudeOf(sunAt(at), place, at);
  const end = midnight + lengthMs;
  const above: Altitude = (at) => altitude(at) - SUNRISE_DEGREES;
  const noon = highest(altitude, midnight, end);
  const rise = crossing(above, { from: midnight, to: end, isRising: true });
  const set = crossing(above, { from: rise ?? midnight, to: (rise ?? midnight) + DAY_MS, isRising: false });
  const evening = { from: noon, to: noon + DAY_MS / 2, isRising: false };
  const dusk = crossing((at) => altitude(at) - CIVIL_DUSK_DEGREES, evening);
  const from = crossing((at) => altitude(at) - GOLDEN_FROM_DEGREES, evening);
  const to = crossing((at) => altitude(at) - GOLDEN_TO_DEGREES, evening);
  return {
    upMs: timeAbove(above, midnight, end),
    noon: { at: noon, degrees: altitude(noon) },
    ...(rise !== undefined && { rise }),
    ...(set !== undefined && { set }),
    ...(dusk !== undefined && { dusk }),
    ...(from !== undefined && to !== undefined && { golden: { from, to } }),
  };
}

export function moonDay(place: Place, midnight: number, lengthMs = DAY_MS): MoonDay {
  const above: Altitude = (at) => {
    const { parallax, ...direction } = moonAt(at);
    // Seen from the ground and not from the centre of the earth, it stands lower by its parallax.
    return altitudeOf(direction, place, at) - parallax * (1 - MOON_DISC) + REFRACTION_DEGREES;
  };
  const rise = crossing(above, { from: midnight, to: midnight + lengthMs, isRising: true });
  const from = rise ?? midnight;
  const set = crossing(above, {
    from,
    to: rise === undefined ? midnight + lengthMs : from + DAY_MS,
    isRising: false,
  });
  return { ...(rise !== undefined && { rise }), ...(set !== undefined && { set }) };
}

export function moonPhase(at: number): MoonPhase {
  const elongation = elongationAt(at);
  const { latitude } = moonEcliptic(at);
  return {
    lit: (1 - Math.cos(latitude * DEGREE) * Math.cos(elongation * DEGREE)) / 2,
    eighth: Math.round(elongation / 45) % 8,
    isGrowing: elongation < 180,
  };
}

/** The next new moons, quarters and full moons after `at`, to about half an hour. */
export function nextPhases(
  at: number,
  count: number,
): { readonly phase: PrincipalPhase; readonly at: number }[] {
  const found: { phase: PrincipalPhase; at: number }[] = [];
  let from = at;
  while (found.length < count) {
    const quarter = (Math.floor(elongationAt(from) / 90) + 1) % 4;
    const ahead: Altitude = (moment) => ((elongationAt(moment) - quarter * 90 + 540) % 360) - 180;
    const moment = crossing(ahead, { from, to: from + 10 * DAY_MS, isRising: true }, 2 * HOUR_MS);
    from = (moment ?? from) + HOUR_MS;
    const phase = PRINCIPAL_PHASES[quarter];
    if (phase !== undefined && moment !== undefined) found.push({ phase, at: moment });
  }
  return found;
}

interface Span {
  readonly from: number;
  readonly to: number;
  readonly isRising: boolean;
}

/** The first moment at which the height passes 0 in that direction, to the second. */
function crossing(height: Altitude, { from, to, isRising }: Span, stepMs = STEP_MS): number | undefined {
  const isPast = (at: number) => height(at) >= 0 === isRising;
  let wasPast = isPast(from);
  for (let at = from; at < to; at += stepMs) {
    const next = Math.min(to, at + stepMs);
    const isNextPast = isPast(next);
    if (isNextPast && !wasPast) return narrowed(isPast, at, next);
    wasPast = isNextPast;
  }
  return undefined;
}

function narrowed(isPast: (at: number) => boolean, before: number, after: number): number {
  let [low, high] = [before, after];
  while (high - low > 1000) {
    const middle = (low + high) / 2;
    if (isPast(middle)) high = middle;
    else low = middle;
  }
  return high;
}

/** To about a minute: the best step, and the best minute around it. */
function highest(height: Altitude, from: number, to: number): number {
  const best = (first: number, last: number, stepMs: number) => {
    let found = first;
    for (let at = first; at < last; at += stepMs) if (height(at) > height(found)) found = at;
    return found;
  };
  const near = best(from, to, STEP_MS);
  return best(near - STEP_MS, near + STEP_MS, MINUTE_MS);
}

function timeAbove(height: Altitude, from: number, to: number): number {
  let sum = 0;
  for (let at = from; at < to; ) {
    const isUp = height(at) >= 0;
    const change = crossing(height, { from: at, to, isRising: !isUp }) ?? to;
    if (isUp) sum += change - at;
    at = change;
  }
  return sum;
}

function daysSinceEpoch(at: number): number {
  return (at - EPOCH_MS) / DAY_MS;
}

function sine(degrees: number): number {
  return Math.sin(degrees * DEGREE);
}

function cosine(degrees: number): number {
  return Math.cos(degrees * DEGREE);
}

function sunLongitude(at: number): number {
  const days = daysSinceEpoch(at);
  const anomaly = 357.528 + 0.9856003 * days;
  return 280.46 + 0.9856474 * days + 1.915 * sine(anomaly) + 0.02 * sine(2 * anomaly);
}

function sunAt(at: number): Direction {
  return equatorial(sunLongitude(at), 0, at);
}

function moonEcliptic(at: number): { readonly longitude: number; readonly latitude: number } {
  const centuries = daysSinceEpoch(at) / DAYS_PER_CENTURY;
  const term = (degrees: number, rate: number) => sine(degrees + rate * centuries);
  return {
    longitude:
      218.32 +
      481_267.881 * centuries +
      6.29 * term(135, 477_198.87) -
      1.27 * term(259.3, -413_335.36) +
      0.66 * term(235.7, 890_534.22) +
      0.21 * term(269.9, 954_397.74) -
      0.19 * term(357.5, 35_999.05) -
      0.11 * term(186.5, 966_404.03),
    latitude:
      5.13 * term(93.3, 483_202.02) +
      0.28 * term(228.2, 960_400.89) -
      0.28 * term(318.3, 6003.15) -
      0.17 * term(217.6, -407_332.21),
  };
}

function moonAt(at: number): Direction & { readonly parallax: number } {
  const centuries = daysSinceEpoch(at) / DAYS_PER_CENTURY;
  const term = (degrees: number, rate: number) => cosine(degrees + rate * centuries);
  const parallax =
    0.9508 +
    0.0518 * term(135, 477_198.87) +
    0.0095 * term(259.3, -413_335.36) +
    0.0078 * term(235.7, 890_534.22) +
    0.0028 * term(269.9, 954_397.74);
  const { longitude, latitude } = moonEcliptic(at);
  return { ...equatorial(longitude, latitude, at), parallax };
}

/** Degrees that the moon is ahead of the sun, 0 to 360. */
function elongationAt(at: number): number {
  return (((moonEcliptic(at).longitude - sunLongitude(at)) % 360) + 360) % 360;
}

function equatorial(longitude: number, latitude: number, at: number): Direction {
  const tilt = 23.439 - 0.0000004 * daysSinceEpoch(at);
  const x = cosine(latitude) * cosine(longitude);
  const y = cosine(tilt) * cosine(latitude) * sine(longitude) - sine(tilt) * sine(latitude);
  const z = sine(tilt) * cosine(latitude) * sine(longitude) + cosine(tilt) * sine(latitude);
  return { ascension: Math.atan2(y, x) / DEGREE, declination: Math.asin(z) / DEGREE };
}

/** Degrees above the horizon, without refraction. */
function altitudeOf(
  { ascension, declination }: Direction,
  { latitude, longitude }: Place,
  at: number,
): number {
  const sidereal = 280.46062 + 360.98564737 * daysSinceEpoch(at);
  const hourAngle = sidereal + longitude - ascension;
  const height =
    sine(latitude) * sine(declination) + cosine(latitude) * cosine(declination) * cosine(hourAngle);
  return Math.asin(height) / DEGREE;
}
