import type { Statement } from 'better-sqlite3';
import type { StoredValue, ValueStore } from '../mesh/value-store.js';
import type { Log } from '../util/log.js';
import { unsynced } from './batch.js';
import type { Connection } from './database.js';
import { GuardedTable, type Openable } from './guarded-table.js';

interface Row extends Omit<StoredValue, 'sourceAt'> {
  readonly sourceAt: number | null;
}

interface Statements {
  readonly put: Statement<[Row]>;
  readonly remove: Statement<[string, string]>;
  readonly all: Statement<[string], Row>;
}

/** The values in the database. What cannot be written (a full disk) is told once, and asked for again after a restart. */
export class SqliteValueStore implements ValueStore {
  readonly #table: GuardedTable<Statements>;

  constructor(database: Openable, log: Log) {
    this.#table = new GuardedTable(database, {
      log,
      prepare,
      failing: 'cannot store values of services: they would be asked for again',
      restored: 'storing values of services again',
    });
  }

  /** A power cut may take the last one: whoever told it tells it again. */
  put(value: StoredValue): void {
    const row = { ...value, sourceAt: value.sourceAt ?? null };
    this.#table.write(({ put }) => unsynced(this.#table.connection, () => put.run(row)));
  }

  remove(service: string, key: string): void {
    this.#table.write(({ remove }) => remove.run(service, key));
  }

  all(service: string): readonly StoredValue[] {
    return this.#table.statements.all.all(service).map(({ sourceAt, ...value }) => ({
      ...value,
      ...(sourceAt !== null && { sourceAt }),
    }));
  }
}

function prepare(connection: Connection): Statements {
  return {
    put: connection.prepare(
      `INSERT OR REPLACE INTO service_values (service, key, format, value, fetched_at, source_at)
       VALUES (@service, @key, @format, @value, @fetchedAt, @sourceAt)`,
    ),
    remove: connection.prepare('DELETE FROM service_values WHERE service = ? AND key = ?'),
    all: connection.prepare(
      `SELECT service, key, format, value, fetched_at AS fetchedAt, source_at AS sourceAt
       FROM service_values WHERE service = ? ORDER BY fetched_at, key`,
    ),
  };
}
