import { afterEach, beforeEach, expect, it } from 'vitest';
import { SqliteAuditLog } from '../../src/history/audit-store.js';
import { anAuditEntry } from '../contract/audit-log.js';
import { HistoryDesk } from '../support/history-desk.js';

let desk: HistoryDesk;

beforeEach(() => {
  desk = new HistoryDesk();
});

afterEach(() => desk.close());

it('finds in the next process what the last one wrote', () => {
  new SqliteAuditLog(desk.database, desk.log).record(anAuditEntry());
  desk.restart();
  expect(new SqliteAuditLog(desk.database, desk.log).recent(5)).toEqual([anAuditEntry()]);
});

it('keeps in memory what a full disk does not take, tells it once, and writes it when there is room', () => {
  const audit = new SqliteAuditLog(desk.database, desk.log);
  audit.record(anAuditEntry({ at: 0 }));
  desk.fillDisk();
  const command = 'x'.repeat(5000);
  for (const at of [1, 2, 3]) audit.record(anAuditEntry({ at, command }));
  expect(audit.recent(3).map(({ at }) => at)).toEqual([3, 2, 1]);
  expect(desk.count('audit')).toBe(1);
  desk.giveRoom();
  audit.record(anAuditEntry({ at: 4 }));
  expect(desk.count('audit')).toBe(5);
  expect(audit.recent(9).map(({ at }) => at)).toEqual([4, 3, 2, 1, 0]);
  expect(desk.log.visible()).toEqual([
    'cannot store the audit log: it is kept in memory',
    'storing the audit log again',
  ]);
});

it('holds back no more than memory can bear', () => {
  const audit = new SqliteAuditLog({ connection: desk.database.connection }, desk.log);
  desk.fillDisk();
  const command = 'x'.repeat(5000);
  for (let at = 0; at < 1200; at++) audit.record(anAuditEntry({ at, command }));
  expect(audit.recent(2000)).toHaveLength(1000);
  expect(audit.recent(1)[0]?.at).toBe(1199);
});
