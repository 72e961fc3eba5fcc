import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SqliteAuditLog } from '../../src/history/audit-store.js';
import { Database } from '../../src/history/database.js';
import { FakeClock } from '../support/fake-clock.js';
import { MemoryAuditLog } from '../support/memory-audit-log.js';
import { RecordingLog } from '../support/recording-log.js';
import { auditLogContract } from './audit-log.js';

auditLogContract('MemoryAuditLog', () => ({ open: () => new MemoryAuditLog(), close: () => {} }));

auditLogContract('SqliteAuditLog', () => {
  const folder = mkdtempSync(join(tmpdir(), 'audit-log-'));
  const log = new RecordingLog();
  const database = new Database({ folder, clock: new FakeClock(), log });
  return {
    open: () => {
      database.start();
      // What a test writes needs no disk.
      database.connection.pragma('synchronous = OFF');
      return new SqliteAuditLog(database, log);
    },
    close: () => {
      database.stop();
      rmSync(folder, { recursive: true });
    },
  };
});
