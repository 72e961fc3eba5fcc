import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SqliteBulletinStore } from '../../src/history/bulletin-store.js';
import { Database } from '../../src/history/database.js';
import { FakeClock } from '../support/fake-clock.js';
import { RecordingLog } from '../support/recording-log.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bulletin-store-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function withStore(work: (store: SqliteBulletinStore, database: Database, log: RecordingLog) => void): void {
  const log = new RecordingLog();
  const database = new Database({ folder, clock: new FakeClock(), log });
  database.start();
  try {
    work(new SqliteBulletinStore(database, log), database, log);
  } finally {
    database.stop();
  }
}

describe('SqliteBulletinStore', () => {
  it('remembers over a restart, and forgets what is gone', () => {
    withStore((store) => {
      expect(store.toldUntil('morning')).toBeUndefined();
      store.mark('morning', 5);
      store.mark('morning', 7.5);
      store.mark('evening', 6);
    });
    withStore((store) => {
      expect([store.toldUntil('morning'), store.toldUntil('evening')]).toEqual([7.5, 6]);
      store.keepOnly(['morning']);
    });
    withStore((store) => {
      expect([store.toldUntil('morning'), store.toldUntil('evening')]).toEqual([7.5, undefined]);
    });
  });

  it('goes on in memory when nothing can be written, and says so once', () => {
    withStore((store, database, log) => {
      store.mark('morning', 5);
      database.connection.pragma('query_only = 1');
      store.mark('morning', 6);
      store.mark('evening', 6);
      expect([store.toldUntil('morning'), store.toldUntil('evening')]).toEqual([6, 6]);
      expect(log.visible()).toEqual(['cannot store bulletins: one might be told again after a restart']);
      database.connection.pragma('query_only = 0');
    });
  });
});
