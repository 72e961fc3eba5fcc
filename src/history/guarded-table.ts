import { codeOf } from '../util/errors.js';
import type { Log } from '../util/log.js';
import type { Connection } from './database.js';
import type { WriteHealth } from './write-health.js';

/** The database, which need not be open yet. */
export interface Openable {
  readonly connection: Connection;
  /** Told of each write that fails, and of each that does not. */
  readonly writes?: Pick<WriteHealth, 'failed' | 'owe' | 'catchUp'>;
}

export interface GuardedTableOptions<Statements> {
  readonly log: Log;
  readonly prepare: (connection: Connection) => Statements;
  /** Said once when writing fails, and what it means. */
  readonly failing: string;
  /** Said when it succeeds again. */
  readonly restored: string;
  /** What the disk does not take is written when it does, in its order; writing it twice must do no harm. */
  readonly catchesUp?: boolean;
}

type Work<Statements> = (statements: Statements) => void;

/** Of one table: about a megabyte. What is older is of no use to the next process. */
const MAX_OWED = 5000;

/**
 * Prepared statements whose writing never throws: on a full disk the bot goes on with what it has in memory, and the
 * operator is told.
 */
export class GuardedTable<Statements> {
  readonly #database: Openable;
  readonly #options: GuardedTableOptions<Statements>;
  #prepared: Statements | undefined;
  #isFailing = false;
  #owed: Work<Statements>[] = [];

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
  write(work: Work<Statements>): boolean {
    const isWritten = this.#catchUp() && this.#try(work);
    if (isWritten) this.#database.writes?.catchUp();
    else if (this.#options.catchesUp) this.#owe(work);
    return isWritten;
  }

  #try(work: Work<Statements>): boolean {
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

  #owe(work: Work<Statements>): void {
    this.#owed.push(work);
    if (this.#owed.length > MAX_OWED) this.#owed.shift();
    this.#database.writes?.owe(this.#catchUp);
  }

  /** In one transaction, since each of its own would wait for the disk. */
  readonly #catchUp = (): boolean => {
    if (this.#owed.length === 0) return true;
    const writeAll = (statements: Statements) => {
      for (const work of this.#owed) this.#writeOrDrop(work, statements);
    };
    const isWritten = this.#try((statements) => this.connection.transaction(writeAll)(statements));
    if (isWritten) this.#owed = [];
    return isWritten;
  };

  /** What can never be written must not keep back the rest. */
  #writeOrDrop(work: Work<Statements>, statements: Statements): void {
    try {
      this.connection.transaction(work)(statements);
    } catch (err) {
      if (isOfTheDisk(err)) throw err;
      this.#options.log.error('cannot be stored at all', { err });
    }
  }
}

export function isOfTheDisk(error: unknown): boolean {
  const code = codeOf(error) ?? '';
  return code.startsWith('SQLITE_') && !code.startsWith('SQLITE_CONSTRAINT') && code !== 'SQLITE_MISMATCH';
}
