export interface Place {
  readonly latitude: number;
  readonly longitude: number;
}

const EARTH_RADIUS_METERS = 6_371_000;
const DEGREE = Math.PI / 180;

/** Great-circle distance in metres. */
export function distanceMeters(a: Place, b: Place): number {
  const dLat = (b.latitude - a.latitude) * DEGREE;
  const dLon = (b.longitude - a.longitude) * DEGREE;
  const h =
    Math.sin(dLat / 2) ** 2 +
    Math.cos(a.latitude * DEGREE) * Math.cos(b.latitude * DEGREE) * Math.sin(dLon / 2) ** 2;
  return 2 * EARTH_RADIUS_METERS * Math.asin(Math.min(1, Math.sqrt(h)));
}

/** Initial bearing from `a` to `b` in degrees, 0 is north, 90 is east. */
export function bearingDegrees(a: Place, b: Place): number {
  const dLon = (b.longitude - a.longitude) * DEGREE;
  const y = Math.sin(dLon) * Math.cos(b.latitude * DEGREE);
  const x =
    Math.cos(a.latitude * DEGREE) * Math.sin(b.latitude * DEGREE) -
    Math.sin(a.latitude * DEGREE) * Math.cos(b.latitude * DEGREE) * Math.cos(dLon);
  return (Math.atan2(y, x) / DEGREE + 360) % 360;
}

/** The point at `meters` from `from` in direction `bearing` (degrees). */
export function travel(from: Place, bearing: number, meters: number): Place {
  const angle = meters / EARTH_RADIUS_METERS;
  const lat = from.latitude * DEGREE;
  const direction = bearing * DEGREE;
  const newLat = Math.asin(
    Math.sin(lat) * Math.cos(angle) + Math.cos(lat) * Math.sin(angle) * Math.cos(direction),
  );
  const newLon =
    from.longitude * DEGREE +
    Math.atan2(
      Math.sin(direction) * Math.sin(angle) * Math.cos(lat),
      Math.cos(angle) - Math.sin(lat) * Math.sin(newLat),
    );
  return { latitude: newLat / DEGREE, longitude: ((newLon / DEGREE + 540) % 360) - 180 };
}

const COMPASS = ['N', 'NE', 'E', 'SE', 'S', 'SW', 'W', 'NW'] as const;
export type CompassPoint = (typeof COMPASS)[number];

/** The nearest of the eight compass points. */
export function compassPoint(degrees: number): CompassPoint {
  return COMPASS[Math.round(degrees / 45) % 8] ?? 'N';
}
