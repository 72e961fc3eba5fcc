import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { Database } from '../../src/history/database.js';
import { FakeClock } from './fake-clock.js';
import { RecordingLog } from './recording-log.js';

/** A database of its own for one test; what is written needs no disk. */
export function aDatabase(clock = new FakeClock(), log = new RecordingLog()): Database {
  const folder = mkdtempSync(join(tmpdir(), 'meshbot-house-'));
  const database = new Database({ folder, clock, log });
  database.start();
  database.connection.pragma('synchronous = OFF');
  onTestFinished(() => {
    database.stop();
    rmSync(folder, { recursive: true });
  });
  return database;
}
