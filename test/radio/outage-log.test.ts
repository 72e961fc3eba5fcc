import { describe, expect, it } from 'vitest';
import { OutageLog } from '../../src/radio/outage-log.js';

const NOON = 1_773_316_800_000;

describe('OutageLog', () => {
  it('is empty at first', () => {
    const log = new OutageLog();
    expect(log.current).toBeUndefined();
    expect(log.all).toEqual([]);
    expect(log.totals).toEqual({ count: 0, totalMs: 0, longestMs: 0 });
  });

  it('shows an outage while it lasts', () => {
    const log = new OutageLog();
    log.begin('silent', NOON);
    expect(log.current).toEqual({ reason: 'silent', startedAt: NOON });
    expect(log.all).toEqual([{ reason: 'silent', startedAt: NOON }]);
    expect(log.totals).toMatchObject({ count: 1, totalMs: 0 });
  });

  it('keeps when it began and ended, oldest first', () => {
    const log = new OutageLog();
    log.begin('reset', NOON);
    log.end(NOON + 5000, 5000);
    log.begin('silent', NOON + 9000);
    log.end(NOON + 10_000, 1000);
    expect(log.current).toBeUndefined();
    expect(log.all).toEqual([
      { reason: 'reset', startedAt: NOON, endedAt: NOON + 5000 },
      { reason: 'silent', startedAt: NOON + 9000, endedAt: NOON + 10_000 },
    ]);
    expect(log.totals).toEqual({ count: 2, totalMs: 6000, longestMs: 5000 });
  });

  it('counts what was measured when the wall clock has jumped', () => {
    const log = new OutageLog();
    log.begin('reset', NOON);
    log.end(NOON - 3_600_000, 7000);
    expect(log.totals).toEqual({ count: 1, totalMs: 7000, longestMs: 7000 });
  });

  it('takes no end without a beginning', () => {
    const log = new OutageLog();
    log.end(NOON, 5000);
    log.begin('reset', NOON);
    log.end(NOON + 1000, 1000);
    log.end(NOON + 9000, 9000);
    expect(log.all).toEqual([{ reason: 'reset', startedAt: NOON, endedAt: NOON + 1000 }]);
    expect(log.totals.totalMs).toBe(1000);
  });

  it('keeps the last 200 and counts them all', () => {
    const log = new OutageLog();
    for (let index = 0; index < 250; index++) {
      log.begin('reset', NOON + index);
      log.end(NOON + index, 1);
    }
    expect(log.all).toHaveLength(200);
    expect(log.all[0]?.startedAt).toBe(NOON + 50);
    expect(log.totals).toEqual({ count: 250, totalMs: 250, longestMs: 1 });
  });

  it('hands out a list that does not change', () => {
    const log = new OutageLog();
    const before = log.all;
    log.begin('reset', NOON);
    expect(before).toEqual([]);
  });
});
