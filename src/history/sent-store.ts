import type { SentStore } from '../mesh/sent-store.js';
import type { Log } from '../util/log.js';
import type { Connection } from './database.js';
import { readFact, writeFact } from './facts.js';
import { GuardedTable, type Openable } from './guarded-table.js';

/** When our telemetry went out last. */
export class SqliteSentStore implements SentStore {
  readonly #table: GuardedTable<Connection>;

  constructor(database: Openable, log: Log) {
    this.#table = new GuardedTable(database, {
      log,
      prepare: (connection) => connection,
      failing: 'cannot note when telemetry went out: it waits a whole interval',
      restored: 'noting again when telemetry goes out',
    });
  }

  lastSentAt(): number | undefined {
    const at = readFact(this.#table.connection, 'telemetry sent');
    return typeof at === 'number' ? at : undefined;
  }

  noteSent(at: number): boolean {
    return this.#table.write((connection) => writeFact(connection, 'telemetry sent', at));
  }
}
