import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Database } from '../../src/history/database.js';
import { HistoryRetention } from '../../src/history/retention.js';
import { SqliteSensorHistory } from '../../src/history/sensor-history.js';
import { FakeClock } from '../support/fake-clock.js';
import { RecordingLog } from '../support/recording-log.js';

const MINUTE = 60_000;
const DAY = 86_400_000;
const NOON = 1_773_316_800_000;

let folder: string;
let log: RecordingLog;
let database: Database;
let history: SqliteSensorHistory;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'meshbot-sensors-'));
  log = new RecordingLog();
  database = new Database({ folder, clock: new FakeClock(), log });
  await database.start();
  history = new SqliteSensorHistory(database, log);
  history.start();
});
afterEach(() => {
  database.stop();
  rmSync(folder, { recursive: true });
});

const all = (sensor: string, from = 0, to = Number.MAX_SAFE_INTEGER) => history.means(sensor, { from, to });

describe('what sensors told', () => {
  it('is kept as one mean for five minutes of the clock', () => {
    for (const [minute, value] of [10, 12, 14, 20, 30].entries()) {
      history.record('voltage', value, NOON + (minute + 2) * MINUTE);
    }
    expect(all('voltage')).toEqual([
      { at: NOON, value: 12 },
      { at: NOON + 5 * MINUTE, value: 25 },
    ]);
  });

  it('has no mean where there was no value, and knows one sensor from another', () => {
    history.record('voltage', 12, NOON);
    history.record('temperature', -3.5, NOON);
    history.record('voltage', 13, NOON + 60 * MINUTE);
    expect(all('temperature')).toEqual([{ at: NOON, value: -3.5 }]);
    expect(all('voltage').map(({ at }) => at)).toEqual([NOON, NOON + 60 * MINUTE]);
    expect(all('humidity')).toEqual([]);
  });

  it('is told for a time from its first slot to before its end', () => {
    for (let slot = 0; slot < 4; slot++) history.record('voltage', slot, NOON + slot * 5 * MINUTE);
    const told = all('voltage', NOON + 5 * MINUTE, NOON + 15 * MINUTE);
    expect(told.map(({ value }) => value)).toEqual([1, 2]);
  });

  it('goes on within the same five minutes after a restart', () => {
    history.record('voltage', 10, NOON);
    history.record('voltage', 10, NOON);
    history.stop();
    history = new SqliteSensorHistory(database, log);
    history.record('voltage', 13, NOON + MINUTE);
    expect(all('voltage')).toEqual([{ at: NOON, value: 11 }]);
  });

  it('bears a clock that jumps back', () => {
    history.record('voltage', 10, NOON);
    history.record('voltage', 20, NOON - DAY);
    history.record('voltage', 12, NOON);
    expect(all('voltage')).toEqual([
      { at: NOON - DAY, value: 20 },
      { at: NOON, value: 11 },
    ]);
  });

  it('is forgotten after thirty days', async () => {
    history.record('voltage', 10, NOON - 30 * DAY - 5 * MINUTE);
    history.record('voltage', 11, NOON - 30 * DAY + 5 * MINUTE);
    history.stop();
    const days = { packetDays: 30, messageDays: 30, telemetryDays: 30, statsDays: 365 };
    const settings = { ...days, ceilingBytes: 1e9 };
    await new HistoryRetention({ database, clock: new FakeClock(NOON), log, settings }).run();
    expect(all('voltage').map(({ value }) => value)).toEqual([11]);
  });

  it('has a gap when the disk takes nothing, which is told once', () => {
    database.connection.exec(
      "CREATE TRIGGER full BEFORE INSERT ON sensor_means BEGIN SELECT RAISE(FAIL, 'disk full'); END",
    );
    history.record('voltage', 10, NOON);
    history.record('voltage', 11, NOON + 10 * MINUTE);
    expect(all('voltage')).toEqual([]);
    expect(log.lines.filter(({ level }) => level === 'error')).toHaveLength(1);
    database.connection.exec('DROP TRIGGER full');
    history.record('voltage', 12, NOON + 20 * MINUTE);
    expect(all('voltage').map(({ value }) => value)).toEqual([12]);
  });
});
