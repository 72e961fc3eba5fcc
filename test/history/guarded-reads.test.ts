import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HistoryAwayError } from '../../src/mesh/history-away.js';
import { ALPHA, aText, BRAVO, NOW } from '../support/builders.js';
import { HistoryDesk } from '../support/history-desk.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

let desk: HistoryDesk;

beforeEach(() => {
  desk = new HistoryDesk();
});

afterEach(() => desk.close());

function failure(ask: () => unknown): unknown {
  try {
    ask();
  } catch (error) {
    return error;
  }
  return undefined;
}

describe('a history that cannot be read', () => {
  it('says since when, tells the operator once, and when it can be read again', async () => {
    const { connection } = desk.database;
    connection.exec('ALTER TABLE packets RENAME TO elsewhere');
    const first = failure(() => desk.history.heardSince());
    expect(first).toBeInstanceOf(HistoryAwayError);
    expect(first).toMatchObject({ since: NOW, message: 'the history cannot be read' });
    await desk.clock.advance(HOUR);
    expect(failure(() => desk.history.reception(ALPHA, { from: 0, to: NOW }))).toMatchObject({ since: NOW });
    expect(desk.log.visible()).toEqual(['cannot read history']);
    connection.exec('ALTER TABLE elsewhere RENAME TO packets');
    expect(desk.history.heardSince()).toBe(undefined);
    expect(desk.log.visible()).toEqual(['cannot read history', 'reading history again']);
  });

  it('is not what a mistake of ours looks like', () => {
    expect(failure(() => desk.history.traffic(undefined as never))).toBeInstanceOf(TypeError);
    expect(desk.log.visible()).toEqual([]);
  });
});

describe('a history that cannot be written', () => {
  it('says since when its answers have a gap', async () => {
    expect(desk.history.gapSince()).toBe(undefined);
    desk.fillDisk();
    desk.receive(...Array.from({ length: 400 }, () => aText('x'.repeat(200))));
    expect(desk.history.gapSince()).toBe(NOW);
    await desk.clock.advance(HOUR);
    expect(desk.history.gapSince()).toBe(NOW);
    desk.giveRoom();
    expect(desk.history.gapSince()).toBe(undefined);
  });
});

describe('how long a history reaches back', () => {
  it('is told by the oldest packet, and by the day of the oldest sums when those are older', () => {
    expect(desk.history.heardSince()).toBe(undefined);
    desk.receive(aText('old', { rxTime: NOW - 9 * DAY, receivedAt: NOW - 9 * DAY }), aText('new'));
    expect(desk.history.heardSince()).toBe(NOW - 9 * DAY);
    desk.database.connection.prepare('DELETE FROM packets WHERE key < ?').run((NOW - DAY) * 1000);
    expect(desk.history.heardSince()).toBe(Math.floor((NOW - 9 * DAY) / DAY) * DAY);
    desk.database.connection.prepare('DELETE FROM packets').run();
    expect(desk.history.heardSince()).toBe(Math.floor((NOW - 9 * DAY) / DAY) * DAY);
  });
});

describe('the mean signal of a node', () => {
  it('is that of what came directly in those hours', () => {
    const hour = Math.floor(NOW / HOUR) * HOUR;
    desk.receive(
      aText('a', { rxTime: hour - HOUR, rxSnr: 4 }),
      aText('b', { rxTime: hour - 1, rxSnr: 7 }),
      aText('later', { rxTime: hour, rxSnr: -9 }),
      aText('relayed', { rxTime: hour - 1, rxSnr: -9, hopsAway: 1 }),
      aText('another', { rxTime: hour - 1, rxSnr: -9, from: BRAVO }),
    );
    expect(desk.history.directMean(ALPHA, { from: hour - HOUR, to: hour })).toBe(5.5);
    expect(desk.history.directMean(ALPHA, { from: hour - DAY, to: hour - HOUR })).toBe(undefined);
  });
});
