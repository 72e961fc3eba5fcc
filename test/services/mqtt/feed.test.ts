import { afterEach, describe, expect, it } from 'vitest';
import { MqttFeed } from '../../../src/services/mqtt/feed.js';
import type { Broker } from '../../../src/services/mqtt/session.js';
import { type BrokerRules, TestBroker } from '../../support/broker.js';
import { FakeClock } from '../../support/fake-clock.js';
import { RecordingLog } from '../../support/recording-log.js';
import { turns, until } from '../../support/until.js';

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function aBroker(rules?: BrokerRules): Promise<TestBroker> {
  const broker = await TestBroker.open(rules);
  ends.push(() => broker.stop());
  return broker;
}

function aFeed(broker: Broker, topics: () => readonly string[] = () => ['storm/#']) {
  const clock = new FakeClock();
  const log = new RecordingLog();
  const heard: string[] = [];
  const feed = new MqttFeed({
    name: 'lightning',
    broker,
    topics,
    onMessage: (topic, payload) => {
      if (topic === 'storm/bug') throw new Error('a bug');
      heard.push(`${topic} ${Buffer.from(payload)}`);
      return !topic.endsWith('noise');
    },
    clock,
    random: () => 0.5,
    log,
  });
  ends.push(() => feed.stop());
  return { feed, clock, log, heard };
}

describe('an MQTT feed', () => {
  it('hears what it subscribed to, under a name of its own, and leaves nothing behind', async () => {
    const broker = await aBroker();
    const { feed, clock, log, heard } = aFeed(broker);
    feed.start();
    await until(() => feed.isLive);
    await broker.publish('storm/near', 'boom');
    await broker.publish('calm', 'nothing');
    await until(() => heard.length > 0);
    expect(heard).toEqual(['storm/near boom']);
    expect(broker.subscribed).toEqual(['storm/#']);
    expect(broker.clients).toEqual(['meshbot-80000000']);
    expect(feed.report()).toMatchObject({ name: 'lightning', state: 'ok', isLive: true });
    await feed.stop();
    await until(() => broker.isEmpty);
    expect(clock.pending()).toEqual([]);
    expect(feed.isLive).toBe(false);
    expect(log.visible()).toEqual([]);
  });

  it('waits 1, 2, 4 s and so on up to two minutes while the broker is away, and tells it once', async () => {
    const broker = await aBroker();
    await broker.stop();
    const { feed, clock, log } = aFeed(broker);
    const tries = () => log.find('service degraded').length + log.find('service failed again').length;
    feed.start();
    const gaps: number[] = [];
    for (let done = 0; done < 10; done++) {
      await until(() => tries() > done);
      let waited = 0;
      for (; tries() === done + 1 && waited < 200_000; waited += 1000) {
        await clock.advance(1000);
        await until(() => !clock.pending().includes('mqtt.patience'));
      }
      gaps.push(waited / 1000);
    }
    expect(gaps).toEqual([1, 2, 4, 8, 16, 32, 64, 120, 120, 120]);
    expect(log.visible()).toEqual(['service degraded']);
    expect(log.find('service degraded')[0]?.fields).toMatchObject({
      service: 'lightning',
      reason: 'unreachable',
      detail: 'ECONNREFUSED',
    });
    expect(feed.trouble).toMatchObject({ reason: 'unreachable' });
    expect(feed.report()).toMatchObject({ state: 'down', isLive: false });
  });

  it('comes back after a restart of the broker, subscribes anew and tells how long it was away', async () => {
    const broker = await aBroker();
    const { feed, clock, log, heard } = aFeed(broker);
    feed.start();
    await until(() => feed.isLive);
    await clock.advance(600_000);
    await broker.stop();
    await until(() => !feed.isLive);
    await clock.advance(300);
    await broker.start();
    await clock.advance(1000);
    await until(() => feed.isLive);
    await broker.publish('storm/again', 'boom');
    await until(() => heard.length > 0);
    expect(broker.subscribed).toEqual(['storm/#', 'storm/#']);
    expect(log.visible()).toEqual(['service degraded', 'service restored']);
    expect(log.find('service degraded')[0]?.fields).toMatchObject({ reason: 'cut short' });
    // So short a pause breaks nothing off.
    expect(feed.coveredMs).toBeGreaterThan(600_000);
  });

  it('asks ever less often a broker that lets it in and throws it out again', async () => {
    const broker = await aBroker();
    const { feed, clock } = aFeed(broker);
    feed.start();
    for (const waitMs of [1000, 2000, 4000]) {
      await until(() => feed.isLive);
      broker.hangUp();
      await until(() => clock.pending().includes('mqtt.retry'));
      const before = broker.connections;
      await clock.advance(waitMs - 100);
      expect(broker.connections).toBe(before);
      await clock.advance(100);
    }
    await until(() => feed.isLive);
  });

  it('takes a wrong password for what it is, and asks again every two minutes', async () => {
    const broker = await aBroker({ password: 'right' });
    const { feed, clock, log } = aFeed({ url: broker.url, username: 'base', password: 'wrong' });
    feed.start();
    await until(() => feed.trouble !== undefined);
    expect(feed.trouble).toMatchObject({ reason: 'denied' });
    expect(feed.report()).toMatchObject({ state: 'denied', nextTry: clock.now() + 120_000 });
    await clock.advance(119_000);
    expect(broker.connections).toBe(1);
    await clock.advance(1000);
    await until(() => broker.connections === 2);
    expect(JSON.stringify(log.lines)).not.toContain('wrong');
  });

  it('is let in with the right password', async () => {
    const broker = await aBroker({ password: 'right' });
    const { feed } = aFeed({ url: broker.url, username: 'base', password: 'right' });
    feed.start();
    await until(() => feed.isLive);
    expect(feed.trouble).toBeUndefined();
  });

  it('gives up a broker that accepts and never answers after 10 s', async () => {
    const broker = await aBroker();
    broker.isDeaf = true;
    const { feed, clock } = aFeed(broker);
    feed.start();
    await until(() => broker.connections === 1);
    await settled(clock);
    await clock.advance(9900);
    expect(feed.trouble).toBeUndefined();
    await clock.advance(100);
    await until(() => feed.trouble !== undefined);
    expect(feed.trouble).toMatchObject({ reason: 'timeout' });
    expect(feed.isLive).toBe(false);
  });

  it('gives up a broker that answers no ping for 90 s', async () => {
    const broker = await aBroker();
    const { feed, clock, log } = aFeed(broker);
    feed.start();
    await until(() => feed.isLive);
    broker.freeze();
    await clock.advance(89_000);
    expect(feed.isLive).toBe(true);
    await clock.advance(1000);
    await until(() => !feed.isLive);
    expect(log.find('service degraded')[0]?.fields).toMatchObject({
      reason: 'timeout',
      detail: 'no PINGRESP',
    });
    // Nobody knows since when it was dead: the last word counts.
    await clock.advance(31_000);
    expect(feed.coveredMs).toBe(0);
  });

  it('stays on a broker that has nothing to say but answers pings', async () => {
    const broker = await aBroker();
    const { feed, clock, log } = aFeed(broker);
    feed.start();
    await until(() => feed.isLive);
    for (let minute = 1; minute <= 30; minute++) {
      await clock.advance(60_000);
      await until(() => broker.pings === minute && feed.report().lastSuccess === clock.now());
    }
    expect(feed.isLive).toBe(true);
    expect(log.visible()).toEqual([]);
  });

  it('is down while the broker refuses the subscription', async () => {
    const broker = await aBroker({ grants: () => false });
    const { feed, log } = aFeed(broker);
    feed.start();
    await until(() => feed.trouble !== undefined);
    expect(feed.isLive).toBe(false);
    expect(feed.coveredMs).toBe(0);
    expect(feed.trouble).toMatchObject({ reason: 'rejected' });
    expect(log.visible()).toEqual(['service degraded']);
  });

  it('survives bytes that are no MQTT and packets of 200 MB', async () => {
    const broker = await aBroker();
    const { feed, clock, log } = aFeed(broker);
    feed.start();
    await until(() => feed.isLive);
    broker.inject(Buffer.from([0x30, 0xff, 0xff, 0xff, 0x5f, 0, 1, 2]));
    await until(() => !feed.isLive);
    expect(log.find('service degraded')[0]?.fields).toMatchObject({ reason: 'too large' });
    await settled(clock);
    await clock.advance(1000);
    await until(() => feed.isLive);
    broker.inject(Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n'));
    await until(() => !feed.isLive);
  });

  it('goes on after a message that breaks its reader, and tells of it once', async () => {
    const broker = await aBroker();
    const { feed, log, heard } = aFeed(broker);
    feed.start();
    await until(() => feed.isLive);
    await broker.publish('storm/bug', '1');
    await broker.publish('storm/bug', '2');
    await broker.publish('storm/near', 'boom');
    await until(() => heard.length > 0);
    expect(log.visible()).toEqual(['feed message broke']);
    expect(feed.isLive).toBe(true);
  });

  it('is down while it understands nothing of what comes', async () => {
    const broker = await aBroker();
    const { feed, clock, log, heard } = aFeed(broker);
    feed.start();
    await until(() => feed.isLive);
    await clock.advance(600_000);
    for (let count = 0; count < 4; count++) await broker.publish('storm/noise', '?');
    await until(() => heard.length === 4);
    expect(feed.isLive).toBe(true);
    for (let count = 0; count < 3; count++) await broker.publish('storm/noise', '?');
    await until(() => heard.length === 7);
    expect(feed.isLive).toBe(false);
    expect(feed.trouble).toMatchObject({ reason: 'unreadable' });
    expect(feed.coveredMs).toBe(0);
    await broker.publish('storm/near', 'boom');
    await until(() => feed.isLive);
    expect(log.visible()).toEqual(['service degraded', 'service restored']);
  });

  it('connects when there is something to ask for, and anew when that changes', async () => {
    const broker = await aBroker();
    let topics: string[] = [];
    const { feed, clock, log } = aFeed(broker, () => topics);
    feed.start();
    await clock.advance(60_000);
    expect(broker.connections).toBe(0);
    topics = ['storm/a/#', 'storm/b/#'];
    await clock.advance(5000);
    await until(() => feed.isLive);
    topics = ['storm/c/#'];
    feed.renew();
    await until(() => broker.subscribed.length === 3 && feed.isLive);
    expect(broker.subscribed).toEqual(['storm/a/#', 'storm/b/#', 'storm/c/#']);
    expect(log.visible()).toEqual([]);
  });

  it('stops at once, whatever it is doing', async () => {
    const broker = await aBroker();
    broker.isDeaf = true;
    const { feed, clock } = aFeed(broker);
    feed.start();
    await until(() => broker.connections === 1);
    await feed.stop();
    expect(clock.pending()).toEqual([]);
    feed.start();
    await feed.stop();
    expect(clock.pending()).toEqual([]);
    await until(() => broker.isEmpty);
  });

  it('stops within half a second on a broker that has gone deaf', async () => {
    const broker = await aBroker();
    const { feed, clock } = aFeed(broker);
    feed.start();
    await until(() => feed.isLive);
    broker.freeze();
    const stopping = feed.stop();
    await clock.advance(500);
    await stopping;
    expect(clock.pending()).toEqual([]);
  });
});

async function settled(clock: FakeClock): Promise<void> {
  await turns();
  await clock.advance(0);
}
