import type { Statement } from 'better-sqlite3';
import type { BulletinStore } from '../mesh/bulletin-store.js';
import type { Log } from '../util/log.js';
import type { Connection } from './database.js';
import { GuardedTable, type Openable } from './guarded-table.js';

interface Row {
  readonly key: string;
  readonly toldUntil: number;
}

interface Statements {
  readonly put: Statement<[Row]>;
  readonly remove: Statement<[string]>;
  readonly all: Statement<[], Row>;
}

/**
 * What was told, in the database. When a row cannot be written it is remembered in memory: nothing is told twice as
 * long as the process lives.
 */
export class SqliteBulletinStore implements BulletinStore {
  readonly #table: GuardedTable<Statements>;
  #rows: Map<string, number> | undefined;

  constructor(database: Openable, log: Log) {
    this.#table = new GuardedTable(database, {
      log,
      prepare,
      failing: 'cannot store bulletins: one might be told again after a restart',
      restored: 'storing bulletins again',
      catchesUp: true,
    });
  }

  toldUntil(key: string): number | undefined {
    return this.#known.get(key);
  }

  mark(key: string, at: number): void {
    this.#known.set(key, at);
    this.#table.write(({ put }) => put.run({ key, toldUntil: at }));
  }

  keepOnly(keys: readonly string[]): void {
    for (const key of [...this.#known.keys()]) {
      if (keys.includes(key)) continue;
      this.#known.delete(key);
      this.#table.write(({ remove }) => remove.run(key));
    }
  }

  get #known(): Map<string, number> {
    this.#rows ??= new Map(this.#table.statements.all.all().map(({ key, toldUntil }) => [key, toldUntil]));
    return this.#rows;
  }
}

function prepare(connection: Connection): Statements {
  return {
    put: connection.prepare('INSERT OR REPLACE INTO bulletins (key, told_until) VALUES (@key, @toldUntil)'),
    remove: connection.prepare('DELETE FROM bulletins WHERE key = ?'),
    all: connection.prepare('SELECT key, told_until AS toldUntil FROM bulletins'),
  };
}
