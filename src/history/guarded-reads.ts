import { HistoryAwayError } from '../mesh/history-away.js';
import type { Clock } from '../util/clock.js';
import { codeOf } from '../util/errors.js';
import type { Log } from '../util/log.js';
import type { Connection } from './database.js';
import type { Openable } from './guarded-table.js';

export interface GuardedReadsDeps {
  readonly database: Openable;
  readonly clock: Clock;
  readonly log: Log;
}

/** Reads that fail with the time since when nothing can be read; the operator is told once. */
export class GuardedReads {
  readonly #deps: GuardedReadsDeps;
  #awaySince: number | undefined;

  constructor(deps: GuardedReadsDeps) {
    this.#deps = deps;
  }

  /** Throws `HistoryAwayError` for what the database refuses; anything else as it is. */
  read<Answer>(ask: (connection: Connection) => Answer): Answer {
    const { database, clock, log } = this.#deps;
    try {
      const answer = ask(database.connection);
      if (this.#awaySince !== undefined) log.info('reading history again');
      this.#awaySince = undefined;
      return answer;
    } catch (err) {
      if (!codeOf(err)?.startsWith('SQLITE_')) throw err;
      if (this.#awaySince === undefined) log.error('cannot read history', { err });
      this.#awaySince ??= clock.now();
      throw new HistoryAwayError(this.#awaySince, err);
    }
  }
}
