import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Database } from '../../src/history/database.js';
import { SqliteOutboxStore } from '../../src/history/outbox-store.js';
import { anEntry } from '../contract/outbox-store.js';
import { FakeClock } from '../support/fake-clock.js';
import { RecordingLog } from '../support/recording-log.js';

let folder: string;
let log: RecordingLog;
let database: Database;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'outbox-store-'));
  log = new RecordingLog();
  database = openDatabase();
});

afterEach(() => {
  database.stop();
  rmSync(folder, { recursive: true });
});

function openDatabase(): Database {
  const opened = new Database({ folder, clock: new FakeClock(), log });
  opened.start();
  return opened;
}

it('finds in the next process what the last one left, and goes on counting', () => {
  const first = new SqliteOutboxStore(database, log).add(anEntry());
  database.stop();
  database = openDatabase();
  const store = new SqliteOutboxStore(database, log);
  expect(store.add(anEntry()).key).toBeGreaterThan(first.key);
  expect(store.pending()[0]).toEqual(first);
});

it('has an entry on the disk before it says that it is accepted, seen by whoever else opens the file', () => {
  const entry = new SqliteOutboxStore(database, log).add(anEntry());
  const other = openDatabase();
  expect(new SqliteOutboxStore(other, log).pending()).toEqual([entry]);
  other.stop();
});

it('goes on without the disk when that is full, tells it once, and stores what waited when there is room', () => {
  const store = new SqliteOutboxStore(database, log);
  const small = store.add(anEntry());
  const { connection } = database;
  const pages = Number(connection.pragma('page_count', { simple: true }));
  connection.pragma(`max_page_count = ${pages}`);
  const long = { ...anEntry().message, content: { kind: 'text', text: 'x'.repeat(9000) } } as const;
  const entries = [store.add(anEntry(long)), store.add(anEntry(long))] as const;
  expect(store.pending()).toEqual([small]);
  expect(log.find('cannot store: what waits would not survive a restart')).toHaveLength(1);
  expect(log.lines[0]?.fields['err']).toMatchObject({ code: 'SQLITE_FULL' });
  connection.pragma('max_page_count = 1000');
  const tried = { ...entries[0], attempts: 1 };
  store.update(tried);
  expect(store.pending()).toEqual([small, tried, entries[1]]);
  expect(log.visible()).toEqual(['cannot store: what waits would not survive a restart', 'storing again']);
  expect(entries[1].key).toBeGreaterThan(entries[0].key);
});

it('tells what was handed over after the end', () => {
  const store = new SqliteOutboxStore(database, log);
  store.add(anEntry());
  database.stop();
  store.add(anEntry());
  expect(log.visible()).toEqual(['cannot store: what waits would not survive a restart']);
});
