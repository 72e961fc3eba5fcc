import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Database } from '../../src/history/database.js';
import { SqliteOutboxStore } from '../../src/history/outbox-store.js';
import { FakeClock } from '../support/fake-clock.js';
import { MemoryOutboxStore } from '../support/memory-outbox-store.js';
import { RecordingLog } from '../support/recording-log.js';
import { outboxStoreContract } from './outbox-store.js';

outboxStoreContract('MemoryOutboxStore', () => ({ open: () => new MemoryOutboxStore(), close: () => {} }));

outboxStoreContract('SqliteOutboxStore', () => {
  const folder = mkdtempSync(join(tmpdir(), 'outbox-store-'));
  const log = new RecordingLog();
  const database = new Database({ folder, clock: new FakeClock(), log });
  return {
    open: () => {
      database.start();
      return new SqliteOutboxStore(database, log);
    },
    close: () => {
      database.stop();
      rmSync(folder, { recursive: true });
    },
  };
});
