import type { PacketId } from './ids.js';
import type { Outgoing } from './radio.js';

/** A message on its way out, from the moment it was accepted to its end. */
export interface OutboxEntry {
  /** Rises with the order of acceptance. */
  readonly key: number;
  readonly message: Outgoing;
  /** ms since 1970 */
  readonly acceptedAt: number;
  /** Packet ids that it went out under, the latest last: a late answer counts for any of them. */
  readonly ids: readonly PacketId[];
  /** Times that the node took it. */
  readonly attempts: number;
  /** The addressee refused it under its last id, and would take a second copy for a repeat. */
  readonly needsNewId: boolean;
}

/** Keeps entries from acceptance to end, stored before they are tried. */
export interface OutboxStore {
  add(entry: Omit<OutboxEntry, 'key'>): OutboxEntry;
  update(entry: OutboxEntry): void;
  remove(key: number): void;
  /** What had not ended when the process did, in order of acceptance. */
  pending(): readonly OutboxEntry[];
}
