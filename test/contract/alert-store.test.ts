import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SqliteAlertStore } from '../../src/history/alert-store.js';
import { Database } from '../../src/history/database.js';
import { FakeClock } from '../support/fake-clock.js';
import { MemoryAlertStore } from '../support/memory-alert-store.js';
import { RecordingLog } from '../support/recording-log.js';
import { alertStoreContract } from './alert-store.js';

alertStoreContract('MemoryAlertStore', () => ({ open: () => new MemoryAlertStore(), close: () => {} }));

alertStoreContract('SqliteAlertStore', () => {
  const folder = mkdtempSync(join(tmpdir(), 'alert-store-'));
  const log = new RecordingLog();
  const database = new Database({ folder, clock: new FakeClock(), log });
  return {
    open: () => {
      database.start();
      return new SqliteAlertStore(database, log);
    },
    close: () => {
      database.stop();
      rmSync(folder, { recursive: true });
    },
  };
});
