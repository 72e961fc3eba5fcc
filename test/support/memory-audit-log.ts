import { AUDIT_KEPT, type AuditEntry, type AuditLog } from '../../src/mesh/audit-log.js';

/** Forgets everything with the process. */
export class MemoryAuditLog implements AuditLog {
  #entries: AuditEntry[] = [];

  record(entry: AuditEntry): void {
    this.#entries.unshift(entry);
    const left = { refused: AUDIT_KEPT.refused, others: AUDIT_KEPT.others };
    this.#entries = this.#entries.filter(
      ({ result }) => left[result === 'refused' ? 'refused' : 'others']-- > 0,
    );
  }

  recent(count: number): readonly AuditEntry[] {
    return this.#entries.slice(0, count);
  }
}
