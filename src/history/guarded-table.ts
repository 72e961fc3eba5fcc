import type { Log } from '../util/log.js';
import type { Connection } from './database.js';
import type { WriteHealth } from './write-health.js';

/** The database, which need not be open yet. */
export interface Openable {
  readonly connection: Connection;
  /** Told of each write that fails. */
  readonly writes?: Pick<WriteHealth, 'failed'>;
}

export interface GuardedTableOptions<Statements> {
  readonly log: Log;
  readonly prepare: (connection: Connection) => Statements;
  /** Said once when writing fails, and what it means. */
  readonly failing: string;
  /** Said when it succeeds again. */
  readonly restored: string;
}

/**
 * Prepared statements whose writing never throws: on a full disk the bot goes on with what it has in memory, and the
 * operator is told.
 */
export class GuardedTable<Statements> {
  readonly #database: Openable;
  readonly #options: GuardedTableOptions<Statements>;
  #prepared: Statements | undefined;
  #isFailing = false;

  constructor(database: Openable, options: GuardedTableOptions<Statements>) {
    this.#database = database;
    this.#options = options;
  }

  get connection(): Connection {
    return this.#database.connection;
  }

  get statements(): Statements {
    this.#prepared ??= this.#options.prepare(this.#database.connection);
    return this.#prepared;
  }

  /** Whether it was written. */
  write(work: (statements: Statements) => void): boolean {
    const { log, failing, restored } = this.#options;
    try {
      work(this.statements);
    } catch (err) {
      if (!this.#isFailing) log.error(failing, { err });
      this.#database.writes?.failed();
      this.#isFailing = true;
      return false;
    }
    if (this.#isFailing) log.info(restored);
    this.#isFailing = false;
    return true;
  }
}
