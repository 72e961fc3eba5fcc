import type { RunRecord, StartReason } from '../mesh/run-record.js';
import type { Clock } from '../util/clock.js';
import type { Lifecycle } from '../util/lifecycle.js';
import type { Log } from '../util/log.js';
import type { Connection } from './database.js';
import { readFact, writeFact } from './facts.js';
import { GuardedTable, type Openable } from './guarded-table.js';
import { DAY_MS } from './packet-writer.js';

export interface RunLogDeps {
  readonly database: Openable;
  readonly clock: Clock;
  readonly log: Log;
  /** Seconds since the machine started. */
  readonly hostUptime: () => number;
}

interface Runs {
  /** ms since 1970, oldest first. */
  readonly starts: readonly number[];
  /** Of the last one; null for as long as it runs, and for ever when it was killed. */
  readonly endedAt: number | null;
}

const WEEK_MS = 7 * DAY_MS;
const STARTS_KEPT = 200;
/** A machine's own clock is set some seconds after it started. */
const BOOT_SLACK_MS = 60_000;

/** Remembers each start and each stop in good order, so that the next process knows what happened to this one. */
export class RunLog implements Lifecycle {
  readonly name = 'run log';
  readonly #deps: RunLogDeps;
  readonly #table: GuardedTable<Connection>;
  #record: RunRecord | undefined;

  constructor(deps: RunLogDeps) {
    this.#deps = deps;
    this.#table = new GuardedTable(deps.database, {
      log: deps.log,
      prepare: (connection) => connection,
      failing: 'cannot note the start',
      restored: 'noting starts again',
    });
  }

  /** Undefined before the start. */
  get record(): RunRecord | undefined {
    return this.#record;
  }

  start(): void {
    const { clock, log, hostUptime } = this.#deps;
    const now = clock.now();
    const before = this.#read();
    const reason = reasonAfter(before, now - hostUptime() * 1000);
    const starts = [...(before?.starts ?? []), now].slice(-STARTS_KEPT);
    this.#write({ starts, endedAt: null });
    const since = (ms: number) => starts.filter((at) => at > now - ms && at <= now).length;
    this.#record = { reason, startsInDay: since(DAY_MS), startsInWeek: since(WEEK_MS) };
    const isNews = reason === 'crashed' || reason === 'rebooted';
    log[isNews ? 'info' : 'debug']('started', { reason, startsInDay: this.#record.startsInDay });
  }

  stop(): void {
    this.#write({ starts: this.#read()?.starts ?? [], endedAt: this.#deps.clock.now() });
  }

  #read(): Runs | undefined {
    return readFact(this.#table.connection, 'runs') as Runs | undefined;
  }

  #write(runs: Runs): void {
    this.#table.write((connection) => writeFact(connection, 'runs', runs));
  }
}

function reasonAfter(before: Runs | undefined, bootedAt: number): StartReason {
  const lastStart = before?.starts.at(-1);
  if (!before || lastStart === undefined) return 'first';
  if (bootedAt > lastStart + BOOT_SLACK_MS) return 'rebooted';
  return before.endedAt === null ? 'crashed' : 'stopped';
}
