import { describe, expect, it } from 'vitest';
import { ServiceFailure } from '../../src/services/failure.js';
import { ValueCache } from '../../src/services/value-cache.js';
import { FakeClock } from '../support/fake-clock.js';
import { MemoryValueStore } from '../support/memory-value-store.js';
import { RecordingLog } from '../support/recording-log.js';

function setUp(values = new MemoryValueStore(), format = 1) {
  const clock = new FakeClock();
  const log = new RecordingLog();
  const times = { freshMs: () => 1000, serveMs: 2000, keepMs: 10_000, waitMs: 500, maxEntries: 2 };
  const kept = { store: values, name: 'test', format, sourceAt: () => 7 };
  const cache = new ValueCache<string>({ clock, log, ...times, kept });
  const loads: { resolve(value: string): void; reject(error: unknown): void; signal: AbortSignal }[] = [];
  const load = (signal: AbortSignal) =>
    new Promise<string>((resolve, reject) => loads.push({ resolve, reject, signal }));
  const fill = async (key: string, value: string) => {
    const getting = cache.get(key, load);
    loads.at(-1)?.resolve(value);
    await getting;
  };
  return { clock, log, cache, loads, load, fill };
}

describe('ValueCache', () => {
  it('shares one call among all who ask for the same key', async () => {
    const { cache, loads, load } = setUp();
    const asking = [cache.get('a', load), cache.get('a', load), cache.get('b', load)];
    expect(loads).toHaveLength(2);
    loads[0]?.resolve('A');
    loads[1]?.resolve('B');
    expect((await Promise.all(asking)).map((held) => held?.value)).toEqual(['A', 'A', 'B']);
  });

  it('gives a fresh value without a call, with its age', async () => {
    const { cache, clock, loads, load, fill } = setUp();
    await fill('a', 'A');
    await clock.advance(999);
    expect(await cache.get('a', load)).toMatchObject({ value: 'A', ageMs: 999, isAgeUncertain: false });
    expect(loads).toHaveLength(1);
  });

  it('gives one that is no longer fresh at once, and has the next one fetched meanwhile', async () => {
    const { cache, clock, loads, load, fill } = setUp();
    await fill('a', 'A');
    await clock.advance(1500);
    expect(await cache.get('a', load)).toMatchObject({ value: 'A', ageMs: 1500 });
    loads[1]?.resolve('B');
    await clock.advance(0);
    expect(cache.peek('a')).toMatchObject({ value: 'B', ageMs: 0 });
  });

  it('waits for a new one in place of an old one, and gives the old one when none comes', async () => {
    const { cache, clock, loads, load, fill } = setUp();
    await fill('a', 'A');
    await clock.advance(5000);
    const waiting = cache.get('a', load);
    loads[1]?.reject(new ServiceFailure('timeout'));
    expect(await waiting).toMatchObject({ value: 'A', ageMs: 5000 });
    await clock.advance(5000);
    expect(cache.peek('a')).toBeUndefined();
    expect(clock.pending()).toEqual([]);
  });

  it('keeps nobody waiting longer than it may, and the call goes on for the next one', async () => {
    const { cache, clock, loads, load } = setUp();
    const waiting = cache.get('a', load);
    await clock.advance(500);
    expect(await waiting).toBeUndefined();
    loads[0]?.resolve('A');
    await clock.advance(0);
    expect(cache.peek('a')?.value).toBe('A');
  });

  it('stops waiting when the asker is gone', async () => {
    const { cache, clock, load } = setUp();
    const controller = new AbortController();
    const waiting = cache.get('a', load, controller.signal);
    controller.abort(new Error('gone'));
    expect(await waiting).toBeUndefined();
    expect(clock.pending()).toEqual([]);
  });

  it('measures the age by the clock that does not jump, and marks what the other one may have spoilt', async () => {
    const { cache, clock, loads, load, fill } = setUp();
    await fill('a', 'A');
    clock.jump(60_000);
    expect(await cache.get('a', load)).toEqual({ value: 'A', ageMs: 0, isAgeUncertain: false });
    clock.jump(365 * 86_400_000);
    expect(cache.peek('a')).toEqual({ value: 'A', ageMs: 0, isAgeUncertain: true });
    const asking = cache.get('a', load);
    loads[1]?.resolve('B');
    expect(await asking).toEqual({ value: 'B', ageMs: 0, isAgeUncertain: false });
  });

  it('forgets the oldest when it is full', async () => {
    const { cache, fill } = setUp();
    for (const key of ['a', 'b', 'c']) await fill(key, key);
    expect(['a', 'b', 'c'].map((key) => cache.peek(key)?.value)).toEqual([undefined, 'b', 'c']);
  });

  it('tells the log of a mistake of ours, and of nothing else', async () => {
    const { cache, loads, load, log } = setUp();
    const waiting = [cache.get('a', load), cache.get('b', load)];
    loads[0]?.reject(new ServiceFailure('timeout'));
    loads[1]?.reject(new TypeError('our bug'));
    expect(await Promise.all(waiting)).toEqual([undefined, undefined]);
    expect(log.visible()).toEqual(['service call broke']);
  });

  it('calls off what is being loaded when the program stops', () => {
    const { cache, loads, load } = setUp();
    void cache.get('a', load);
    cache.stop();
    expect(loads[0]?.signal.aborted).toBe(true);
  });

  it('gives the next process what it held, as old as it is by the clock on the wall', async () => {
    const values = new MemoryValueStore();
    await setUp(values).fill('a', 'A');
    const { cache, clock } = setUp(values);
    clock.jump(3000);
    cache.restore();
    expect(cache.peek('a')).toEqual({ value: 'A', ageMs: 3000, isAgeUncertain: false });
    expect(cache.newestAt()).toBe(7);
    await clock.advance(7000);
    expect(cache.newestAt()).toBeUndefined();
    expect(cache.peek('a')).toBeUndefined();
    expect(values.all('test')).toEqual([]);
  });

  it('does not take for young what a clock that stood still while we were off makes so', async () => {
    const values = new MemoryValueStore();
    await setUp(values).fill('a', 'A');
    const { cache, clock } = setUp(values);
    cache.restore();
    clock.jump(70_000);
    expect(cache.newestAt()).toBeUndefined();
    expect(cache.peek('a')).toBeUndefined();
  });

  it('is unsure of the age of what was fetched in the future', async () => {
    const values = new MemoryValueStore();
    await setUp(values).fill('a', 'A');
    const { cache, clock } = setUp(values);
    clock.jump(-86_400_000);
    cache.restore();
    expect(cache.peek('a')).toEqual({ value: 'A', ageMs: 0, isAgeUncertain: true });
  });

  it('forgets what is too old or of another shape, and what it has newer itself', async () => {
    const values = new MemoryValueStore();
    await setUp(values).fill('a', 'A');
    const next = setUp(values, 2);
    next.cache.restore();
    expect(values.all('test')).toEqual([]);
    await next.fill('a', 'B');
    const later = setUp(values, 2);
    await later.fill('a', 'C');
    later.cache.restore();
    expect(later.cache.peek('a')?.value).toBe('C');
    later.clock.jump(10_000);
    const last = setUp(values, 2);
    last.clock.jump(10_000);
    last.cache.restore();
    expect(values.all('test')).toEqual([]);
  });

  it('goes on without what cannot be read', async () => {
    const values = new MemoryValueStore();
    values.put({ service: 'test', key: 'a', format: 1, value: '{', fetchedAt: 1_773_316_800_000 });
    const { cache, log } = setUp(values);
    cache.restore();
    expect(cache.peek('a')).toBeUndefined();
    expect(log.visible()).toEqual(['cannot read kept values: they are asked for again']);
  });
});
