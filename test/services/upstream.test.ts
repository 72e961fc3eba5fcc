import { describe, expect, it } from 'vitest';
import { ServiceFailure } from '../../src/services/failure.js';
import { type ServiceReport, Upstream } from '../../src/services/upstream.js';
import { FakeClock } from '../support/fake-clock.js';
import { RecordingLog } from '../support/recording-log.js';

function setUp(maxCallsPerDay?: number) {
  const clock = new FakeClock();
  const log = new RecordingLog();
  const changes: ServiceReport['state'][] = [];
  const onChange = ({ state }: ServiceReport) => changes.push(state);
  const kept: { valueAt?: number } = {};
  const options = {
    name: 'weather',
    host: 'example.org',
    clock,
    random: () => 0.5,
    log,
    onChange,
    valueAt: () => kept.valueAt,
  };
  const upstream = new Upstream({ ...options, ...(maxCallsPerDay !== undefined && { maxCallsPerDay }) });
  const { signal } = new AbortController();
  let calls = 0;
  const call = (attempt: () => Promise<string>, tries = 1) => {
    const counted = () => {
      calls += 1;
      return attempt();
    };
    const called = upstream.call(counted, { until: clock.uptime() + 20_000, tries, signal });
    return called.catch((error: unknown) => (error instanceof ServiceFailure ? error.reason : error));
  };
  return { clock, log, upstream, changes, kept, call, calls: () => calls };
}

const good = async () => 'sunny';
const failing = (reason: ConstructorParameters<typeof ServiceFailure>[0], pauseMs?: number) => async () => {
  throw new ServiceFailure(reason, pauseMs === undefined ? {} : { pauseMs });
};

describe('Upstream', () => {
  it('tells a change of its state once, and how long it was away', async () => {
    const { call, log, upstream, clock, changes } = setUp();
    expect(upstream.report()).toEqual({ name: 'weather', state: 'ok' });
    await call(failing('timeout'));
    await call(failing('denied'));
    expect(upstream.trouble).toMatchObject({ since: clock.now(), reason: 'denied' });
    expect(upstream.report().state).toBe('denied');
    await clock.advance(3_600_000);
    expect(await call(good)).toBe('sunny');
    expect(upstream.report()).toEqual({
      name: 'weather',
      state: 'ok',
      since: clock.now(),
      lastSuccess: clock.now(),
      lastError: { at: clock.now() - 3_600_000, reason: 'denied' },
    });
    expect(changes).toEqual(['down', 'denied', 'ok']);
    expect(log.visible()).toEqual(['service degraded', 'service restored']);
    expect(log.find('service restored')[0]?.fields).toMatchObject({ outageMs: 3_600_000, failures: 2 });
    expect(log.find('service failed again')).toHaveLength(1);
  });

  it('tells since when it fails, whether an older value is there, and when it is asked again', async () => {
    const { call, upstream, kept, clock, changes } = setUp();
    await call(good);
    const began = clock.now();
    expect(upstream.report()).toEqual({ name: 'weather', state: 'ok', since: began, lastSuccess: began });
    await clock.advance(10_000);
    await call(failing('busy', 17_000));
    await clock.advance(2000);
    expect(upstream.report()).toEqual({
      name: 'weather',
      state: 'down',
      since: began + 10_000,
      lastSuccess: began,
      lastError: { at: began + 10_000, reason: 'busy' },
      nextTry: began + 27_000,
    });
    kept.valueAt = began;
    expect(upstream.report()).toMatchObject({ state: 'stale', valueAt: began });
    await clock.advance(15_000);
    expect(upstream.report()).not.toHaveProperty('nextTry');
    expect(changes).toEqual(['ok', 'down']);
  });

  it('tries again after 2 s and 6 s what may pass, and nothing else', async () => {
    const { call, calls, clock } = setUp();
    const asking = call(failing('server error'), 3);
    await clock.advance(1999);
    expect(calls()).toBe(1);
    await clock.advance(1);
    expect(calls()).toBe(2);
    await clock.advance(6000);
    expect(calls()).toBe(3);
    expect(await asking).toBe('server error');
    await call(failing('rejected'), 3);
    expect(calls()).toBe(4);
  });

  it('does not begin a try for which there is no time', async () => {
    const { upstream, clock } = setUp();
    const { signal } = new AbortController();
    const asking = upstream.call(failing('unreachable'), { until: 2400, tries: 3, signal });
    await expect(asking).rejects.toThrow('unreachable');
    expect(clock.pending()).toEqual([]);
  });

  it('is left alone for a minute after three failures, then twice as long, up to half an hour', async () => {
    const { call, calls, clock } = setUp();
    for (let index = 0; index < 3; index++) await call(failing('timeout'));
    expect(await call(good)).toBe('paused');
    expect(calls()).toBe(3);
    await clock.advance(60_000);
    expect(await call(failing('timeout'))).toBe('timeout');
    await clock.advance(119_000);
    expect(await call(good)).toBe('paused');
    await clock.advance(1000);
    for (let index = 0; index < 10; index++) {
      await call(failing('timeout'));
      await clock.advance(30 * 60_000);
    }
    expect(await call(good)).toBe('sunny');
    expect(await call(good)).toBe('sunny');
  });

  it('lets one caller try when the pause is over', async () => {
    const { call, clock } = setUp();
    for (let index = 0; index < 3; index++) await call(failing('timeout'));
    await clock.advance(60_000);
    let end = (_: string) => {};
    const probing = call(() => new Promise((resolve) => (end = resolve)));
    expect(await call(good)).toBe('paused');
    end('rainy');
    expect(await probing).toBe('rainy');
    expect(await call(good)).toBe('sunny');
  });

  it('waits as long as the server wishes, and an hour with a key that is refused', async () => {
    const { call, clock } = setUp();
    await call(failing('busy', 17_000));
    await clock.advance(16_999);
    expect(await call(good)).toBe('paused');
    await clock.advance(1);
    await call(failing('denied'));
    await clock.advance(3_599_999);
    expect(await call(good)).toBe('paused');
    await clock.advance(1);
    expect(await call(good)).toBe('sunny');
  });

  it('asks no more than its ceiling in a day', async () => {
    const { call, calls, clock } = setUp(2);
    await call(good);
    await call(good);
    expect(await call(good)).toBe('busy');
    expect(calls()).toBe(2);
    await clock.advance(24 * 3_600_000);
    expect(await call(good)).toBe('sunny');
  });

  it('counts no failure for what is no failure of the server', async () => {
    const { call, upstream, log } = setUp();
    const stopped = new Error('stopped');
    expect(await call(() => Promise.reject(stopped))).toBe(stopped);
    expect(upstream.trouble).toBeUndefined();
    expect(log.lines).toEqual([]);
  });
});
