import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { inSmallSteps, nextShare } from '../../src/history/small-steps.js';
import { aPosition, aText, NOW } from '../support/builders.js';
import { FakeClock } from '../support/fake-clock.js';
import { HistoryDesk, KEPT } from '../support/history-desk.js';

const DAY_MS = 86_400_000;
let desk: HistoryDesk;

beforeEach(() => {
  desk = new HistoryDesk();
});

afterEach(async () => {
  await desk.retention.stop();
  desk.close();
});

/** A text and a position, so many days ago. */
function receive(daysAgo: number): void {
  const receivedAt = NOW - daysAgo * DAY_MS;
  const position = { latitude: daysAgo / 10, longitude: 5 };
  desk.receive(
    aText('x', { receivedAt, rxTime: receivedAt }),
    aPosition({ receivedAt, rxTime: receivedAt, position }),
  );
}

const counts = () =>
  ['packets', 'texts', 'positions', 'node_hours', 'node_days', 'mesh_hours'].map((table) =>
    desk.count(table),
  );

async function aRound(): Promise<void> {
  const round = desk.retention.run();
  await desk.clock.advance(5000);
  await round;
}

describe('retention', () => {
  it('forgets each thing after its own time, and keeps the sums longer', async () => {
    for (const days of [0, 9, 11, 16, 21, 31, 364, 366]) receive(days);
    desk.writer.flush();
    expect(counts()).toEqual([16, 8, 8, 16, 16, 16]);
    await aRound();
    expect(counts()).toEqual([10, 4, 2, 6, 14, 14]);
  });

  it('takes a round every hour, and none after the end', async () => {
    desk.retention.start();
    receive(31);
    desk.writer.flush();
    await desk.clock.advance(3_599_000);
    expect(desk.count('packets')).toBe(2);
    await desk.clock.advance(10_000);
    expect(desk.count('packets')).toBe(0);
    await desk.retention.stop();
    desk.writer.stop();
    expect(desk.clock.pending()).toEqual([]);
  });

  it('works in many small steps', async () => {
    for (let index = 0; index < 400; index++) receive(31);
    desk.writer.flush();
    const round = desk.retention.run();
    await desk.clock.advance(0);
    const left = desk.count('packets');
    expect(left).toBeGreaterThan(500);
    await desk.clock.advance(60_000);
    await round;
    expect(desk.count('packets')).toBe(0);
  });

  it('is broken off by a stop in the middle, without a word', async () => {
    for (let index = 0; index < 400; index++) receive(31);
    desk.writer.flush();
    const round = desk.retention.run();
    await desk.clock.advance(0);
    await desk.retention.stop();
    await round;
    expect(desk.count('packets')).toBeGreaterThan(0);
    expect(desk.log.visible()).toEqual([]);
  });

  it('does not lose a year to a clock that is ten years ahead for a moment', async () => {
    receive(0);
    await aRound();
    desk.clock.jump(3650 * DAY_MS);
    await aRound();
    desk.clock.jump(-3650 * DAY_MS);
    await aRound();
    expect(desk.count('packets')).toBe(2);
    expect(desk.history.sizes().since).toBe(NOW);
  });

  it('says once that the disk takes nothing, and goes on when it does', async () => {
    receive(31);
    desk.writer.flush();
    desk.database.connection.pragma('query_only = ON');
    await aRound();
    await aRound();
    expect(desk.log.visible()).toEqual(['cannot delete old history']);
    desk.database.connection.pragma('query_only = OFF');
    await aRound();
    expect(desk.count('packets')).toBe(0);
    expect(desk.log.visible()).toEqual(['cannot delete old history', 'deleting old history again']);
  });

  it('tells anything else that went wrong', async () => {
    desk.database.connection.exec("INSERT INTO history_facts VALUES ('retention', 'no json')");
    await aRound();
    expect(desk.log.find('retention failed')).toHaveLength(1);
  });

  it('warns once of a database that is too large', async () => {
    const small = new HistoryDesk({ ...KEPT, ceilingBytes: 1000 });
    for (let rounds = 0; rounds < 2; rounds++) {
      const round = small.retention.run();
      await small.clock.advance(5000);
      await round;
    }
    expect(small.log.visible()).toEqual([
      'database larger than history.maxMegabytes: keep fewer days, or allow more',
    ]);
    small.close();
  });
});

describe("at a person's wish", () => {
  it('counts what is older, deletes just that, and gives the room back', async () => {
    for (let index = 0; index < 300; index++) receive(3);
    receive(0);
    const before = NOW - 2 * DAY_MS;
    const expected = { packets: 600, texts: 300, links: 2 };
    expect(desk.history.countBefore(before)).toEqual(expected);
    const cleaning = desk.history.clean(before);
    await desk.clock.advance(60_000);
    expect(await cleaning).toEqual(expected);
    expect([desk.count('packets'), desk.count('texts')]).toEqual([2, 1]);
    const vacuum = desk.history.vacuum();
    await desk.clock.advance(60_000);
    const { beforeBytes, afterBytes } = await vacuum;
    expect(afterBytes).toBeLessThan(beforeBytes);
    expect(desk.history.sizes()).toMatchObject({ freeBytes: 0, fileBytes: afterBytes });
  });
});

describe('small steps', () => {
  it.each([
    [100, 20, 25],
    [100, 1000, 5],
    [100, 1, 125],
    [100, 4, 100],
    [1000, 0, 1000],
  ])('%i rows that took %i ms are followed by %i', (rows, tookMs, expected) => {
    expect(nextShare(rows, tookMs)).toBe(expected);
  });

  it('rest in between, and end with a share that was not used up', async () => {
    const clock = new FakeClock();
    let left = 180;
    const work = (rows: number) => {
      const done = Math.min(rows, left);
      left -= done;
      return done;
    };
    const steps = inSmallSteps({ clock, name: 'test.step', signal: new AbortController().signal }, work);
    await clock.advance(0);
    expect([left, clock.pending()]).toEqual([130, ['test.step']]);
    await clock.advance(1000);
    expect(await steps).toBe(180);
  });
});
