import { describe, expect, it } from 'vitest';
import { type Place, travel } from '../../../src/mesh/geo.js';
import { sightingsOf, type Viewpoint } from '../../../src/services/lightning/sighting.js';
import { type StormView, stormOf as stormOfSightings } from '../../../src/services/lightning/storm.js';
import { parseStrike } from '../../../src/services/lightning/strike.js';
import { type Strike, StrikeStore } from '../../../src/services/lightning/strike-store.js';
import { NOW } from '../../support/builders.js';

const HOME: Place = { latitude: 45.19, longitude: 5.72 };
const MINUTE = 60_000;
const UPTIME = 10 * 3_600_000;
const SOUTH_WEST = 225;

let count = 0;

function stormOf(strikes: readonly Strike[], seenFrom: StormView & Viewpoint) {
  return stormOfSightings(sightingsOf(strikes, seenFrom), seenFrom);
}

function aStrike(km: number, ageMs: number, bearing = SOUTH_WEST): Strike {
  return { key: `${count++}`, bornAt: UPTIME - ageMs, ...travel(HOME, bearing, km * 1000) };
}

function view(changes: Partial<StormView> = {}): StormView & Viewpoint {
  return {
    home: HOME,
    radiusKm: 50,
    windowMs: 15 * MINUTE,
    uptime: UPTIME,
    thinnedUntil: Number.NEGATIVE_INFINITY,
    ...changes,
  };
}

/** A strike a minute for half an hour; `kmAt` of the minutes that have passed since. */
function aStorm(kmAt: (minutesAgo: number) => number): Strike[] {
  return Array.from({ length: 30 }, (_, minutesAgo) => aStrike(kmAt(minutesAgo), minutesAgo * MINUTE));
}

describe('a strike', () => {
  const message = (changes: object = {}) =>
    `{"time":${NOW}123456,"lat":45.243,"lon":5.661,"alt":0,"pol":0,"mds":8412,"region":1,"delay":4.2}`.replace(
      /}$/,
      Object.entries(changes)
        .reduce((text, [key, value]) => `${text},"${key}":${value}`, '')
        .concat('}'),
    );

  it('is read from its nanoseconds', () => {
    expect(parseStrike(message(), NOW + 4200)).toMatchObject({ latitude: 45.243, longitude: 5.661 });
    expect(parseStrike(message(), NOW + 4200)?.ageMs).toBeCloseTo(4199.9, 0);
    expect(parseStrike(message(), NOW - 30_000)?.ageMs).toBe(0);
  });

  it.each([
    ['half an hour old', message(), NOW + 31 * MINUTE],
    ['of tomorrow', message(), NOW - 61_000],
    ['nowhere', message({ lat: 'null' }), NOW],
    ['beyond the pole', message({ lat: 91 }), NOW],
    ['of no time', message({ time: '"soon"' }), NOW],
    ['a page', '<html>', NOW],
    ['a list', '[1,2]', NOW],
    ['broken off', '{"time":', NOW],
  ])('is none when it is %s', (_, payload, now) => {
    expect(parseStrike(payload, now)).toBeUndefined();
  });
});

describe('the strikes that are remembered', () => {
  it('are each there once, and for two hours', () => {
    const store = new StrikeStore();
    const old = { ...aStrike(5, 0), bornAt: 0 };
    store.add(old);
    store.add({ ...old });
    store.add({ ...aStrike(6, 0), bornAt: 1000 });
    expect(store.all(7_200_000)).toHaveLength(2);
    expect(store.all(7_200_001)).toHaveLength(1);
    expect(store.all(7_201_001)).toEqual([]);
  });

  it('are 5000 at most, and it is known that there were more', () => {
    const store = new StrikeStore();
    for (let index = 0; index < 5100; index++) store.add({ ...aStrike(5, 0), bornAt: index });
    expect(store.all(6000)).toHaveLength(5000);
    expect(store.thinnedUntil).toBe(99);
    const { thinnedUntil } = store;
    expect(stormOf(store.all(6000), view({ uptime: 6000, thinnedUntil }))).toMatchObject({
      count: 5000,
      isAtLeast: true,
    });
  });
});

describe('a storm', () => {
  it('is counted within the radius and the window, ring by ring', () => {
    const strikes = [
      aStrike(8.3, 2 * MINUTE),
      ...[12, 17, 20, 24.9].map((km) => aStrike(km, 5 * MINUTE)),
      ...[26, 30, 33, 40, 44, 48, 49.9].map((km) => aStrike(km, 14 * MINUTE)),
      aStrike(51, MINUTE),
      aStrike(3, 16 * MINUTE),
    ];
    const storm = stormOf(strikes, view());
    expect(storm.count).toBe(12);
    expect(storm.isAtLeast).toBe(false);
    expect(storm.rings.map(({ fromKm, toKm, count: of }) => [fromKm, toKm, of])).toEqual([
      [0, 10, 1],
      [10, 25, 4],
      [25, 50, 7],
    ]);
    expect(storm.rings[0]?.meanMeters).toBeCloseTo(8300, -1);
    expect(storm.nearest?.meters).toBeCloseTo(8300, -1);
    expect(storm.nearest?.bearing).toBeCloseTo(225, 0);
    expect(storm.nearest?.ageMs).toBe(2 * MINUTE);
    expect(storm.bars).toHaveLength(24);
    expect(storm.bars.slice(-4)).toEqual([1, 7, 4, 1]);
  });

  it('has fewer rings within a small radius', () => {
    const rings = (radiusKm: number) =>
      stormOf([], view({ radiusKm })).rings.map(({ fromKm, toKm }) => `${fromKm}-${toKm}`);
    expect(rings(5)).toEqual(['0-5']);
    expect(rings(25)).toEqual(['0-10', '10-25']);
    expect(rings(300)).toEqual(['0-10', '10-25', '25-300']);
  });

  it('that is not there has no nearest strike, and remembers the last one', () => {
    const storm = stormOf([aStrike(31, 45 * MINUTE, 180), aStrike(80, MINUTE)], view());
    expect(storm).toMatchObject({ count: 0, last: { ageMs: 45 * MINUTE } });
    expect(storm.nearest).toBeUndefined();
    expect(storm.trend).toBeUndefined();
  });

  it('comes closer', () => {
    const { trend } = stormOf(
      aStorm((minutesAgo) => 15 + (25 / 60) * minutesAgo),
      view(),
    );
    expect(trend).toMatchObject({ kind: 'closer' });
    const { kmh = 0, arrivalMinutes = 0 } = trend as { kmh: number; arrivalMinutes: number };
    expect(kmh).toBeCloseTo(25, 0);
    // 15 km at 25 km/h, less what its near edge is ahead of it.
    expect(arrivalMinutes).toBeGreaterThan(30);
    expect(arrivalMinutes).toBeLessThan(40);
  });

  it('comes closer from beyond the radius as soon as its first strikes are within', () => {
    const { trend } = stormOf(
      aStorm((minutesAgo) => 48 + minutesAgo),
      view(),
    );
    expect(trend).toMatchObject({ kind: 'closer' });
    expect((trend as { kmh: number }).kmh).toBeCloseTo(60, 0);
  });

  it('moves away, stays, or is too slow to say when it arrives', () => {
    expect(
      stormOf(
        aStorm((minutesAgo) => 45 - minutesAgo),
        view(),
      ).trend,
    ).toMatchObject({ kind: 'away' });
    expect(
      stormOf(
        aStorm(() => 20),
        view(),
      ).trend,
    ).toEqual({ kind: 'staying' });
    const slow = stormOf(
      aStorm((minutesAgo) => 40 + (12 / 60) * minutesAgo),
      view(),
    ).trend;
    expect(slow).toMatchObject({ kind: 'closer' });
    expect(slow).not.toHaveProperty('arrivalMinutes');
  });

  it('is not said to move after a single strike, nine strikes, two bins, or a jump from one cell to another', () => {
    const trendOf = (strikes: Strike[]) => stormOf(strikes, view()).trend;
    expect(trendOf([aStrike(10, MINUTE)])).toBeUndefined();
    expect(trendOf(aStorm((minutesAgo) => 10 + minutesAgo).slice(0, 9))).toBeUndefined();
    expect(trendOf(aStorm((minutesAgo) => 10 + minutesAgo).slice(0, 10))).toBeUndefined();
    expect(trendOf(aStorm((minutesAgo) => (minutesAgo < 15 ? 5 : 95)))).toBeUndefined();
  });
});
