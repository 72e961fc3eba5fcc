import type { Statement, Transaction } from 'better-sqlite3';
import { AUDIT_KEPT, type AuditEntry, type AuditLog } from '../mesh/audit-log.js';
import type { Log } from '../util/log.js';
import type { Connection } from './database.js';
import { GuardedTable, type Openable } from './guarded-table.js';

interface Statements {
  readonly add: Transaction<(entries: readonly AuditEntry[]) => void>;
  readonly recent: Statement<[number], AuditEntry>;
}

/** What waits for a disk that takes nothing. */
const MAX_WAITING = 1000;

/** The audit log in the database. What cannot be written waits in memory and is written with the next one. */
export class SqliteAuditLog implements AuditLog {
  readonly #table: GuardedTable<Statements>;
  #waiting: AuditEntry[] = [];

  constructor(database: Openable, log: Log) {
    this.#table = new GuardedTable(database, {
      log,
      prepare,
      failing: 'cannot store the audit log: it is kept in memory',
      restored: 'storing the audit log again',
    });
  }

  record(entry: AuditEntry): void {
    this.#waiting = [...this.#waiting, entry].slice(-MAX_WAITING);
    if (this.#table.write(({ add }) => add.immediate(this.#waiting))) this.#waiting = [];
  }

  recent(count: number): readonly AuditEntry[] {
    const stored = this.#table.statements.recent.all(count);
    return [...this.#waiting.toReversed(), ...stored].slice(0, count);
  }
}

function prepare(connection: Connection): Statements {
  const add = connection.prepare<[AuditEntry]>(
    `INSERT INTO audit (at, who, proof, platform, command, result)
     VALUES (@at, @who, @proof, @platform, @command, @result)`,
  );
  const forgetRefused = connection.prepare<[number]>(forget("result = 'refused'"));
  const forgetOthers = connection.prepare<[number]>(forget("result <> 'refused'"));
  return {
    add: connection.transaction((entries: readonly AuditEntry[]) => {
      for (const entry of entries) add.run(entry);
      forgetRefused.run(AUDIT_KEPT.refused);
      forgetOthers.run(AUDIT_KEPT.others);
    }),
    recent: connection.prepare(
      'SELECT at, who, proof, platform, command, result FROM audit ORDER BY key DESC LIMIT ?',
    ),
  };
}

/** All but so many of the newest. */
function forget(which: string): string {
  return `DELETE FROM audit WHERE ${which} AND key <=
    (SELECT key FROM audit WHERE ${which} ORDER BY key DESC LIMIT 1 OFFSET ?)`;
}
