/** How an order ended: `asked` when it waits for its confirmation, `silent` when nothing was said. */
export type AuditResult = 'done' | 'asked' | 'refused' | 'failed' | 'timeout' | 'stopped' | 'silent';

/** Somebody gave an order that only an admin may give. */
export interface AuditEntry {
  /** ms since 1970 */
  readonly at: number;
  /** The asker's id: `mesh:!16fad3dc`, `console`. */
  readonly who: string;
  /** How that was proved; a key by its fingerprint. */
  readonly proof: string;
  readonly platform: string;
  /** The line as it was given, never with a code. */
  readonly command: string;
  readonly result: AuditResult;
}

/** Keeps what admins did, and what others tried, over restarts. */
export interface AuditLog {
  /** Never throws: an order does not fail because it could not be noted. */
  record(entry: AuditEntry): void;
  /** Newest first. */
  recent(count: number): readonly AuditEntry[];
}

/** Refused ones are counted apart: whoever forges senders by the thousand pushes out no order that was obeyed. */
export const AUDIT_KEPT = { refused: 1000, others: 10_000 } as const;
