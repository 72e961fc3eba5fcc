import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Database } from '../../src/history/database.js';
import { SqliteRelayStore } from '../../src/history/relay-store.js';
import { FakeClock } from '../support/fake-clock.js';
import { RecordingLog } from '../support/recording-log.js';
import { aLink, aSpokenText, relayStoreContract } from './relay-store.js';

function aDatabase() {
  const folder = mkdtempSync(join(tmpdir(), 'relay-store-'));
  const log = new RecordingLog();
  const database = new Database({ folder, clock: new FakeClock(), log });
  const close = () => {
    database.stop();
    rmSync(folder, { recursive: true });
  };
  return { log, database, close };
}

relayStoreContract('SqliteRelayStore', () => {
  const { log, database, close } = aDatabase();
  const open = () => {
    database.start();
    return new SqliteRelayStore(database, log);
  };
  return { open, close };
});

it('takes every packet for new when nothing can be written, and says so once', () => {
  const { log, database, close } = aDatabase();
  database.start();
  const store = new SqliteRelayStore(database, log);
  database.connection.pragma('query_only = 1');
  expect(store.addLink(aLink())).toBe(true);
  expect(store.addLink(aLink())).toBe(true);
  store.putSpoken(aSpokenText(1));
  expect(store.spoken()).toEqual([]);
  expect(log.lines.filter(({ level }) => level === 'error')).toHaveLength(1);
  close();
});
