import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Database } from '../../src/history/database.js';
import { SqliteValueStore } from '../../src/history/value-store.js';
import { FakeClock } from '../support/fake-clock.js';
import { MemoryValueStore } from '../support/memory-value-store.js';
import { RecordingLog } from '../support/recording-log.js';
import { valueStoreContract } from './value-store.js';

valueStoreContract('MemoryValueStore', () => ({ open: () => new MemoryValueStore(), close: () => {} }));

valueStoreContract('SqliteValueStore', () => {
  const folder = mkdtempSync(join(tmpdir(), 'value-store-'));
  const log = new RecordingLog();
  const database = new Database({ folder, clock: new FakeClock(), log });
  return {
    open: () => {
      database.start();
      return new SqliteValueStore(database, log);
    },
    close: () => {
      database.stop();
      rmSync(folder, { recursive: true });
    },
  };
});
