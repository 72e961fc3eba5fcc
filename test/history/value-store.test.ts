import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Database } from '../../src/history/database.js';
import { SqliteValueStore } from '../../src/history/value-store.js';
import { aStoredValue } from '../contract/value-store.js';
import { FakeClock } from '../support/fake-clock.js';
import { RecordingLog } from '../support/recording-log.js';

let folder: string;
let log: RecordingLog;
let database: Database;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'value-store-'));
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

it('finds in the next process what the last one was told', () => {
  new SqliteValueStore(database, log).put(aStoredValue({ sourceAt: 3 }));
  database.stop();
  database = openDatabase();
  expect(new SqliteValueStore(database, log).all('weather')).toEqual([aStoredValue({ sourceAt: 3 })]);
});

it('leaves the guarantee of other tables as it was', () => {
  new SqliteValueStore(database, log).put(aStoredValue());
  expect(database.connection.pragma('synchronous', { simple: true })).toBe(2);
});

it('tells once that nothing can be written, and that it can again', () => {
  const store = new SqliteValueStore(database, log);
  database.connection.pragma('query_only = ON');
  store.put(aStoredValue());
  store.remove('weather', '45.19,5.72');
  database.connection.pragma('query_only = OFF');
  store.put(aStoredValue());
  expect(log.visible()).toEqual([
    'cannot store values of services: they would be asked for again',
    'storing values of services again',
  ]);
  expect(store.all('weather')).toHaveLength(1);
});
