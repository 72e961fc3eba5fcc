/** How long each question takes, and how long forgetting keeps everybody waiting. */
import { HistoryRetention, type RetentionSettings } from '../../src/history/retention.js';
import { SqliteHistory } from '../../src/history/sqlite-history.js';
import type { History, TimeSpan } from '../../src/mesh/history.js';
import { PRIMARY_CHANNEL } from '../../src/mesh/ids.js';
import { SystemClock } from '../../src/util/clock.js';
import { percentile, type Row } from '../table.js';
import { openDatabase, QUIET, row, timed } from './database.js';
import { NODES, OWN } from './packets.js';

const clock = new SystemClock();
const HOUR_MS = 3_600_000;
const ROUNDS = 20;
const ANSWER_LIMIT_MS = 50;
const STEP_LIMIT_MS = 20;
const KEEP_ALL: RetentionSettings = {
  packetDays: 3650,
  messageDays: 3650,
  telemetryDays: 3650,
  statsDays: 3650,
  ceilingBytes: Number.MAX_SAFE_INTEGER,
};

const QUESTIONS: Readonly<Record<string, (history: History, last: (hours: number) => TimeSpan) => unknown>> =
  {
    'traffic 24 h': (history, last) => history.traffic(last(24)),
    'traffic 168 h': (history, last) => history.traffic(last(168)),
    'talkers 3 h': (history, last) => history.talkers(last(3), 5),
    'talkers 168 h': (history, last) => history.talkers(last(168), 20),
    'hours 48 h': (history, last) => history.hours(last(48)),
    'channel use 168 h': (history, last) => history.channelUse(last(168)),
    'hops 24 h': (history, last) => history.hops(last(24)),
    'hops 168 h': (history, last) => history.hops(last(168)),
    'links 48 h': (history, last) => history.links(last(48)),
    'links 720 h': (history, last) => history.links(last(720)),
    'reception 24 h': (history, last) => history.reception(NODES[0] ?? OWN, last(24)),
    'node traffic 24 h': (history, last) => history.trafficOf(NODES[0] ?? OWN, last(24)),
    'texts 24 h': (history, last) => history.texts({ ...last(24), channels: [PRIMARY_CHANNEL], limit: 40 }),
    'changes of a node': (history) => history.changes(NODES[0] ?? OWN),
    sizes: (history) => history.sizes(),
  };

export function benchQuestions(folder: string): Row[] {
  const { database, writer } = openDatabase(folder);
  const retention = new HistoryRetention({ database, clock, log: QUIET, settings: KEEP_ALL });
  const history = new SqliteHistory({ database, writer, retention, settings: KEEP_ALL, own: () => OWN });
  const now = clock.now();
  const last = (hours: number) => ({ from: now - hours * HOUR_MS, to: now });
  const rows = Object.entries(QUESTIONS).map(([name, ask]) => {
    const times = Array.from({ length: ROUNDS }, () => timed(() => ask(history, last)));
    const p95 = percentile(
      times.sort((a, b) => a - b),
      0.95,
    );
    return row(`answer: ${name}, p95`, `${p95.toFixed(1)} ms`, p95 <= ANSWER_LIMIT_MS, {
      limit: `<= ${ANSWER_LIMIT_MS} ms`,
    });
  });
  database.stop();
  return rows;
}

/** Retention asks for the time before and after each step. */
class StepClock extends SystemClock {
  longestMs = 0;
  #startedAt: number | undefined;

  override uptime(): number {
    const now = super.uptime();
    if (this.#startedAt !== undefined) this.longestMs = Math.max(this.longestMs, now - this.#startedAt);
    this.#startedAt = this.#startedAt === undefined ? now : undefined;
    return now;
  }
}

/** Forgets the first of so many days. */
export async function benchRetention(folder: string, days: number): Promise<Row[]> {
  const { database } = openDatabase(folder);
  const kept = { packetDays: days - 1, messageDays: days - 1, telemetryDays: days - 1 };
  const settings = { ...KEEP_ALL, ...kept };
  const steps = new StepClock();
  const retention = new HistoryRetention({ database, clock: steps, log: QUIET, settings });
  const startedAt = performance.now();
  await retention.run();
  await retention.shrink();
  const tookMs = performance.now() - startedAt;
  const longestMs = steps.longestMs;
  database.stop();
  return [
    row('retention of one day: longest step', `${longestMs.toFixed(1)} ms`, longestMs <= STEP_LIMIT_MS, {
      limit: `<= ${STEP_LIMIT_MS} ms`,
    }),
    row('retention of one day: in all', `${(tookMs / 1000).toFixed(1)} s`, true),
  ];
}
