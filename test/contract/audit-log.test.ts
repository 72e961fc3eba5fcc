import { SqliteAuditLog } from '../../src/history/audit-store.js';
import { MemoryAuditLog } from '../support/memory-audit-log.js';
import { aStoreDesk } from '../support/store-desk.js';
import { auditLogContract } from './audit-log.js';

auditLogContract('MemoryAuditLog', () => ({ open: () => new MemoryAuditLog(), close: () => {} }));

auditLogContract('SqliteAuditLog', () =>
  aStoreDesk((database, log) => {
    // What a test writes needs no disk.
    database.connection.pragma('synchronous = OFF');
    return new SqliteAuditLog(database, log);
  }),
);
