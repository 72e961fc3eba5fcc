import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AUDIT_KEPT, type AuditEntry, type AuditLog } from '../../src/mesh/audit-log.js';

export interface AuditLogUnderTest {
  open(): AuditLog;
  close(): void;
}

export function anAuditEntry(changes: Partial<AuditEntry> = {}): AuditEntry {
  return {
    at: 1_773_316_800_123,
    who: 'mesh:!16fad3dc',
    proof: 'key 1a2b3c4d',
    platform: 'mesh',
    command: '/db clean 48',
    result: 'done',
    ...changes,
  };
}

/** What every audit log has to do. */
export function auditLogContract(name: string, create: () => AuditLogUnderTest): void {
  describe(`${name} as an audit log`, () => {
    let underTest: AuditLogUnderTest;
    let log: AuditLog;

    beforeEach(() => {
      underTest = create();
      log = underTest.open();
    });

    afterEach(() => underTest.close());

    it('keeps every entry whole, the newest first, whatever the clock said', () => {
      const entries = [
        anAuditEntry(),
        anAuditEntry({ at: 5, who: 'console', proof: 'local user', platform: 'console', result: 'asked' }),
        anAuditEntry({ at: 1_773_316_900_000, proof: 'none', result: 'refused' }),
        anAuditEntry({ command: 'dé 🙂', result: 'failed' }),
      ];
      for (const entry of entries) log.record(entry);
      expect(log.recent(10)).toEqual(entries.toReversed());
      expect(log.recent(2)).toEqual(entries.slice(2).toReversed());
      expect(log.recent(0)).toEqual([]);
    });

    it('forgets the oldest refused ones for newer ones, and no other for them', () => {
      const order = anAuditEntry({ command: '/reboot' });
      log.record(order);
      for (let at = 0; at <= AUDIT_KEPT.refused; at++) log.record(anAuditEntry({ at, result: 'refused' }));
      const kept = log.recent(AUDIT_KEPT.refused + 5);
      expect(kept).toHaveLength(AUDIT_KEPT.refused + 1);
      expect(kept.at(-1)).toEqual(order);
      expect(kept.at(-2)?.at).toBe(1);
    });
  });
}
