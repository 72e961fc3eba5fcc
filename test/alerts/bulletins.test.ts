import { describe, expect, it } from 'vitest';
import { type Bulletin, Bulletins } from '../../src/alerts/bulletins.js';
import type { Request } from '../../src/bot/request.js';
import type { Answer } from '../../src/bot/router.js';
import { BROADCAST_NUM, toChannelIndex } from '../../src/mesh/ids.js';
import { toDate } from '../../src/util/clock.js';
import { FakeClock } from '../support/fake-clock.js';
import { FakeRadio } from '../support/fake-radio.js';
import { MemoryBulletinStore } from '../support/memory-bulletin-store.js';
import { RecordingLog } from '../support/recording-log.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

function aBulletin(changes: Partial<Bulletin> = {}): Bulletin {
  return {
    cron: '0 8 * * *',
    zone: 'Europe/Paris',
    channel: toChannelIndex(0),
    language: 'en',
    says: { text: 'Good morning' },
    graceMs: 15 * MINUTE,
    ...changes,
  };
}

/** From one process to the next, the mesh, the store and the time stay. */
class World {
  readonly clock: FakeClock;
  readonly radio = new FakeRadio();
  readonly store = new MemoryBulletinStore();
  readonly log = new RecordingLog();
  readonly asked: Request[] = [];
  answer: Promise<Answer | undefined> | Answer | undefined;

  constructor(startAt: string) {
    this.clock = new FakeClock(Date.parse(startAt));
  }

  start(...bulletins: readonly Bulletin[]): Bulletins {
    const { radio, store, clock, log } = this;
    const router = {
      handle: async (request: Request) => {
        this.asked.push(request);
        return this.answer;
      },
    };
    const running = new Bulletins({ bulletins, radio, router, store, clock, log, prefixes: ['/'] });
    running.start();
    return running;
  }

  async until(at: string): Promise<void> {
    await this.clock.advance(Date.parse(at) - this.clock.now());
  }
}

/** The wall-clock times at which something was said, as the world goes on to `end`. */
async function timesTold(world: World, end: string): Promise<string[]> {
  const times: string[] = [];
  while (world.clock.now() < Date.parse(end)) {
    const before = world.radio.sent.length;
    await world.clock.advance(MINUTE);
    const at = toDate(Math.floor(world.clock.now() / MINUTE) * MINUTE);
    for (let n = before; n < world.radio.sent.length; n++) times.push(at.toISOString().slice(5, 16));
  }
  return times;
}

describe('a bulletin', () => {
  it('is told at its time, to everybody on its channel, once', async () => {
    const world = new World('2026-03-12T06:00:00Z');
    const channel = toChannelIndex(1);
    world.start(aBulletin({ channel }));
    await world.until('2026-03-12T06:59:59Z');
    expect(world.radio.sent).toEqual([]);
    await world.until('2026-03-12T23:00:00Z');
    expect(world.radio.sent).toEqual([
      {
        to: BROADCAST_NUM,
        channel,
        content: { kind: 'text', text: 'Good morning' },
        priority: 'announcement',
        ttlMs: 15 * MINUTE,
      },
    ]);
    expect(world.log.find('bulletin told')).toMatchObject([
      { level: 'info', fields: { bulletin: 1, channel, lateMs: 0, outcome: 'delivered' } },
    ]);
  });

  it('that is new begins with its next time', async () => {
    const world = new World('2026-03-12T07:05:00Z');
    world.start(aBulletin());
    await world.clock.advance(HOUR);
    expect(world.radio.sent).toEqual([]);
    await world.clock.advance(DAY);
    expect(world.radio.texts()).toEqual(['Good morning']);
  });

  it('is not told again by the next process', async () => {
    const world = new World('2026-03-12T06:00:00Z');
    const first = world.start(aBulletin());
    await world.until('2026-03-12T07:00:05Z');
    first.stop();
    expect(world.clock.pending()).toEqual([]);
    world.start(aBulletin());
    await world.until('2026-03-12T22:00:00Z');
    expect(world.radio.sent).toHaveLength(1);
  });

  it('that was due while nobody was there is told once, and only within its grace', async () => {
    const world = new World('2026-03-12T06:00:00Z');
    const everyFive = aBulletin({ cron: '*/5 8 * * *', says: { text: 'five' } });
    const bulletins = [aBulletin(), everyFive, aBulletin({ says: { text: 'brief' }, graceMs: MINUTE })];
    world.start(...bulletins).stop();
    await world.until('2026-03-12T07:14:00Z');
    world.start(...bulletins).stop();
    await world.clock.advance(0);
    expect(world.radio.texts()).toEqual([]);
    const second = world.start(...bulletins);
    await world.clock.advance(1000);
    expect(world.radio.texts()).toEqual(['Good morning', 'five']);
    expect(world.radio.sent[0]?.ttlMs).toBe(MINUTE);
    expect(world.log.find('bulletin missed')).toMatchObject([
      { fields: { bulletin: 3, lateMs: 14 * MINUTE } },
      { fields: { bulletin: 3, lateMs: 14 * MINUTE } },
    ]);
    second.stop();
  });

  it('that changed is another one, and what is gone is forgotten', () => {
    const world = new World('2026-03-12T06:00:00Z');
    world.start(aBulletin(), aBulletin({ channel: toChannelIndex(1) })).stop();
    expect(world.store.told.size).toBe(2);
    world.start(aBulletin({ says: { text: 'Good day' } })).stop();
    expect([...world.store.told.keys()].join()).toMatch(/Good day/);
    expect(world.store.told.size).toBe(1);
    world.start().stop();
    expect(world.store.told.size).toBe(0);
  });

  it('that can never be is said at the start', () => {
    const world = new World('2026-03-12T06:00:00Z');
    world.start(aBulletin({ cron: '0 8 30 2 *' })).stop();
    expect(world.log.find('bulletin has no time')).toMatchObject([{ fields: { bulletin: 1 } }]);
  });

  it('that did not get out is said in the log', async () => {
    const world = new World('2026-03-12T06:00:00Z');
    world.radio.deliveries.push(
      { outcome: 'failed', reason: 'no_channel', tookMs: 5 },
      { outcome: 'expired', tookMs: 900_000 },
    );
    world.start(aBulletin());
    await world.clock.advance(2 * DAY);
    expect(world.log.find('bulletin not told')).toMatchObject([
      { level: 'warn', fields: { outcome: 'failed', reason: 'no_channel' } },
      { level: 'warn', fields: { outcome: 'expired' } },
    ]);
  });
});

describe('when the clocks change', () => {
  it('a time that is skipped in spring is told at the end of the gap', async () => {
    const world = new World('2026-03-28T00:00:00Z');
    world.start(aBulletin({ cron: '30 2 * * *' }));
    expect(await timesTold(world, '2026-03-30T12:00:00Z')).toEqual([
      '03-28T01:30',
      '03-29T01:00',
      '03-30T00:30',
    ]);
  });

  it('a time that comes twice in autumn is told once', async () => {
    const world = new World('2026-10-24T12:00:00Z');
    world.start(aBulletin({ cron: '30 2 * * *' }));
    expect(await timesTold(world, '2026-10-26T12:00:00Z')).toEqual(['10-25T00:30', '10-26T01:30']);
  });

  it('the morning is where the zone is', async () => {
    const world = new World('2026-10-24T02:00:00Z');
    world.start(aBulletin(), aBulletin({ zone: 'America/New_York' }));
    expect(await timesTold(world, '2026-10-25T20:00:00Z')).toEqual([
      '10-24T06:00',
      '10-24T12:00',
      '10-25T07:00',
      '10-25T12:00',
    ]);
  });
});

describe('when the clock of the machine jumps', () => {
  it('back behind what was told, nothing is told twice', async () => {
    const world = new World('2026-03-12T06:30:00Z');
    world.start(aBulletin());
    await world.clock.advance(HOUR);
    world.clock.jump(-2 * HOUR);
    await world.clock.advance(4 * HOUR);
    expect(world.radio.sent).toHaveLength(1);
    await world.clock.advance(DAY);
    expect(world.radio.sent).toHaveLength(2);
  });

  it('over a time by less than the grace, it is made up for', async () => {
    const world = new World('2026-03-12T06:55:00Z');
    world.start(aBulletin());
    world.clock.jump(10 * MINUTE);
    await world.clock.advance(MINUTE);
    expect(world.radio.sent).toHaveLength(1);
    world.clock.jump(-10 * MINUTE);
    await world.clock.advance(HOUR);
    expect(world.radio.sent).toHaveLength(1);
  });

  it('over a time by more than the grace, it is missed', async () => {
    const world = new World('2026-03-12T06:55:00Z');
    world.start(aBulletin());
    world.clock.jump(3 * HOUR);
    await world.clock.advance(HOUR);
    expect(world.radio.sent).toEqual([]);
    await world.clock.advance(DAY);
    expect(world.radio.sent).toHaveLength(1);
  });

  it('a year ahead and back again, the bulletins of the year are told', async () => {
    const world = new World('2026-03-12T06:00:00Z');
    world.start(aBulletin());
    world.clock.jump(365 * DAY);
    await world.clock.advance(2 * HOUR);
    world.clock.jump(-365 * DAY);
    await world.clock.advance(DAY);
    expect(world.log.find('bulletin was told by a wrong clock')).toHaveLength(1);
    const before = world.radio.sent.length;
    await world.clock.advance(2 * DAY);
    expect(world.radio.sent).toHaveLength(before + 2);
  });
});

describe('a bulletin that is a command', () => {
  const weather = aBulletin({ says: { command: 'weather Lyon' }, language: 'fr' });
  const answered = (...pages: string[]): Answer => ({ pages, command: 'weather' });

  it('tells what anybody would be answered', async () => {
    const world = new World('2026-03-12T06:30:00Z');
    world.answer = answered('Lyon 08:00');
    world.start(weather);
    await world.clock.advance(HOUR);
    expect(world.asked).toMatchObject([
      { text: 'weather Lyon', user: { role: 'any' }, isBrief: true, language: 'fr' },
    ]);
    expect(world.radio.texts()).toEqual(['Lyon 08:00']);
  });

  it('tells one page, and does not offer the next one', async () => {
    const world = new World('2026-03-12T06:30:00Z');
    world.answer = answered('Lyon 08:00 (1/3 /suite)', 'more (2/3 /suite)');
    world.start(weather);
    await world.clock.advance(HOUR);
    expect(world.radio.texts()).toEqual(['Lyon 08:00…']);
  });

  it.each<[string, Answer | undefined]>([
    ['a mistake', { pages: ['Usage: /weather'], command: 'weather', outcome: 'refused' }],
    ['silence', undefined],
    ['a hint', { pages: ['I am a bot'] }],
    ['nothing', { pages: [], command: 'weather' }],
    ['another command', { pages: ['/reboot'], command: 'weather' }],
  ])('tells nobody of %s', async (_, answer) => {
    const world = new World('2026-03-12T06:30:00Z');
    world.answer = answer;
    world.start(weather);
    await world.clock.advance(12 * HOUR);
    expect(world.radio.sent).toEqual([]);
    expect(world.asked).toHaveLength(1);
    expect(world.log.find('bulletin not told: no answer to tell')).toHaveLength(1);
  });

  it('is left to the next process when the answer comes after the stop', async () => {
    const world = new World('2026-03-12T06:59:00Z');
    let tell = (_answer: Answer) => {};
    world.answer = new Promise((resolve) => {
      tell = resolve;
    });
    const first = world.start(weather);
    await world.clock.advance(2 * MINUTE);
    expect(world.asked).toHaveLength(1);
    first.stop();
    tell(answered('Lyon 08:00'));
    await world.clock.advance(MINUTE);
    expect(world.radio.sent).toEqual([]);
    world.start(weather);
    await world.clock.advance(MINUTE);
    expect(world.radio.texts()).toEqual(['Lyon 08:00']);
  });
});
