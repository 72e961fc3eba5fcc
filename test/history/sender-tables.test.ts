import Sqlite from 'better-sqlite3';
import { expect, it } from 'vitest';
import { kindCode } from '../../src/history/codes.js';
import { MIGRATIONS } from '../../src/history/migrations.js';
import { SENDER_TABLES } from '../../src/history/sender-tables.js';
import { ALPHA, BRAVO } from '../support/builders.js';

const [SLOT, TEXT, POSITION, TELEMETRY] = [
  500_000,
  kindCode('text'),
  kindCode('position'),
  kindCode('telemetry'),
];

/**
 * slot, node, kind, packets, bytes, airtime, mqtt, direct, snr, hops known, hops, most hops, start, and how often the use
 * of the channel was told, its sum and its most
 */
const BY_KIND = [
  [SLOT, ALPHA, TEXT, 3, 90, 900, 1, 0, 0, 3, 10, 7, 7, 0, 0, null],
  [SLOT, ALPHA, TELEMETRY, 2, 60, 600, 0, 1, 25, 1, 2, 2, null, 2, 3100, 1600],
  [SLOT, BRAVO, POSITION, 1, 30, 300, 0, 0, 0, 0, 0, null, null, 0, 0, null],
  [SLOT + 1, ALPHA, TELEMETRY, 1, 30, 300, 0, 0, 0, 0, 0, null, null, 1, 400, 400],
];

it('a database from before them is given the sums that it would have, and what nodes told of the channel', () => {
  const connection = new Sqlite(':memory:');
  const before = MIGRATIONS.indexOf(SENDER_TABLES);
  connection.exec(MIGRATIONS.slice(0, before).join(';'));
  for (const span of ['hours', 'days']) {
    const insert = connection.prepare(`INSERT INTO node_${span} VALUES (${Array(16).fill('?').join(', ')})`);
    for (const row of BY_KIND) insert.run(...row);
  }
  connection.exec(MIGRATIONS.slice(before).join(';'));
  for (const span of ['hours', 'days']) {
    const rows = connection.prepare(`SELECT * FROM sender_${span} ORDER BY slot, node`).raw().all();
    expect(rows).toEqual(
      [
        [SLOT, ALPHA, 5, 150, 1500, 1, 4, 12, 7, 7, 2, 3100, 1600],
        [SLOT, BRAVO, 1, 30, 300, 0, 0, 0, null, null, 0, 0, null],
        [SLOT + 1, ALPHA, 1, 30, 300, 0, 0, 0, null, null, 1, 400, 400],
      ].sort(([a = 0, b = 0], [c = 0, d = 0]) => Number(a) - Number(c) || Number(b) - Number(d)),
    );
    const kept = connection.prepare(`SELECT * FROM node_${span} ORDER BY slot, node, kind`).raw().all();
    expect(kept).toHaveLength(BY_KIND.length);
    expect(kept).toContainEqual(BY_KIND[0]?.slice(0, 13));
  }
  connection.close();
});
