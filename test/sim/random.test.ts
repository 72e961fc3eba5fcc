import { describe, expect, it } from 'vitest';
import { Chance } from '../../src/sim/random.js';

const drawn = (seed: number | string, name: string) => {
  const stream = new Chance(seed).stream(name);
  return Array.from({ length: 20 }, () => stream.next());
};

describe('Chance', () => {
  it('repeats itself for one seed and name, number or text', () => {
    expect(drawn(7, 'link')).toEqual(drawn('7', 'link'));
  });

  it('differs for another seed or another name', () => {
    expect(drawn(7, 'link')).not.toEqual(drawn(8, 'link'));
    expect(drawn(7, 'link')).not.toEqual(drawn(7, 'person'));
  });

  it('gives a stream that other streams leave alone', () => {
    const chance = new Chance(7);
    chance.stream('other').next();
    const parent = chance.stream('link');
    parent.next();
    expect(parent.stream('child').next()).toBe(new Chance(7).stream('link').stream('child').next());
    expect(Array.from({ length: 19 }, () => parent.next())).toEqual(drawn(7, 'link').slice(1));
  });

  it('has streams that differ at every launch beside those that never do', () => {
    const [first, second] = [new Chance(7, 1), new Chance(7, 2)];
    expect(first.launchStream('ids')?.next()).toBe(new Chance(7, 1).launchStream('ids')?.next());
    expect(first.launchStream('ids')?.next()).not.toBe(second.launchStream('ids')?.next());
    expect(first.stream('link').next()).toBe(second.stream('link').next());
    expect(new Chance(7).launchStream('ids')).toBeUndefined();
  });
});

describe('a stream', () => {
  const stream = new Chance('spread').stream('values');
  const draws = <T>(draw: () => T) => Array.from({ length: 5000 }, draw);

  it('reaches both ends of a range of whole numbers and nothing beyond', () => {
    expect([...new Set(draws(() => stream.int(-1, 2)))].sort()).toEqual([-1, 0, 1, 2]);
  });

  it('stays between two bounds, with their mean', () => {
    const values = draws(() => stream.between(10, 20));
    expect(Math.min(...values)).toBeGreaterThanOrEqual(10);
    expect(Math.max(...values)).toBeLessThan(20);
    expect(values.reduce((a, b) => a + b) / values.length).toBeCloseTo(15, 0);
  });

  it('is right as often as asked', () => {
    expect(draws(() => stream.chance(0.3)).filter(Boolean).length / 5000).toBeCloseTo(0.3, 1);
    expect(draws(() => stream.chance(0)).some(Boolean)).toBe(false);
    expect(draws(() => stream.chance(1)).every(Boolean)).toBe(true);
  });

  it('spreads around a mean as a bell curve does', () => {
    const values = draws(() => stream.gaussian(5, 2));
    const mean = values.reduce((a, b) => a + b) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    expect(mean).toBeCloseTo(5, 0);
    expect(Math.sqrt(variance)).toBeGreaterThan(1.9);
    expect(Math.sqrt(variance)).toBeLessThan(2.1);
  });

  it('picks every item, and nothing from nothing', () => {
    expect(new Set(draws(() => stream.pick(['a', 'b', 'c'])))).toEqual(new Set(['a', 'b', 'c']));
    expect(() => stream.pick([])).toThrow(RangeError);
  });

  it('gives as many bytes as asked, of every value', () => {
    expect(stream.bytes(5)).toHaveLength(5);
    expect(new Set(stream.bytes(10_000)).size).toBe(256);
  });
});
