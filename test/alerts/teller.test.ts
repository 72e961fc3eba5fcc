import { describe, expect, it } from 'vitest';
import { UNKNOWN } from '../../src/alerts/alert.js';
import type { AlertWay, WayListener } from '../../src/alerts/way.js';
import type { AlertDelivery } from '../../src/mesh/alert-store.js';
import { BROADCAST_NUM, formatNodeId, toNodeNum } from '../../src/mesh/ids.js';
import { ALPHA, BRAVO } from '../support/builders.js';
import { WarningDesk } from '../support/warning-desk.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const ALPHA_ID = `mesh:${formatNodeId(ALPHA)}`;
const BRAVO_ID = `mesh:${formatNodeId(BRAVO)}`;
/** Local time, whatever the zone of the machine is. */
const at = (hour: number) => new Date(2026, 2, 12, hour).getTime();

function aDeskFor(...userIds: string[]): WarningDesk {
  const desk = new WarningDesk();
  for (const userId of userIds.length > 0 ? userIds : [ALPHA_ID]) desk.subscribe(userId);
  return desk;
}

const ends = (desk: WarningDesk) =>
  desk.store.newest(50).map(({ state, reason }) => (reason === undefined ? state : `${state} ${reason}`));

describe('a person who subscribed', () => {
  it('is told by direct message, in his language, before what is no warning', () => {
    const desk = aDeskFor(ALPHA_ID, BRAVO_ID);
    desk.users.set(BRAVO_ID, 'fr');
    desk.watch.seeLevel(1);
    expect(desk.radio.sent).toMatchObject([
      { to: ALPHA, priority: 'alert', ttlMs: HOUR, content: { text: 'storm 1' } },
      { to: BRAVO, priority: 'alert', content: { text: 'orage' } },
    ]);
  });

  it('is told of danger with the highest priority, and of its end with that of a warning', () => {
    const desk = aDeskFor();
    desk.watch.seeLevel(2);
    desk.end();
    desk.watch.seeLevel(0);
    expect(desk.radio.sent.map(({ priority }) => priority)).toEqual(['emergency', 'alert']);
  });

  it('hears of the end only if he heard of the beginning', () => {
    const desk = aDeskFor();
    desk.watch.seeLevel(1);
    expect(desk.told('no_key')).toEqual(['storm 1']);
    desk.watch.seeLevel(0);
    expect(desk.told()).toEqual([]);
  });

  it('hears of the end as soon as he has heard of the beginning too late', () => {
    const desk = aDeskFor();
    desk.watch.seeLevel(1);
    desk.watch.seeLevel(0);
    expect(desk.told()).toEqual(['storm 1']);
    expect(desk.told()).toEqual(['storm over']);
  });

  it('hears of the end also where nobody knows whether the beginning arrived', () => {
    const desk = aDeskFor();
    desk.watch.seeLevel(1);
    expect(desk.told('sent')).toEqual(['storm 1']);
    desk.watch.seeLevel(0);
    expect(desk.told()).toEqual(['storm over']);
  });

  it('is not told of what he does not want', () => {
    const desk = aDeskFor();
    desk.subscribe(BRAVO_ID, {}, 'vigi');
    Object.assign(desk.watch, { concerns: () => false });
    desk.watch.seeLevel(1);
    expect(desk.told()).toEqual([]);
  });

  it('is told how an alert looks when he asks, and of nothing else', () => {
    const desk = aDeskFor();
    expect(desk.parts.teller.test(desk.watch, ALPHA_ID, 'en')).toBe(true);
    expect(desk.told()).toEqual(['TEST storm: this is how an alert looks. Nothing is happening.\nstorm 1']);
    expect(desk.parts.teller.test(desk.watch, 'console', 'en')).toBe(false);
  });
});

describe('between two messages of one matter', () => {
  it('half an hour passes, but for what is worse and for the end', async () => {
    const desk = aDeskFor();
    desk.watch.seeLevel(1);
    expect(desk.told()).toEqual(['storm 1']);
    desk.watch.seeLevel(2);
    expect(desk.told()).toEqual(['storm 2']);
    desk.watch.seeLevel(0);
    expect(desk.told()).toEqual(['storm over']);
    desk.watch.seeLevel(1);
    expect(desk.told()).toEqual([]);
    await desk.pass(29 * MINUTE);
    expect(desk.told()).toEqual([]);
    await desk.pass(2 * MINUTE);
    expect(desk.told()).toEqual(['storm 1']);
  });

  it('what is over by then is never told', async () => {
    const desk = aDeskFor();
    desk.watch.seeLevel(1);
    desk.watch.seeLevel(0);
    desk.told();
    desk.told();
    desk.watch.seeLevel(1);
    desk.watch.seeLevel(0);
    await desk.pass(2 * HOUR);
    expect(desk.told()).toEqual([]);
    expect(ends(desk)[0]).toBe('dropped over');
  });

  it('a message that perhaps arrived keeps nothing back', () => {
    const desk = aDeskFor();
    desk.watch.seeLevel(1);
    desk.told('sent');
    desk.watch.seeLevel(0);
    desk.told('sent');
    desk.watch.seeLevel(1);
    expect(desk.told()).toEqual(['storm 1']);
  });

  it('a reminder does not join a message that is still on its way', async () => {
    const desk = aDeskFor();
    desk.watch.seeLevel(1);
    await desk.pass(61 * MINUTE);
    expect(desk.radio.texts()).toEqual(['storm 1']);
    expect(ends(desk)).toEqual(['dropped on_its_way', 'queued']);
  });

  it('an event may be told once in half an hour', () => {
    const desk = aDeskFor();
    desk.watch.bell?.happened({ subject: 'x', facts: {} });
    expect(desk.told()).toEqual(['storm x 1']);
    desk.watch.bell?.happened({ subject: 'x', facts: {} });
    expect(desk.told()).toEqual([]);
    desk.watch.bell?.happened({ subject: 'y', facts: {} });
    expect(desk.told()).toEqual(['storm y 1']);
  });
});

describe('in quiet hours', () => {
  const night = () => {
    const desk = new WarningDesk({ quietHours: '22:00-07:00', startAt: at(23) });
    desk.subscribe(ALPHA_ID);
    return desk;
  };

  it('what is not grave waits for the morning', async () => {
    const desk = night();
    desk.watch.seeLevel(1);
    expect(desk.told()).toEqual([]);
    desk.watch.levels = desk.watch.levels.map(({ remindMs: _, ...rule }) => rule);
    await desk.pass(7.9 * HOUR);
    expect(desk.told()).toEqual([]);
    await desk.pass(0.2 * HOUR);
    expect(desk.told()).toEqual(['storm 1']);
  });

  it('what is over in the morning is not told', async () => {
    const desk = night();
    desk.watch.seeLevel(1);
    await desk.pass(HOUR / 2);
    desk.watch.seeLevel(0);
    await desk.pass(9 * HOUR);
    expect(desk.told()).toEqual([]);
  });

  it('what is grave is told at once, and to who wants so everything is', () => {
    const desk = night();
    desk.subscribe(BRAVO_ID, { atNight: true });
    desk.watch.seeLevel(1);
    expect(desk.radio.sent.map(({ to }) => to)).toEqual([BRAVO]);
    desk.watch.seeLevel(2);
    expect(desk.radio.sent.map(({ to }) => to)).toEqual([BRAVO, ALPHA, BRAVO]);
  });

  it('the end of what was told waits too, and all of it is one line', async () => {
    const desk = new WarningDesk({ quietHours: '22:00-07:00', startAt: at(21) });
    desk.subscribe(ALPHA_ID);
    const sights = (first: number, second: number) => {
      const seen = (subject: string, level: number) => ({
        subject,
        facts: {},
        judgement: { kind: 'known' as const, raise: level, keep: level },
      });
      desk.watch.sights = [seen('west', first), seen('east', second)];
      desk.watch.bell?.changed();
    };
    sights(1, 0);
    expect(desk.told()).toEqual(['storm west 1']);
    await desk.pass(1.5 * HOUR);
    desk.told();
    sights(0, 1);
    expect(desk.told()).toEqual([]);
    await desk.pass(9 * HOUR);
    expect(desk.told()).toEqual([
      '🌅 In the night: storm west level 1 ended 22:30 (1h30); storm east level 1 since 22:30. /alerts',
    ]);
    sights(0, 0);
    expect(desk.told()).toEqual(['storm over']);
  });
});

describe('many people', () => {
  const people = Array.from({ length: 50 }, (_, index) => `mesh:${formatNodeId(toNodeNum(0x1000 + index))}`);

  it('cost no more than twenty messages an event and forty an hour', async () => {
    const desk = aDeskFor(...people);
    desk.watch.seeLevel(1);
    expect(desk.told()).toHaveLength(20);
    desk.watch.seeLevel(2);
    expect(desk.told()).toHaveLength(20);
    desk.watch.seeLevel(0);
    expect(desk.told()).toHaveLength(0);
    await desk.pass(61 * MINUTE);
    desk.watch.seeLevel(2);
    expect(desk.told()).toHaveLength(20);
  });

  it('keep to forty an hour over a restart', () => {
    const desk = aDeskFor(...people);
    desk.watch.seeLevel(1);
    desk.told();
    desk.watch.seeLevel(2);
    desk.told();
    desk.restart();
    desk.watch.seeLevel(0);
    expect(desk.told()).toEqual([]);
  });

  it('are told by one message on a channel where there is one, and a few people each', () => {
    const few = new WarningDesk({ channels: [2] });
    for (const userId of people.slice(0, 8)) few.subscribe(userId);
    few.watch.seeLevel(1);
    expect(few.radio.sent).toHaveLength(9);
    const many = new WarningDesk({ channels: [2] });
    for (const userId of people) many.subscribe(userId);
    many.watch.seeLevel(1);
    expect(many.radio.sent).toMatchObject([{ to: BROADCAST_NUM, channel: 2 }]);
    many.end('relayed');
    many.watch.seeLevel(0);
    expect(many.radio.texts()).toEqual(['storm 1', 'storm over']);
  });

  it('are not told on a channel what is meant for few', () => {
    const desk = new WarningDesk({ channels: [2] });
    desk.watch.isPublic = false;
    desk.watch.seeLevel(1);
    expect(desk.radio.sent).toEqual([]);
  });
});

describe('a node that does not acknowledge', () => {
  it('is sent it once more when it is heard', () => {
    const desk = aDeskFor();
    desk.watch.seeLevel(1);
    expect(desk.told('no_ack')).toEqual(['storm 1']);
    desk.hear(BRAVO);
    expect(desk.told()).toEqual([]);
    desk.hear(ALPHA);
    expect(desk.told('no_ack')).toEqual(['storm 1']);
    desk.hear(ALPHA);
    expect(desk.told()).toEqual([]);
    expect(desk.store.newest(1)).toMatchObject([{ state: 'failed', reason: 'no_ack', tries: 2 }]);
  });

  it('is not sent what is over by then', () => {
    const desk = aDeskFor();
    desk.watch.seeLevel(1);
    desk.told('no_ack');
    desk.watch.seeLevel(0);
    desk.hear(ALPHA);
    expect(desk.told()).toEqual([]);
  });

  it('is given up after the time of the message', async () => {
    const desk = aDeskFor();
    desk.watch.levels = desk.watch.levels.map(({ remindMs: _, ...rule }) => rule);
    desk.watch.seeLevel(1);
    desk.told('no_ack');
    await desk.pass(61 * MINUTE);
    desk.hear(ALPHA);
    expect(desk.told()).toEqual([]);
    expect(ends(desk)).toEqual(['failed no_ack']);
  });
});

describe('a restart', () => {
  it('neither repeats what was told nor forgets to take it back', () => {
    const desk = aDeskFor();
    desk.watch.seeLevel(1);
    expect(desk.told()).toEqual(['storm 1']);
    desk.restart();
    desk.watch.seeLevel(1);
    expect(desk.told()).toEqual([]);
    desk.watch.seeLevel(0);
    expect(desk.told()).toEqual(['storm over']);
  });

  it('knows the end of what the process before sent', () => {
    const desk = aDeskFor();
    desk.watch.seeLevel(1);
    desk.restart();
    desk.end();
    desk.watch.seeLevel(0);
    expect(desk.told()).toEqual(['storm over']);
  });

  it('gives up what the outbox never tells the end of', async () => {
    const desk = aDeskFor();
    desk.watch.levels = desk.watch.levels.map(({ remindMs: _, ...rule }) => rule);
    desk.watch.seeLevel(1);
    desk.restart();
    await desk.pass(75 * MINUTE);
    expect(ends(desk)).toEqual(['expired lost']);
  });

  it('keeps what waits for the morning', async () => {
    const desk = new WarningDesk({ quietHours: '22:00-07:00', startAt: at(23) });
    desk.subscribe(ALPHA_ID);
    desk.watch.seeLevel(1);
    desk.restart();
    await desk.pass(9 * HOUR);
    expect(desk.told().length).toBe(1);
  });
});

it('a clock that jumps sends nothing again and holds nothing back', async () => {
  const desk = aDeskFor();
  desk.watch.seeLevel(1);
  desk.told();
  desk.clock.jump(-400 * 24 * HOUR);
  await desk.pass(5 * MINUTE);
  expect(desk.told()).toEqual([]);
  desk.watch.seeLevel(2);
  expect(desk.told()).toEqual(['storm 2']);
  await desk.pass(61 * MINUTE);
  expect(desk.told()).toEqual(['storm goes on']);
});

it('who was told hears that nothing is known any more, and that it is known again', async () => {
  const desk = aDeskFor();
  desk.watch.seeLevel(1);
  desk.told();
  desk.watch.see(UNKNOWN);
  await desk.pass(24 * HOUR);
  expect(desk.told()).toEqual([
    expect.stringMatching(/^❓ storm level 1: no news since \d\d:\d\d, I can no longer check\.$/),
  ]);
  desk.watch.seeLevel(1);
  expect(desk.told()).toEqual(['storm level 1: I am checking again, and will tell when it is over.']);
});

it('nobody to tell is told to the log', () => {
  const desk = new WarningDesk();
  expect(desk.parts.teller.hasAudience).toBe(false);
  desk.watch.seeLevel(1);
  expect(desk.log.find('alert without recipient')[0]?.fields).toEqual({
    alert: 'lightning',
    text: 'storm 1',
  });
});

/** A way beyond the mesh, on which every message fails, or waits for ever. */
class PlayedWay implements AlertWay {
  readonly platforms = ['telegram'];
  readonly throttleMs = 600_000;
  readonly ttlMs = 24 * HOUR;
  readonly isScarce = false;
  readonly delivered: AlertDelivery[] = [];
  listener: WayListener | undefined;
  isBroken = false;

  implied(topic: string): readonly string[] {
    return topic === 'system' ? ['telegram:admin'] : [];
  }

  start(listener: WayListener): void {
    this.listener = listener;
  }

  stop(): void {
    this.listener = undefined;
  }

  deliver(delivery: AlertDelivery): void {
    if (this.isBroken) throw new Error('no way');
    this.delivered.push(delivery);
  }
}

describe('another way to people', () => {
  it('leads to those who are told without having asked, and takes its time', async () => {
    const way = new PlayedWay();
    const desk = new WarningDesk({ ways: [way] });
    desk.watch.topics = ['system'];
    desk.watch.seeLevel(1);
    expect(way.delivered).toMatchObject([{ userId: 'telegram:admin', ttlMs: 24 * HOUR }]);
    await desk.pass(HOUR);
    expect(way.delivered).toHaveLength(1);
    way.listener?.ended(way.delivered[0]?.key ?? 0, { state: 'delivered' }, 1);
    way.listener?.ended(999, { state: 'delivered' }, 1);
    desk.watch.seeLevel(0);
    expect(way.delivered.map(({ text }) => text)).toEqual(['storm 1', 'storm over']);
  });

  it('that fails keeps nobody else from being told', () => {
    const way = new PlayedWay();
    way.isBroken = true;
    const desk = new WarningDesk({ ways: [way] });
    desk.watch.topics = ['system', 'blitz'];
    desk.subscribe('telegram:1');
    desk.subscribe(ALPHA_ID);
    desk.watch.seeLevel(1);
    expect(desk.radio.sent).toHaveLength(1);
    expect(desk.log.find('alert not told')).toHaveLength(2);
  });
});

it('an id that is no node is told to the book as such', () => {
  const desk = aDeskFor('mesh:nobody');
  desk.watch.seeLevel(1);
  expect(ends(desk)).toEqual(['failed no_such_node']);
});

it('messages of long ago are forgotten', async () => {
  const desk = aDeskFor();
  desk.watch.seeLevel(1);
  desk.told();
  desk.watch.seeLevel(0);
  desk.told();
  desk.watch.sights = [];
  desk.clock.jump(91 * 24 * HOUR);
  await desk.pass(25 * HOUR);
  expect(desk.store.newest(5)).toEqual([]);
});
