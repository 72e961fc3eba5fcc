import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Database } from '../../src/history/database.js';
import { MIGRATIONS } from '../../src/history/migrations.js';
import { FakeClock } from '../support/fake-clock.js';
import { RecordingLog } from '../support/recording-log.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'migrations-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

/** One row for each table beside the history, by the version that brought it. */
const ROWS: readonly (readonly [version: number, table: string, insert: string])[] = [
  [
    1,
    'outbox',
    `INSERT INTO outbox
       (key, addressee, channel, content, priority, ttl_ms, accepted_at, ids, attempts, needs_new_id)
     VALUES (7, 1, 0, '{}', 'reply', 1, 1, '[]', 0, 0)`,
  ],
  [2, 'keys', "INSERT INTO keys VALUES (1, x'00', 1, 1, 'node_info', 'trusted')"],
  [2, 'key_guests', 'INSERT INTO key_guests VALUES (5)'],
  [3, 'outages', "INSERT INTO outages VALUES (1, 1, 'silent', NULL, NULL, 1, 0, 0, NULL, NULL, NULL)"],
  [3, 'outage_recordings', "INSERT INTO outage_recordings VALUES (1, x'00')"],
  [5, 'audit', "INSERT INTO audit VALUES (1, 1, 'console', 'local user', 'console', '/db vacuum', 'done')"],
];

function schemaOf(connection: Sqlite.Database): unknown {
  return connection.prepare('SELECT type, name, sql FROM sqlite_schema ORDER BY type, name').all();
}

/** A file as that version left it, with a row in each of its tables. */
function leaveBehind(version: number): void {
  const connection = new Sqlite(join(folder, 'meshbot.db'));
  // With the history, files began to shrink; later ones are too large to be written anew.
  if (version >= 4) connection.pragma('auto_vacuum = INCREMENTAL');
  connection.pragma('journal_mode = WAL');
  for (const step of MIGRATIONS.slice(0, version)) connection.exec(step);
  for (const [since, , insert] of ROWS) if (since <= version) connection.exec(insert);
  connection.pragma(`user_version = ${version}`);
  connection.pragma(`application_id = ${Buffer.from('MBot').readUInt32BE()}`);
  connection.close();
}

function withToday<Result>(work: (connection: Sqlite.Database) => Result): Result {
  const database = new Database({ folder, clock: new FakeClock(), log: new RecordingLog() });
  database.start();
  try {
    return work(database.connection);
  } finally {
    database.stop();
  }
}

describe('the steps from an earlier format', () => {
  it.each(MIGRATIONS.map((_, version) => version))('keep every row of version %i', (version) => {
    leaveBehind(version);
    withToday((connection) => {
      expect(connection.pragma('user_version', { simple: true })).toBe(MIGRATIONS.length);
      for (const [since, table] of ROWS) {
        const count = connection.prepare(`SELECT count(*) FROM ${table}`).pluck().get();
        expect([table, count]).toEqual([table, since <= version ? 1 : 0]);
      }
    });
  });

  it.each(MIGRATIONS.map((_, version) => version))(
    'lead from version %i to the tables of a new file',
    (version) => {
      leaveBehind(version);
      const led = withToday(schemaOf);
      rmSync(join(folder, 'meshbot.db'));
      expect(led).toEqual(withToday(schemaOf));
    },
  );

  it.each(MIGRATIONS.map((_, version) => version))(
    'let a file of version %i shrink page by page',
    (version) => {
      leaveBehind(version);
      expect(withToday((connection) => connection.pragma('auto_vacuum', { simple: true }))).toBe(2);
    },
  );

  it('keep letters on their way known to the outbox, and nothing else in it', () => {
    leaveBehind(12);
    const connection = new Sqlite(join(folder, 'meshbot.db'));
    const insert = connection.prepare(
      `INSERT INTO outbox (addressee, channel, content, priority, ttl_ms, accepted_at, ids, attempts, needs_new_id)
       VALUES (9, 0, ?, 'announcement', 1, 1, '[]', 0, 0)`,
    );
    for (const text of ['a letter', 'an answer']) insert.run(JSON.stringify({ kind: 'text', text }));
    connection.exec("INSERT INTO letters VALUES (4, 'console', 'BASE', 9, 'body', 1, 0, 1, 'a letter', 0)");
    connection.close();
    const tickets = withToday((today) =>
      today.prepare('SELECT ticket FROM outbox ORDER BY key').pluck().all(),
    );
    expect(tickets).toEqual([null, 'letter 4', null]);
  });

  it('keep what is known again of admins', () => {
    leaveBehind(16);
    const connection = new Sqlite(join(folder, 'meshbot.db'));
    connection.exec('INSERT INTO admin_packets VALUES (9, 7, 1)');
    connection.close();
    expect(withToday((today) => today.prepare('SELECT * FROM proved_packets').all())).toEqual([
      { node: 9, id: 7, at: 1 },
    ]);
  });
});
