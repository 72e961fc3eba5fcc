import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Database } from '../../src/history/database.js';
import { SqliteKeyStore } from '../../src/history/key-store.js';
import { FakeClock } from '../support/fake-clock.js';
import { MemoryKeyStore } from '../support/memory-key-store.js';
import { RecordingLog } from '../support/recording-log.js';
import { keyStoreContract } from './key-store.js';

keyStoreContract('MemoryKeyStore', () => ({ open: () => new MemoryKeyStore(), close: () => {} }));

keyStoreContract('SqliteKeyStore', () => {
  const folder = mkdtempSync(join(tmpdir(), 'key-store-'));
  const log = new RecordingLog();
  const database = new Database({ folder, clock: new FakeClock(), log });
  return {
    open: () => {
      database.start();
      return new SqliteKeyStore(database, log);
    },
    close: () => {
      database.stop();
      rmSync(folder, { recursive: true });
    },
  };
});
