import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { SqliteChatStore } from '../../src/history/chat-store.js';
import { Database } from '../../src/history/database.js';
import { FakeClock } from '../support/fake-clock.js';
import { RecordingLog } from '../support/recording-log.js';
import { aChatUpdate, chatStoreContract } from './chat-store.js';

function aDatabase() {
  const folder = mkdtempSync(join(tmpdir(), 'chat-store-'));
  const log = new RecordingLog();
  const database = new Database({ folder, clock: new FakeClock(), log });
  const close = () => {
    database.stop();
    rmSync(folder, { recursive: true });
  };
  return { log, database, close };
}

chatStoreContract('SqliteChatStore', () => {
  const { log, database, close } = aDatabase();
  const open = () => {
    database.start();
    return new SqliteChatStore(database, log);
  };
  return { open, close };
});

it('gives what it was told, also when nothing can be written, and says so once', () => {
  const { log, database, close } = aDatabase();
  database.start();
  const store = new SqliteChatStore(database, log);
  database.connection.pragma('query_only = 1');
  expect(store.take([aChatUpdate(5)])).toEqual([aChatUpdate(5)]);
  store.finish(5, []);
  expect(store.unfinished()).toEqual([]);
  expect(log.lines.filter(({ level }) => level === 'error')).toHaveLength(1);
  close();
});
