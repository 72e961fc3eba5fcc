import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Database } from '../../src/history/database.js';
import { RunLog } from '../../src/history/run-log.js';
import { FakeClock } from '../support/fake-clock.js';
import { RecordingLog } from '../support/recording-log.js';

const DAY = 86_400_000;

let folder: string;
let clock: FakeClock;
let log: RecordingLog;
let database: Database;
let hostUptime: number;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'meshbot-runs-'));
  clock = new FakeClock();
  log = new RecordingLog();
  hostUptime = 30 * 86_400;
  database = new Database({ folder, clock, log });
  await database.start();
});
afterEach(() => {
  database.stop();
  rmSync(folder, { recursive: true });
});

function aRun(): RunLog {
  const run = new RunLog({ database, clock, log, hostUptime: () => hostUptime });
  run.start();
  return run;
}

describe('the log of runs', () => {
  it('tells the first start, and nothing before it', () => {
    const run = new RunLog({ database, clock, log, hostUptime: () => hostUptime });
    expect(run.record).toBeUndefined();
    run.start();
    expect(run.record).toEqual({ reason: 'first', startsInDay: 1, startsInWeek: 1 });
  });

  it('tells a stop in good order from a crash', () => {
    aRun().stop();
    expect(aRun().record?.reason).toBe('stopped');
    expect(aRun().record).toEqual({ reason: 'crashed', startsInDay: 3, startsInWeek: 3 });
  });

  it('tells that the machine itself started since', () => {
    aRun();
    clock.jump(3 * DAY);
    hostUptime = 90;
    expect(aRun().record).toEqual({ reason: 'rebooted', startsInDay: 1, startsInWeek: 2 });
  });

  it('takes the seconds by which a clock was set for no restart of the machine', () => {
    hostUptime = 100;
    aRun();
    clock.jump(30_000);
    expect(aRun().record?.reason).toBe('crashed');
  });

  it('counts the starts of a day and of a week, whatever the clock did', () => {
    aRun();
    clock.jump(2 * DAY);
    aRun();
    clock.jump(DAY / 2);
    expect(aRun().record).toMatchObject({ startsInDay: 2, startsInWeek: 3 });
    clock.jump(-30 * DAY);
    expect(aRun().record).toMatchObject({ startsInDay: 1, startsInWeek: 1 });
  });

  it('goes on when the disk takes nothing, and tells it once', () => {
    database.connection.exec(
      "CREATE TRIGGER full BEFORE INSERT ON history_facts BEGIN SELECT RAISE(FAIL, 'disk full'); END",
    );
    const run = aRun();
    expect(run.record?.reason).toBe('first');
    run.stop();
    expect(log.lines.filter(({ level }) => level === 'error')).toHaveLength(1);
  });
});
