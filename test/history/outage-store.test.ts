import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Database } from '../../src/history/database.js';
import { readOutages } from '../../src/history/outage-reader.js';
import { SqliteOutageStore } from '../../src/history/outage-store.js';
import { OUTAGES_KEPT } from '../../src/mesh/outage-store.js';
import { A_RECORDING, AN_OUTAGE } from '../contract/outage-store.js';
import { FakeClock } from '../support/fake-clock.js';
import { RecordingLog } from '../support/recording-log.js';

let folder: string;
let log: RecordingLog;
let database: Database;
let store: SqliteOutageStore;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'outage-store-'));
  log = new RecordingLog();
  open();
});

afterEach(() => {
  database.stop();
  rmSync(folder, { recursive: true });
});

function open(): void {
  database = new Database({ folder, clock: new FakeClock(), log });
  database.start();
  store = new SqliteOutageStore(database, log);
}

function count(table: string): unknown {
  return database.connection.prepare(`SELECT count(*) FROM ${table}`).pluck().get();
}

describe('SqliteOutageStore', () => {
  it('finds in the next process what the last one left, and goes on counting', () => {
    const first = store.add(AN_OUTAGE, A_RECORDING);
    database.stop();
    open();
    expect(store.add(AN_OUTAGE, []).key).toBe(first.key + 1);
    expect(store.last(5).at(-1)).toEqual(first);
    expect(store.recording(first.key)).toEqual(A_RECORDING);
  });

  it('keeps at most 2,000, and no recording of what it forgot', () => {
    database.connection.pragma('synchronous = OFF');
    for (let index = 0; index < OUTAGES_KEPT.count + 3; index++) store.add(AN_OUTAGE, []);
    expect(count('outages')).toBe(OUTAGES_KEPT.count);
    expect(count('outage_recordings')).toBe(OUTAGES_KEPT.count);
    expect(store.last(1)).toMatchObject([{ key: OUTAGES_KEPT.count + 3 }]);
  }, 30_000);

  it('goes on when the disk is full, tells it once, and stores again when there is room', () => {
    const kept = store.add(AN_OUTAGE, A_RECORDING);
    const { connection } = database;
    connection.pragma(`max_page_count = ${Number(connection.pragma('page_count', { simple: true }))}`);
    const long = Array.from({ length: 2000 }, (_, id) => ({ ...A_RECORDING[0], uptime: id ** 3 }));
    const lost = store.add(AN_OUTAGE, long as never);
    expect(lost.key).toBe(kept.key + 1);
    store.add(AN_OUTAGE, long as never);
    expect(store.last(5)).toEqual([kept]);
    expect(log.visible()).toEqual(['cannot store outages: they will be missing']);
    expect(log.lines[0]).toMatchObject({ level: 'error', fields: { err: { code: 'SQLITE_FULL' } } });
    connection.pragma('max_page_count = 10000');
    store.update({ ...lost, tries: 3 });
    expect(store.last(5)).toEqual([{ ...lost, tries: 3 }, kept]);
    expect(store.recording(lost.key)).toEqual([]);
    expect(log.visible()).toEqual(['cannot store outages: they will be missing', 'storing outages again']);
  });
});

describe('readOutages', () => {
  it('reads what a bot has left, and the newest recording, without changing anything', () => {
    const first = store.add(AN_OUTAGE, []);
    const last = store.add({ ...AN_OUTAGE, reason: 'reset' }, A_RECORDING);
    database.stop();
    const expected = { last: { ...last, recording: A_RECORDING }, outages: [last, first] };
    expect(readOutages(folder)).toEqual(expected);
    expect(readOutages(folder)).toEqual(expected);
  });

  it('reads beside a bot that runs, and behind one that was killed', () => {
    const outage = store.add(AN_OUTAGE, A_RECORDING);
    expect(readOutages(folder)?.outages).toEqual([outage]);
  });

  it('finds none in the database of a version that kept none', () => {
    database.connection.exec('DROP TABLE outage_recordings; DROP TABLE outages');
    expect(readOutages(folder)).toEqual({ last: null, outages: [] });
  });

  it('knows nothing of a folder in which no bot ever ran', () => {
    expect(readOutages(join(folder, 'nowhere'))).toBeUndefined();
  });

  it('does not take a folder that it may not look into for an empty one', () => {
    const loop = join(folder, 'loop');
    symlinkSync(loop, loop);
    expect(() => readOutages(loop)).toThrow(/meshbot\.db cannot be read: ELOOP/);
  });

  it('says of a file that is no database that it cannot be read', () => {
    const odd = join(folder, 'odd');
    mkdirSync(odd);
    writeFileSync(join(odd, 'meshbot.db'), 'no database'.repeat(100));
    expect(() => readOutages(odd)).toThrow(/meshbot\.db cannot be read: file is not a database/);
  });
});
