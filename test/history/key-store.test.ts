import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Database } from '../../src/history/database.js';
import { SqliteKeyStore } from '../../src/history/key-store.js';
import { toNodeNum } from '../../src/mesh/ids.js';
import { aKeyRecord } from '../contract/key-store.js';
import { ALPHA } from '../support/builders.js';
import { FakeClock } from '../support/fake-clock.js';
import { RecordingLog } from '../support/recording-log.js';

let folder: string;
let log: RecordingLog;
let database: Database;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'key-store-'));
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

it('finds in the next process what the last one knew', () => {
  const store = new SqliteKeyStore(database, log);
  store.put([aKeyRecord({ nodeNum: toNodeNum(0xffff_fffe) })]);
  store.addGuest(ALPHA);
  database.stop();
  database = openDatabase();
  const next = new SqliteKeyStore(database, log);
  expect(next.all()).toEqual([aKeyRecord({ nodeNum: toNodeNum(0xffff_fffe) })]);
  expect(next.guests()).toEqual([ALPHA]);
});

it('goes on without the disk when that is full, tells it once, and stores again when there is room', () => {
  const store = new SqliteKeyStore(database, log);
  const { connection } = database;
  connection.pragma(`max_page_count = ${Number(connection.pragma('page_count', { simple: true }))}`);
  const many = Array.from({ length: 200 }, (_, index) => aKeyRecord({ nodeNum: toNodeNum(index + 1) }));
  store.put(many);
  store.put(many);
  expect(store.all()).toEqual([]);
  expect(log.visible()).toEqual(['cannot store keys: they would be learnt anew']);
  expect(log.lines[0]?.fields['err']).toMatchObject({ code: 'SQLITE_FULL' });
  connection.pragma('max_page_count = 1000');
  store.put(many);
  expect(store.all()).toHaveLength(200);
  expect(log.visible()).toEqual(['cannot store keys: they would be learnt anew', 'storing keys again']);
});
