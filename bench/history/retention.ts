/** How long forgetting a day keeps everybody waiting. */
import type { Database } from '../../src/history/database.js';
import { HistoryRetention, type RetentionSettings } from '../../src/history/retention.js';
import { type Clock, SystemClock } from '../../src/util/clock.js';
import type { Row } from '../table.js';
import { openDatabase } from './database.js';
import { atMost, bestOf, QUIET, stopwatch, told } from './figures.js';

const DAY_MS = 86_400_000;
const STEP = { limit: 20, unit: 'ms' };

const EVER = 3650;
export const KEEP_ALL: RetentionSettings = {
  packetDays: EVER,
  messageDays: EVER,
  telemetryDays: EVER,
  statsDays: EVER,
  ceilingBytes: Number.MAX_SAFE_INTEGER,
};

export function retentionOf(database: Database, clock: Clock, settings: RetentionSettings): HistoryRetention {
  return new HistoryRetention({ database, clock, log: QUIET, settings });
}

/** Retention asks for the time before and after each step. */
class StepClock extends SystemClock {
  longestMs = 0;
  steps = 0;
  #startedAt: number | undefined;

  override uptime(): number {
    const now = stopwatch();
    if (this.#startedAt === undefined) {
      this.#startedAt = now;
      return now;
    }
    this.longestMs = Math.max(this.longestMs, now - this.#startedAt);
    this.steps++;
    this.#startedAt = undefined;
    return now;
  }
}

/** Forgets the oldest day; when that took too long, the next one. */
export async function benchRetention(copy: string, tries: number): Promise<Row[]> {
  let inAll = '';
  const longest = await bestOf(tries, STEP.limit, async () => {
    const { longestMs, words } = await forgetADay(copy);
    inAll = words;
    return longestMs;
  });
  return [atMost('retention of one day: longest step', longest, STEP), told('  in all', inAll)];
}

async function forgetADay(copy: string): Promise<{ longestMs: number; words: string }> {
  const { database } = openDatabase(copy);
  const oldest = database.connection.prepare<[], number>('SELECT min(key) / 1000 FROM packets').pluck().get();
  const clock = new StepClock();
  const days = (clock.now() - (oldest ?? 0)) / DAY_MS - 1;
  const settings = { ...KEEP_ALL, packetDays: days, messageDays: days, telemetryDays: days };
  const count = database.connection
    .prepare<[number], number>('SELECT count(*) FROM packets WHERE key < ?')
    .pluck();
  const packets = count.get(((oldest ?? 0) + DAY_MS) * 1000);
  const retention = retentionOf(database, clock, settings);
  const startedAt = performance.now();
  await retention.run();
  await retention.shrink();
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  database.stop();
  return { longestMs: clock.longestMs, words: `${packets} packets, ${clock.steps} steps, ${seconds} s` };
}
