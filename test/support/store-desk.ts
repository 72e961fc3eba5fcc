import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Database } from '../../src/history/database.js';
import { FakeClock } from './fake-clock.js';
import { RecordingLog } from './recording-log.js';

/** A store on a database in a folder of its own; opened again it finds what the one before has kept. */
export function aStoreDesk<Store>(create: (database: Database, log: RecordingLog) => Store) {
  const folder = mkdtempSync(join(tmpdir(), 'store-'));
  const log = new RecordingLog();
  const database = new Database({ folder, clock: new FakeClock(), log });
  return {
    log,
    database,
    open: () => {
      database.start();
      return create(database, log);
    },
    close: () => {
      database.stop();
      rmSync(folder, { recursive: true });
    },
  };
}
