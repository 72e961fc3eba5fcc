import { createConnection } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { LightningService } from '../../../src/services/lightning/lightning.js';
import { MqttFeed } from '../../../src/services/mqtt/feed.js';
import { DemoLightning } from '../../../src/sim/services/demo-lightning.js';
import { PlayedBroker } from '../../../src/sim/services/mqtt-broker.js';
import { FakeClock } from '../../support/fake-clock.js';
import { RecordingLog } from '../../support/recording-log.js';
import { turns, until } from '../../support/until.js';

const HOME = { latitude: 45.19, longitude: 5.72 };

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

describe('the lightning of the demo', () => {
  it('plays a storm that the bot understands, from its past to its present', async () => {
    const clock = new FakeClock();
    const demo = new DemoLightning(clock, HOME);
    await demo.start();
    ends.push(() => demo.stop());
    const settings = { broker: { url: demo.url }, radiusKm: 50, windowMs: 900_000 };
    const log = new RecordingLog();
    const service = new LightningService({ settings, home: () => HOME, clock, random: () => 0.5, log });
    service.start();
    ends.push(() => service.stop());
    await until(() => service.read().storm.count > 50);
    const { storm, feed } = service.read();
    expect(feed.state).toBe('live');
    expect(storm.trend).toBeDefined();
    expect(storm.rings.reduce((sum, { count }) => sum + count, 0)).toBe(storm.count);
    const before = service.read().sightings.length;
    await clock.advance(12_000);
    await until(() => service.read().sightings.length === before + 1);
    expect(log.visible()).toEqual([]);
  });
});

describe('the broker of the demo', () => {
  it('sends what somebody asked for, and answers pings', async () => {
    const clock = new FakeClock();
    const subscribed: string[] = [];
    const broker = new PlayedBroker('test', (filter) => subscribed.push(filter));
    await broker.start();
    ends.push(() => broker.stop());
    const heard: string[] = [];
    const feed = new MqttFeed({
      name: 'test',
      broker: { url: broker.url },
      topics: () => ['a/+/c', 'b/#'],
      onMessage: (topic, payload) => {
        heard.push(`${topic} ${payload.length}`);
        return true;
      },
      clock,
      random: () => 0.5,
      log: new RecordingLog(),
    });
    feed.start();
    ends.push(() => feed.stop());
    await until(() => feed.isLive);
    expect(subscribed).toEqual(['a/+/c', 'b/#']);
    for (const topic of ['a/x/c', 'a/x/d', 'a/x', 'b/1/2', 'c'])
      broker.publish(topic, new Uint8Array(20_000));
    await until(() => heard.length === 2);
    await turns();
    expect(heard).toEqual(['a/x/c 20000', 'b/1/2 20000']);
    for (let minute = 1; minute <= 3; minute++) {
      await clock.advance(60_000);
      await until(() => feed.report().lastSuccess === clock.now());
    }
    expect(feed.isLive).toBe(true);
    await feed.stop();
    await until(() => broker.filters.length === 0);
  });

  it('closes on whoever sends what never ends', async () => {
    const broker = new PlayedBroker('test');
    await broker.start();
    ends.push(() => broker.stop());
    const socket = createConnection(Number(new URL(broker.url).port), '127.0.0.1');
    socket.on('error', () => {});
    let isClosed = false;
    socket.on('close', () => {
      isClosed = true;
    });
    socket.write(Buffer.alloc(200_000, 0xff));
    await until(() => isClosed);
  });
});
