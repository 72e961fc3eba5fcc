import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bearingDegrees, compassPoint, distanceMeters, travel } from '../../src/mesh/geo.js';

const PARIS = { latitude: 48.8566, longitude: 2.3522 };
const LONDON = { latitude: 51.5074, longitude: -0.1278 };
const aPlace = fc.record({
  latitude: fc.double({ min: -85, max: 85, noNaN: true }),
  longitude: fc.double({ min: -180, max: 180, noNaN: true }),
});

describe('distanceMeters', () => {
  it('knows the way from Paris to London', () => {
    expect(distanceMeters(PARIS, LONDON)).toBeCloseTo(343_556, -2);
  });

  it('is nothing from a place to itself and half the globe to the other side', () => {
    expect(distanceMeters(PARIS, PARIS)).toBe(0);
    const antipode = { latitude: -PARIS.latitude, longitude: PARIS.longitude - 180 };
    expect(distanceMeters(PARIS, antipode)).toBeCloseTo(Math.PI * 6_371_000, 0);
  });

  it('crosses the date line the short way', () => {
    const east = { latitude: 0, longitude: 179.5 };
    const west = { latitude: 0, longitude: -179.5 };
    expect(distanceMeters(east, west)).toBeCloseTo(111_195, -1);
  });

  it('is the same both ways', () => {
    fc.assert(
      fc.property(aPlace, aPlace, (a, b) => {
        expect(distanceMeters(a, b)).toBeCloseTo(distanceMeters(b, a), 3);
      }),
    );
  });
});

describe('bearingDegrees', () => {
  const origin = { latitude: 0, longitude: 0 };

  it.each([
    ['north', { latitude: 1, longitude: 0 }, 0],
    ['east', { latitude: 0, longitude: 1 }, 90],
    ['south', { latitude: -1, longitude: 0 }, 180],
    ['west', { latitude: 0, longitude: -1 }, 270],
  ])('points %s', (_where, place, degrees) => {
    expect(bearingDegrees(origin, place)).toBeCloseTo(degrees, 9);
  });

  it('points from Paris to London', () => {
    expect(bearingDegrees(PARIS, LONDON)).toBeCloseTo(330, 0);
  });
});

describe('travel', () => {
  it('arrives at the distance and in the direction that it was told', () => {
    const there = travel(PARIS, 330, 10_000);
    expect(distanceMeters(PARIS, there)).toBeCloseTo(10_000, 3);
    expect(bearingDegrees(PARIS, there)).toBeCloseTo(330, 6);
  });

  it('stays on the map when it crosses the date line', () => {
    const there = travel({ latitude: 10, longitude: 179.99 }, 90, 50_000);
    expect(there.longitude).toBeLessThan(-179);
    expect(there.longitude).toBeGreaterThan(-180);
  });

  it('goes as far as it is told from anywhere', () => {
    const bearing = fc.double({ min: 0, max: 360, noNaN: true });
    const meters = fc.double({ min: 1, max: 200_000, noNaN: true });
    fc.assert(
      fc.property(aPlace, bearing, meters, (from, direction, distance) => {
        expect(distanceMeters(from, travel(from, direction, distance))).toBeCloseTo(distance, 1);
      }),
    );
  });
});

describe('compassPoint', () => {
  it.each([
    [0, 'N'],
    [22.4, 'N'],
    [22.6, 'NE'],
    [90, 'E'],
    [135, 'SE'],
    [180, 'S'],
    [225, 'SW'],
    [270, 'W'],
    [315, 'NW'],
    [337.6, 'N'],
    [359.9, 'N'],
  ])('calls %d degrees %s', (degrees, point) => {
    expect(compassPoint(degrees)).toBe(point);
  });

  it('calls what is no direction north', () => {
    expect(compassPoint(Number.NaN)).toBe('N');
  });
});
