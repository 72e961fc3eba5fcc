import { afterEach, beforeEach, expect, it } from 'vitest';
import { MIGRATIONS } from '../../src/history/migrations.js';
import { SENDER_TABLES } from '../../src/history/sender-tables.js';
import { ALPHA, aPosition, aText, BRAVO, NOW } from '../support/builders.js';
import { HistoryDesk } from '../support/history-desk.js';

const DAY_MS = 86_400_000;
let desk: HistoryDesk;

beforeEach(() => {
  desk = new HistoryDesk();
});

afterEach(() => desk.close());

const rowsOf = (table: string) =>
  desk.database.connection.prepare(`SELECT * FROM ${table} ORDER BY slot, node`).all();

it('a database from before them is given the sums that it would have', () => {
  const odd = { receivedAt: NOW - 3 * DAY_MS, rxTime: NOW - 3 * DAY_MS };
  desk.receive(
    aText('a', { hopsAway: 2, hopStart: 5 }),
    aText('b', { viaMqtt: true, hopsAway: 7, hopStart: 7 }),
    aPosition({ hopsAway: 1, hopStart: 3 }),
    aPosition({ from: BRAVO, ...odd }),
    aText('c', { from: BRAVO, ...odd, hopsAway: 4 }),
  );
  desk.writer.flush();
  const kept = ['sender_hours', 'sender_days'].map(rowsOf);
  expect(kept.map((rows) => rows.length)).toEqual([2, 2]);
  expect(kept[0]?.[1]).toMatchObject({
    node: ALPHA,
    packets: 3,
    mqtt: 1,
    hops_known: 3,
    hops_sum: 10,
    hops_max: 7,
  });
  const { connection } = desk.database;
  connection.exec('DROP TABLE sender_hours; DROP TABLE sender_days');
  connection.pragma(`user_version = ${MIGRATIONS.indexOf(SENDER_TABLES)}`);
  connection.exec(SENDER_TABLES);
  expect(['sender_hours', 'sender_days'].map(rowsOf)).toEqual(kept);
  connection.pragma(`user_version = ${MIGRATIONS.length}`);
});
