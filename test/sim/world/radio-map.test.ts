import { describe, expect, it } from 'vitest';
import { travel } from '../../../src/mesh/geo.js';
import { toNodeNum } from '../../../src/mesh/ids.js';
import { Chance } from '../../../src/sim/random.js';
import { Paths } from '../../../src/sim/world/paths.js';
import { RadioMap, rssiOf, type Station } from '../../../src/sim/world/radio-map.js';

const LIMIT_DB = -17.5;
const CENTER = { latitude: 45, longitude: 5 };

/** Stations on a line to the east, at these kilometres. */
function aLine(kilometers: readonly number[], more: Partial<Station> = {}) {
  const map = new RadioMap(new Chance('radio'), LIMIT_DB);
  kilometers.forEach((km, index) => {
    const place = travel(CENTER, 90, km * 1000);
    map.add({
      nodeNum: toNodeNum(index + 1),
      place,
      isOnHill: false,
      relays: true,
      hasRadio: true,
      ...more,
    });
  });
  return { map, paths: new Paths(map) };
}

const tries = <T>(draw: () => T) => Array.from({ length: 2000 }, draw);
const arrivalRate = (map: RadioMap) =>
  tries(() => map.crossing(0, 1)).filter((snr) => snr !== undefined).length / 2000;

describe('link quality', () => {
  it('falls by 30 dB with each factor of ten in distance', () => {
    const { map } = aLine([0, 1, 10]);
    expect(map.meanSnr(0, 1)).toBeCloseTo(7, 1);
    expect(map.meanSnr(0, 2)).toBeCloseTo(-23, 1);
    expect(map.meanSnr(2, 0)).toBe(map.meanSnr(0, 2));
  });

  it('is 10 dB better from a hill and never above 12 dB', () => {
    expect(aLine([0, 10], { isOnHill: true }).map.meanSnr(0, 1)).toBeCloseTo(-3, 1);
    expect(aLine([0, 0.01]).map.meanSnr(0, 1)).toBe(12);
  });

  it('decides whether there is a link', () => {
    const { map } = aLine([0, 6, 7]);
    expect(map.hasLink(0, 1)).toBe(true);
    expect(map.hasLink(0, 2)).toBe(false);
    expect(map.hasLink(0, 0)).toBe(false);
  });

  it('fades around its mean by 2.5 dB, in quarters of a dB', () => {
    const { map } = aLine([0, 1]);
    const snrs = tries(() => map.crossing(0, 1) ?? Number.NaN);
    const mean = snrs.reduce((a, b) => a + b) / snrs.length;
    const sigma = Math.sqrt(snrs.reduce((sum, snr) => sum + (snr - mean) ** 2, 0) / snrs.length);
    expect(mean).toBeCloseTo(7, 0);
    expect(sigma).toBeGreaterThan(2.1);
    expect(sigma).toBeLessThan(2.8);
    expect(snrs.every((snr) => Number.isInteger(snr * 4))).toBe(true);
  });

  it('loses nothing far above the limit, half of all packets at it', () => {
    expect(arrivalRate(aLine([0, 1]).map)).toBe(1);
    expect(arrivalRate(aLine([0, 6.5]).map)).toBeGreaterThan(0.4);
    expect(arrivalRate(aLine([0, 6.5]).map)).toBeLessThan(0.62);
  });

  it('gives an RSSI 115 dB below the SNR', () => {
    expect(rssiOf(-5.25)).toBe(-120);
  });
});

describe('conditions', () => {
  it('loses the share that is asked for, several of them together', () => {
    const { map } = aLine([0, 1]);
    map.conditions.losses.add({ share: 0.5 });
    map.conditions.losses.add({ share: 0.5 });
    expect(arrivalRate(map)).toBeCloseTo(0.25, 1);
  });

  it('lets a deaf station speak but not hear or repeat', () => {
    const { map, paths } = aLine([0, 4, 8]);
    map.conditions.deaf.add(1);
    map.refresh();
    expect(map.crossing(0, 1)).toBeUndefined();
    expect(paths.distance(0, 2)).toBeUndefined();
    expect(tries(() => map.crossing(1, 0)).some((snr) => snr !== undefined)).toBe(true);
  });
});

describe('Paths', () => {
  it('counts links along stations that relay', () => {
    expect(aLine([0, 4, 8]).paths.distance(0, 2)).toBe(2);
    expect(aLine([0, 4, 8], { relays: false }).paths.distance(0, 2)).toBeUndefined();
    expect(aLine([0, 4, 8], { hasRadio: false }).paths.distance(0, 1)).toBeUndefined();
  });

  it('brings a packet over relays in order, with one SNR for each link', () => {
    const { paths } = aLine([0, 4, 8, 12]);
    const arrivals = tries(() => paths.reach(0, 3, 3)).filter((arrival) => arrival !== undefined);
    expect(arrivals.length).toBeGreaterThan(1500);
    expect(arrivals.every(({ relays }) => relays[0] === 1 && relays[1] === 2)).toBe(true);
    expect(arrivals.every(({ relays, snrs }) => snrs.length === relays.length + 1)).toBe(true);
    const back = tries(() => paths.reach(3, 0, 3)).find((arrival) => arrival !== undefined);
    expect(back?.relays).toEqual([2, 1]);
  });

  it('never brings a packet over more relays than it may hop', () => {
    const { paths } = aLine([0, 4, 8, 12]);
    expect(tries(() => paths.reach(0, 3, 1)).every((arrival) => arrival === undefined)).toBe(true);
    expect(tries(() => paths.reach(0, 1, 0)).some((arrival) => arrival !== undefined)).toBe(true);
    const flooded = tries(() => paths.flood(0, 1)).flat();
    expect(new Set(flooded.map(({ station }) => station))).toEqual(new Set([1, 2]));
  });

  it('reaches everybody of a chain with a flood, each at most once', () => {
    const { paths } = aLine([0, 4, 8, 12]);
    const floods = tries(() => paths.flood(0, 3).map(({ station }) => station));
    expect(floods.every((stations) => new Set(stations).size === stations.length)).toBe(true);
    expect(floods.filter((stations) => stations.length === 3).length).toBeGreaterThan(1800);
  });

  it('goes a sturdy detour when a marginal direct link fades', () => {
    const { paths } = aLine([0, 3.1, 6.2]);
    const arrivals = tries(() => paths.reach(0, 2, 3));
    expect(arrivals.filter((arrival) => arrival !== undefined).length).toBeGreaterThan(1900);
    const relayCounts = new Set(arrivals.map((arrival) => arrival?.relays.length));
    expect(relayCounts).toContain(0);
    expect(relayCounts).toContain(1);
  });

  it('lets a station hear its packet repeated by a neighbour that relays', () => {
    expect(aLine([0, 1]).paths.echo(0)?.relay).toBe(1);
    expect(aLine([0, 1], { relays: false }).paths.echo(0)).toBeUndefined();
    expect(aLine([0, 20]).paths.echo(0)).toBeUndefined();
  });

  it('follows a station that moves', () => {
    const { map, paths } = aLine([0, 4, 8]);
    map.move(2, travel(CENTER, 90, 40_000));
    expect(paths.distance(0, 2)).toBeUndefined();
    map.move(2, travel(CENTER, 90, 1_000));
    expect(paths.distance(0, 2)).toBe(1);
  });
});
