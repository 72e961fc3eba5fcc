import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Database } from '../../src/history/database.js';
import { SqliteOutageStore } from '../../src/history/outage-store.js';
import { FakeClock } from '../support/fake-clock.js';
import { MemoryOutageStore } from '../support/memory-outage-store.js';
import { RecordingLog } from '../support/recording-log.js';
import { outageStoreContract } from './outage-store.js';

outageStoreContract('MemoryOutageStore', () => ({ open: () => new MemoryOutageStore(), close: () => {} }));

outageStoreContract('SqliteOutageStore', () => {
  const folder = mkdtempSync(join(tmpdir(), 'outage-store-'));
  const log = new RecordingLog();
  const database = new Database({ folder, clock: new FakeClock(), log });
  return {
    open: () => {
      database.start();
      return new SqliteOutageStore(database, log);
    },
    close: () => {
      database.stop();
      rmSync(folder, { recursive: true });
    },
  };
});
