import fc from 'fast-check';
import geohash from 'ngeohash';
import { describe, expect, it } from 'vitest';
import { travel } from '../../../src/mesh/geo.js';
import { coverCircle, topicsAround } from '../../../src/services/lightning/cover.js';

const GRENOBLE = { latitude: 45.19, longitude: 5.72 };

/** As a broker does it: the strike's cell, one character a level, against `a/b/#`. */
function isHeard(topics: readonly string[], latitude: number, longitude: number): boolean {
  const topic = `blitzortung/1.1/${[...geohash.encode(latitude, longitude, 12)].join('/')}`;
  return topics.some((filter) => topic.startsWith(filter.slice(0, -1)));
}

describe('the cells around a place', () => {
  it('are four of three characters for 50 km around Grenoble', () => {
    expect(coverCircle(GRENOBLE, 50)).toEqual(['spg', 'spu', 'u05', 'u0h']);
    expect(topicsAround(GRENOBLE, 50)).toEqual([
      'blitzortung/1.1/s/p/g/#',
      'blitzortung/1.1/s/p/u/#',
      'blitzortung/1.1/u/0/5/#',
      'blitzortung/1.1/u/0/h/#',
    ]);
  });

  it('hold every point of the circle, also at the date line and the poles, and are at most nine', () => {
    const place = fc.record({
      latitude: fc.oneof(
        fc.double({ min: -90, max: 90, noNaN: true }),
        fc.constantFrom(-90, -89.9, 89.9, 90, 0),
      ),
      longitude: fc.oneof(
        fc.double({ min: -180, max: 180, noNaN: true }),
        fc.constantFrom(-180, -179.99, 179.99, 180, 0),
      ),
    });
    const point = fc.record({
      share: fc.double({ min: 0, max: 1, noNaN: true }),
      bearing: fc.double({ min: 0, max: 360, noNaN: true }),
    });
    const radius = fc.integer({ min: 5, max: 300 });
    fc.assert(
      fc.property(
        place,
        radius,
        fc.array(point, { minLength: 8, maxLength: 8 }),
        (home, radiusKm, points) => {
          const topics = topicsAround(home, radiusKm);
          expect(topics.length).toBeGreaterThan(0);
          expect(topics.length).toBeLessThanOrEqual(9);
          expect(new Set(topics).size).toBe(topics.length);
          const edge = [0, 45, 90, 135, 180, 225, 270, 315].map((bearing) => ({ share: 1, bearing }));
          for (const { share, bearing } of [...points, ...edge]) {
            const { latitude, longitude } = travel(home, bearing, share * radiusKm * 1000);
            expect(isHeard(topics, latitude, longitude)).toBe(true);
          }
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('are small where they can be', () => {
    expect(coverCircle(GRENOBLE, 5).every((cell) => cell.length >= 4)).toBe(true);
    expect(coverCircle({ latitude: -16.8, longitude: 179.99 }, 50).length).toBeLessThanOrEqual(9);
    expect(coverCircle({ latitude: -16.8, longitude: 179.99 }, 50)[0]).toHaveLength(3);
  });
});
