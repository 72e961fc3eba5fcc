import { afterEach, describe, expect, it } from 'vitest';
import { type Place, travel } from '../../../src/mesh/geo.js';
import { isAllClear } from '../../../src/services/lightning/all-clear.js';
import { LightningService } from '../../../src/services/lightning/lightning.js';
import { TestBroker } from '../../support/broker.js';
import { FakeClock } from '../../support/fake-clock.js';
import { RecordingLog } from '../../support/recording-log.js';
import { turns, until } from '../../support/until.js';

const HOME: Place = { latitude: 45.19, longitude: 5.72 };
const MINUTE = 60_000;
const TOPIC = 'blitzortung/1.1/u/0/h/2/4/8/9/a/b/c/d/e';

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function aService(home: () => Place | undefined = () => HOME) {
  const broker = await TestBroker.open();
  ends.push(() => broker.stop());
  const clock = new FakeClock();
  const log = new RecordingLog();
  const settings = {
    broker: { url: broker.url },
    radiusKm: 50,
    windowMs: 15 * MINUTE,
  };
  const service = new LightningService({ settings, home, clock, random: () => 0.5, log });
  ends.push(() => service.stop());
  const strike = async (km: number, ageMs = 0, bearing = 225) => {
    const { latitude: lat, longitude: lon } = travel(HOME, bearing, km * 1000);
    const time = `${Math.round(clock.now() - ageMs)}000000`;
    await broker.publish(TOPIC, `{"time":${time},"lat":${lat},"lon":${lon},"status":1}`);
  };
  const isClear = () => isAllClear(service.read(), 50_000, 30 * MINUTE);
  const isLive = () => service.read().feed.state === 'live';
  const pass = async (ms: number) => {
    for (let left = ms; left > 0; left -= 30_000) {
      await clock.advance(Math.min(30_000, left));
      await turns();
    }
  };
  /** The next try comes when its time has come. */
  const comeBack = async () => {
    for (let second = 0; second < 150 && !isLive(); second++) {
      await clock.advance(1000);
      await until(() => isLive() || clock.pending().includes('mqtt.retry'));
    }
    expect(isLive()).toBe(true);
  };
  return { broker, clock, log, service, strike, isLive, pass, comeBack, isClear };
}

async function aLiveService() {
  const desk = await aService();
  desk.service.start();
  await until(desk.isLive);
  return desk;
}

describe('the lightning service', () => {
  it('asks for the cells around the bot and counts what strikes there, each strike once', async () => {
    const { broker, service, clock, strike, isClear } = await aLiveService();
    expect([...broker.subscribed].sort()).toEqual([
      'blitzortung/1.1/s/p/g/#',
      'blitzortung/1.1/s/p/u/#',
      'blitzortung/1.1/u/0/5/#',
      'blitzortung/1.1/u/0/h/#',
    ]);
    await strike(8, 2000);
    await strike(8, 2000);
    await strike(99);
    await strike(150);
    await until(() => service.read().storm.count > 0);
    await turns();
    const { storm, feed } = service.read();
    expect(storm).toMatchObject({ count: 1, nearest: { ageMs: 2000 } });
    expect(feed).toEqual({ state: 'live', since: clock.now() });
    expect(isClear()).toBe(false);
    expect(service.report()).toMatchObject({ name: 'lightning', state: 'ok', isLive: true });
    // Whatever else it was set up with may be a secret.
    expect(service.report().settings).toEqual({ host: expect.stringMatching(/^127\.0\.0\.1:\d+$/) });
  });

  it('keeps pace with 200 strikes a second', async () => {
    const { service, strike } = await aLiveService();
    for (let index = 0; index < 1000; index++) await strike(5 + index / 50, index);
    await until(() => service.read().storm.count === 1000);
    expect(service.read().storm.isAtLeast).toBe(false);
  });

  it('says that all is clear after half an hour without a strike, and not a minute earlier', async () => {
    const { service, strike, pass, isClear } = await aLiveService();
    await pass(10 * MINUTE);
    await strike(20);
    await until(() => service.read().storm.count === 1);
    await pass(29 * MINUTE);
    expect(isClear()).toBe(false);
    expect(service.read()).toMatchObject({ storm: { count: 0 } });
    await pass(2 * MINUTE);
    expect(isClear()).toBe(true);
    expect(service.read()).toMatchObject({ storm: { last: {} } });
  });

  it('does not say so when it was deaf meanwhile', async () => {
    const { broker, service, strike, pass, isLive, comeBack, isClear } = await aLiveService();
    await strike(20);
    await until(() => service.read().storm.count === 1);
    await pass(10 * MINUTE);
    await broker.stop();
    await until(() => !isLive());
    await pass(5 * MINUTE);
    expect(isClear()).toBe(false);
    expect(service.read()).toMatchObject({ feed: { state: 'down' }, coveredMs: 0 });
    await broker.start();
    await comeBack();
    await pass(20 * MINUTE);
    expect(isClear()).toBe(false);
    expect(service.read()).toMatchObject({ storm: { count: 0 } });
    await pass(12 * MINUTE);
    expect(isClear()).toBe(true);
  });

  it('does not mind a pause of a minute', async () => {
    const { broker, pass, isLive, comeBack, isClear } = await aLiveService();
    await pass(20 * MINUTE);
    await broker.stop();
    await until(() => !isLive());
    await pass(30_000);
    await broker.start();
    await comeBack();
    await pass(10 * MINUTE);
    expect(isClear()).toBe(true);
  });

  it('knows nothing before it knows where it is, and says so', async () => {
    let home: Place | undefined;
    const { broker, service, clock, isLive } = await aService(() => home);
    service.start();
    await clock.advance(MINUTE);
    expect(broker.connections).toBe(0);
    expect(service.read()).toMatchObject({ feed: { state: 'no place' }, coveredMs: 0 });
    expect(service.read().home).toBeUndefined();
    home = HOME;
    await clock.advance(5000);
    await until(isLive);
  });

  it('asks for other cells when the bot has moved by a quarter of the radius, and not for less', async () => {
    let home = HOME;
    const { broker, service, isLive, pass } = await aService(() => home);
    service.start();
    await until(isLive);
    home = travel(HOME, 90, 12_000);
    await pass(2 * MINUTE);
    expect(broker.connections).toBe(1);
    home = travel(HOME, 90, 200_000);
    await pass(MINUTE);
    await until(() => broker.connections === 2 && isLive());
    expect(broker.subscribed.length).toBeGreaterThan(4);
    expect(broker.subscribed.slice(4)).not.toEqual(broker.subscribed.slice(0, 4));
  });

  it('is down, and not calm, when what comes can no longer be read', async () => {
    const { broker, service, log, strike } = await aLiveService();
    const lines = () => log.visible();
    for (let index = 0; index < 6; index++) await broker.publish(TOPIC, `{"t":${index}}`);
    await until(() => service.read().feed.state === 'down');
    expect(lines()).toEqual(['service degraded']);
    expect(service.report()).toMatchObject({ state: 'down', lastError: { reason: 'unreadable' } });
    await strike(10);
    await until(() => service.read().feed.state === 'live');
    expect(lines()).toEqual(['service degraded', 'service restored']);
    expect(service.report()).toMatchObject({ state: 'ok' });
  });

  it('is down when one of the two clocks is wrong: nothing of now is known', async () => {
    const { service, strike } = await aLiveService();
    for (let index = 0; index < 5; index++) await strike(10 + index, 3_600_000);
    await until(() => service.read().feed.state === 'down');
    expect(service.read().storm.last).toBeUndefined();
  });

  it('measures ages by the clock that does not jump', async () => {
    const { service, clock, strike } = await aLiveService();
    await strike(10);
    await until(() => service.read().storm.count === 1);
    clock.jump(86_400_000);
    expect(service.read().storm.nearest?.ageMs).toBeLessThan(1000);
  });

  it('starts and stops without a broker, and leaves nothing behind', async () => {
    const { broker, service, clock } = await aService();
    await broker.stop();
    service.start();
    await until(() => service.report().state === 'down');
    expect(service.read().feed).toEqual({ state: 'down', since: clock.now() });
    await service.stop();
    expect(clock.pending()).toEqual([]);
  });
});
