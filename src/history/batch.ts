import type { Transaction } from 'better-sqlite3';
import type { MeshNode } from '../mesh/mesh-node.js';
import type { Connection } from './database.js';
import { isOfTheDisk } from './guarded-table.js';
import { type InsertStatements, prepareInserts } from './insert-statements.js';
import type { Keys } from './keys.js';
import { writeFacts } from './node-facts.js';

/** One thing to write. */
export type Entry = (statements: InsertStatements, keys: Keys) => void;

export interface Batch {
  readonly entries: readonly Entry[];
  readonly nodes: readonly MeshNode[];
  /** Told of what can never be written; the rest goes on without it. */
  readonly onBroken: (error: unknown) => void;
}

/** Writes a batch or nothing of it, and throws when the disk refuses. */
export type WriteBatch = (batch: Batch) => void;

export function prepareBatches(connection: Connection, keys: Keys): WriteBatch {
  const statements = prepareInserts(connection);
  const write: Transaction<(batch: Batch) => void> = connection.transaction(
    ({ entries, nodes, onBroken }: Batch) => {
      const sums = [statements.hours.mesh, statements.days.mesh];
      for (const each of sums) each.begin();
      for (const entry of entries) writeEntry(() => entry(statements, keys), onBroken);
      for (const each of sums) writeEntry(() => each.write(), onBroken);
      for (const node of nodes) writeEntry(() => writeNode(statements, node), onBroken);
    },
  );
  return (batch) => unsynced(connection, () => write.immediate(batch));
}

function writeEntry(write: () => void, onBroken: Batch['onBroken']): void {
  try {
    write();
  } catch (error) {
    if (isOfTheDisk(error)) throw error;
    onBroken(error);
  }
}

function writeNode({ node: insert }: InsertStatements, node: MeshNode): void {
  const lastHeard = node.lastHeard ?? node.firstSeen;
  insert.run(node.nodeNum, Math.round(node.firstSeen), Math.round(lastHeard), writeFacts(node));
}

/**
 * Nobody was told that a packet is kept: a power cut may take the last seconds of history, and the disk need not be
 * waited for. The outbox and the keys keep their guarantee, since a later commit of theirs syncs all before it.
 */
export function unsynced(connection: Connection, work: () => void): void {
  // Within a transaction it cannot be changed: that one says for all of it how safe it is.
  if (connection.inTransaction) {
    work();
    return;
  }
  connection.pragma('synchronous = NORMAL');
  try {
    work();
  } finally {
    connection.pragma('synchronous = FULL');
  }
}
