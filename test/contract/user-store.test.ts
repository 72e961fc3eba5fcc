import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Database } from '../../src/history/database.js';
import { SqliteUserStore } from '../../src/history/user-store.js';
import { FakeClock } from '../support/fake-clock.js';
import { MemoryUserStore } from '../support/memory-user-store.js';
import { RecordingLog } from '../support/recording-log.js';
import { userStoreContract } from './user-store.js';

userStoreContract('MemoryUserStore', () => ({ open: () => new MemoryUserStore(), close: () => {} }));

userStoreContract('SqliteUserStore', () => {
  const folder = mkdtempSync(join(tmpdir(), 'user-store-'));
  const log = new RecordingLog();
  const database = new Database({ folder, clock: new FakeClock(), log });
  return {
    open: () => {
      database.start();
      return new SqliteUserStore(database, log);
    },
    close: () => {
      database.stop();
      rmSync(folder, { recursive: true });
    },
  };
});
