import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Database } from '../../src/history/database.js';
import { SqliteSentStore } from '../../src/history/sent-store.js';
import { FakeClock } from '../support/fake-clock.js';
import { RecordingLog } from '../support/recording-log.js';

it('remembers when telemetry went out last, and says when it cannot', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'meshbot-sent-'));
  const log = new RecordingLog();
  const database = new Database({ folder, clock: new FakeClock(), log });
  await database.start();
  const store = new SqliteSentStore(database, log);
  expect(store.lastSentAt()).toBeUndefined();
  expect(store.noteSent(1000)).toBe(true);
  expect(new SqliteSentStore(database, log).lastSentAt()).toBe(1000);
  database.connection.exec(
    "CREATE TRIGGER full BEFORE INSERT ON history_facts BEGIN SELECT RAISE(FAIL, 'disk full'); END",
  );
  expect(store.noteSent(2000)).toBe(false);
  expect(store.lastSentAt()).toBe(1000);
  expect(log.lines.filter(({ level }) => level === 'error')).toHaveLength(1);
  database.stop();
  rmSync(folder, { recursive: true });
});
