import { writeFileSync } from 'node:fs';
import type { Checked } from '../mesh/history-sizes.js';
import type { Clock, Stop } from '../util/clock.js';
import { messageOf } from '../util/errors.js';
import type { Lifecycle } from '../util/lifecycle.js';
import type { Log } from '../util/log.js';
import { type Database, suspectFileOf } from './database.js';
import { writeFact } from './facts.js';
import { checkFile } from './file-check.js';
import { GuardedTable, type Openable } from './guarded-table.js';

export interface HealthWatchDeps {
  readonly database: Openable & Pick<Database, 'checkedAt'>;
  readonly path: string;
  readonly clock: Clock;
  readonly log: Log;
}

/** Not while the bot has its hands full. */
const FIRST_CHECK_MS = 120_000;
const CHECK_EVERY_MS = 86_400_000;

/** Reads the whole database through once a day, beside the running bot. */
export class HealthWatch implements Lifecycle {
  readonly name = 'health';
  readonly #deps: HealthWatchDeps;
  readonly #facts: GuardedTable<Openable['connection']>;
  #stops: Stop[] = [];
  #stopping = new AbortController();
  #running: Promise<void> | undefined;

  constructor(deps: HealthWatchDeps) {
    this.#deps = deps;
    this.#facts = new GuardedTable(deps.database, {
      log: deps.log,
      prepare: (connection) => connection,
      failing: 'cannot store the result of the check',
      restored: 'storing the result of the check again',
    });
  }

  start(): void {
    const { clock, database } = this.#deps;
    this.#stopping = new AbortController();
    if (database.checkedAt !== undefined) this.#note({ at: database.checkedAt, damage: undefined });
    this.#stops = [
      clock.after('history.first-check', FIRST_CHECK_MS, () => void this.check()),
      clock.every('history.check', CHECK_EVERY_MS, () => void this.check()),
    ];
  }

  async stop(): Promise<void> {
    for (const stop of this.#stops) stop();
    this.#stopping.abort();
    await this.#running;
  }

  /** Never rejects; asked while one is under way, it waits for that one. */
  check(): Promise<void> {
    this.#running ??= this.#check().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #check(): Promise<void> {
    const { clock, log, path } = this.#deps;
    try {
      const damage = await checkFile(path, this.#stopping.signal);
      this.#note({ at: clock.now(), damage });
      if (damage !== undefined) this.#tell(damage);
    } catch (error) {
      if (!this.#stopping.signal.aborted) log.warn('database not checked', { reason: messageOf(error) });
    }
  }

  #note(checked: Checked): void {
    this.#facts.write((connection) => writeFact(connection, 'check', checked));
  }

  /** An open file cannot be exchanged under the bot: it is marked, and the next start looks closely. */
  #tell(damage: string): void {
    const { path, log } = this.#deps;
    log.error('database damaged: the next start sets it aside and makes a new one', { path, damage });
    try {
      writeFileSync(suspectFileOf(path), `${damage}\n`, { mode: 0o600 });
    } catch (err) {
      log.warn('cannot mark the damaged database', { err });
    }
  }
}
