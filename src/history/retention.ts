import { DiskRefusedError } from '../mesh/history-care.js';
import type { Cleaned } from '../mesh/history-sizes.js';
import type { Clock, Stop } from '../util/clock.js';
import type { Lifecycle } from '../util/lifecycle.js';
import type { Log } from '../util/log.js';
import { unsynced } from './batch.js';
import type { Connection } from './database.js';
import { type AGEING, type DeleteSome, deletionsOf } from './deletion.js';
import { readFact, writeFact } from './facts.js';
import { GuardedTable, type Openable } from './guarded-table.js';
import { DAY_MS } from './packet-writer.js';
import { fileBytesOf, numberOf } from './size-reader.js';
import { inSmallSteps } from './small-steps.js';

export interface RetentionSettings {
  readonly packetDays: number;
  readonly messageDays: number;
  readonly telemetryDays: number;
  readonly statsDays: number;
  /** Beyond, the operator is told; nothing is deleted for it. */
  readonly ceilingBytes: number;
}

export interface RetentionDeps {
  readonly database: Openable;
  readonly settings: RetentionSettings;
  readonly clock: Clock;
  readonly log: Log;
}

const ROUND_EVERY_MS = 3_600_000;
/** What our own sensors told. */
const SENSOR_DAYS = 30;
/** Twice the longest time that a question by the hour may reach back. */
const HOURS_KEPT_DAYS = 15;
/**
 * Time goes on by no more than this from one round to the next: a clock that is years ahead for an hour takes two
 * days of history, not all of it.
 */
const LONGEST_LEAP_MS = 2 * DAY_MS;
/** Free pages that the next packets will use: 8 MB. */
const PAGES_IN_RESERVE = 2000;

/** Forgets what is older than the operator wants it kept. */
export class HistoryRetention implements Lifecycle {
  readonly name = 'retention';
  readonly #deps: RetentionDeps;
  readonly #table: GuardedTable<Connection>;
  #stopTimer: Stop = () => {};
  #stopping = new AbortController();
  #running: Promise<void> | undefined;
  #isLarge = false;

  constructor(deps: RetentionDeps) {
    this.#deps = deps;
    this.#table = new GuardedTable(deps.database, {
      log: deps.log,
      prepare: (connection) => connection,
      failing: 'cannot delete old history',
      restored: 'deleting old history again',
    });
  }

  start(): void {
    this.#stopping = new AbortController();
    this.#stopTimer = this.#deps.clock.every('history.retention', ROUND_EVERY_MS, () => void this.run());
  }

  async stop(): Promise<void> {
    this.#stopTimer();
    this.#stopping.abort(STOPPED);
    await this.#running;
  }

  /** One round; never rejects. Asked while one is under way, it waits for that one. */
  run(): Promise<void> {
    this.#running ??= this.#round()
      .catch((err: unknown) => {
        if (err !== STOPPED && err !== REFUSED) this.#deps.log.error('retention failed', { err });
      })
      .finally(() => {
        this.#running = undefined;
      });
    return this.#running;
  }

  /** Deletes packets, texts and links from before that moment. */
  async clean(before: number): Promise<Cleaned> {
    const packets = await this.#forget('packets', before);
    const texts = await this.#forget('texts', before);
    await this.#forget('telemetry', before);
    return { packets, texts, links: await this.#forget('links', before) };
  }

  /** Gives all free pages back to the disk, in small steps. */
  async shrink(keepPages = 0): Promise<void> {
    await this.#inSteps((connection) => (pages) => {
      const free = numberOf(connection, 'freelist_count') - keepPages;
      const freed = Math.max(0, Math.min(pages, free));
      if (freed > 0) connection.pragma(`incremental_vacuum(${freed})`);
      return freed;
    });
  }

  async #round(): Promise<void> {
    const { packetDays, messageDays, telemetryDays, statsDays } = this.#deps.settings;
    const now = this.#now();
    const before = (days: number) => now - days * DAY_MS;
    await this.#forget('packets', before(packetDays));
    await this.#forget('texts', before(messageDays));
    await this.#forget('telemetry', before(telemetryDays));
    await this.#forget('sensors', before(SENSOR_DAYS));
    await this.#forget('hours', before(Math.min(HOURS_KEPT_DAYS, statsDays)));
    await this.#forget('days', before(statsDays));
    this.#table.write((connection) => {
      connection.prepare('DELETE FROM nodes WHERE last_heard < ?').run(before(statsDays));
      writeFact(connection, 'retention', now);
    });
    await this.shrink(PAGES_IN_RESERVE);
    this.#tellSize();
  }

  #now(): number {
    const now = this.#deps.clock.now();
    const last = readFact(this.#table.connection, 'retention');
    return typeof last === 'number' ? Math.min(now, last + LONGEST_LEAP_MS) : now;
  }

  async #forget(group: keyof typeof AGEING, before: number): Promise<number> {
    let total = 0;
    for (const deleteSome of deletionsOf(this.#table.connection, group, before)) {
      total += await this.#inSteps(() => deleteSome);
    }
    return total;
  }

  #inSteps(workOn: (connection: Connection) => DeleteSome): Promise<number> {
    const { clock } = this.#deps;
    const steps = { clock, name: 'history.retention-step', signal: this.#stopping.signal };
    return inSmallSteps(steps, (rows) => {
      let done = 0;
      const isWritten = this.#table.write((connection) =>
        unsynced(connection, () => {
          done = workOn(connection)(rows);
        }),
      );
      if (!isWritten) throw REFUSED;
      return done;
    });
  }

  #tellSize(): void {
    const { settings, log } = this.#deps;
    const bytes = fileBytesOf(this.#table.connection);
    const isLarge = bytes > settings.ceilingBytes;
    if (isLarge && !this.#isLarge) {
      log.warn('database larger than history.maxMegabytes: keep fewer days, or allow more', {
        megabytes: Math.round(bytes / 1e6),
        maxMegabytes: Math.round(settings.ceilingBytes / 1e6),
      });
    }
    this.#isLarge = isLarge;
  }
}

/** Nobody's fault: the bot stops. */
const STOPPED = new Error('stopped');
/** The disk took no more; the operator was told. */
const REFUSED = new DiskRefusedError('the disk refused');
