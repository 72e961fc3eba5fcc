import {
  copyFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Database } from '../../src/history/database.js';
import { SqliteOutboxStore } from '../../src/history/outbox-store.js';
import { anEntry } from '../contract/outbox-store.js';
import { aText, NOW } from '../support/builders.js';
import { FakeClock } from '../support/fake-clock.js';
import { HistoryDesk } from '../support/history-desk.js';
import { RecordingLog } from '../support/recording-log.js';

const ENTRIES = 40;
let folder: string;
let file: string;
let log: RecordingLog;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bad-files-'));
  file = join(folder, 'meshbot.db');
  log = new RecordingLog();
});

afterEach(() => rmSync(folder, { recursive: true }));

function opened(): Database {
  const database = new Database({ folder, clock: new FakeClock(), log });
  database.start();
  return database;
}

function fill(database: Database): void {
  const store = new SqliteOutboxStore(database, log);
  for (let index = 0; index < ENTRIES; index++) store.add(anEntry());
}

const aside = () => readdirSync(folder).filter((name) => name.includes('.damaged-'));

/** How many entries a bot finds, which starts on what is there. */
function found(): number {
  const database = opened();
  try {
    return new SqliteOutboxStore(database, log).pending().length;
  } finally {
    database.stop();
  }
}

function emptyFolder(): void {
  for (const name of readdirSync(folder)) rmSync(join(folder, name));
  log = new RecordingLog();
}

describe('a database cut off at any byte', () => {
  it('is set aside as it is, named, and the bot starts', { timeout: 60_000 }, () => {
    const database = opened();
    fill(database);
    database.stop();
    const whole = readFileSync(file);
    // In the header, around borders of pages, and in between. A single byte is an empty file to SQLite.
    const borders = Array.from(
      { length: 6 },
      (_, part) => 4096 * Math.floor((part * whole.length) / 4096 / 6),
    );
    const cuts = new Set([2, 16, 100, ...borders.flatMap((at) => [at - 1, at, at + 1, at + 1777])]);
    for (const cut of cuts) {
      if (cut < 2 || cut >= whole.length) continue;
      emptyFolder();
      writeFileSync(file, whole.subarray(0, cut));
      expect(found(), `${cut} bytes`).toBe(0);
      expect(aside(), `${cut} bytes`).toHaveLength(1);
      expect(readFileSync(join(folder, aside()[0] ?? '')), `${cut} bytes`).toEqual(whole.subarray(0, cut));
      expect(log.visible()).toEqual(['database damaged: set aside, a new one made']);
    }
  });

  it('is known also when it is too large to be read through at the start', () => {
    const database = opened();
    fill(database);
    database.connection.exec(
      'CREATE TABLE ballast (bytes BLOB); INSERT INTO ballast VALUES (zeroblob(20000000))',
    );
    database.stop();
    expect(found()).toBe(ENTRIES);
    truncateSync(file, 17_000_001);
    expect(found()).toBe(0);
    expect(statSync(join(folder, aside()[0] ?? '')).size).toBe(17_000_001);
  });
});

it('a log of changes cut off at any byte gives all that was stored before the cut', {
  timeout: 60_000,
}, () => {
  const database = opened();
  database.stop();
  const living = opened();
  fill(living);
  const main = readFileSync(file);
  const changes = readFileSync(`${file}-wal`);
  living.stop();
  expect(changes.length).toBeGreaterThan(100_000);
  let most = 0;
  for (let cut = 0; cut <= changes.length; cut += 3331) {
    emptyFolder();
    writeFileSync(file, main);
    writeFileSync(`${file}-wal`, changes.subarray(0, cut));
    const count = found();
    expect(count, `${cut} bytes`).toBeGreaterThanOrEqual(most);
    expect(log.visible()).toEqual([]);
    most = count;
  }
  expect(most).toBeGreaterThan(ENTRIES - 3);
});

it('a start on a database of today writes nothing, so that it needs no room', () => {
  opened().stop();
  const database = opened();
  expect(statSync(`${file}-wal`).size).toBe(0);
  database.stop();
});

describe('a database that somebody else has locked while the bot runs', () => {
  it('keeps nobody waiting, is named once, and loses nothing', async () => {
    const desk = new HistoryDesk();
    desk.receive(aText('before'));
    desk.writer.flush();
    const other = new Sqlite(join(desk.folder, 'meshbot.db'));
    other.exec('BEGIN IMMEDIATE');
    const startedAt = performance.now();
    desk.receive(aText('one'), aText('two'));
    await desk.clock.advance(10_000);
    // Two tries in this time, each of a quarter of a second.
    expect(performance.now() - startedAt).toBeLessThan(2000);
    expect(desk.log.find('cannot store history: kept in memory until the disk takes it')).toMatchObject([
      { fields: { err: { message: 'database is locked' } } },
    ]);
    // Readers are not kept out.
    expect(desk.history.packetPage({ from: 0, to: NOW * 2, limit: 9 }).rows).toHaveLength(1);
    other.exec('ROLLBACK');
    other.close();
    await desk.clock.advance(6000);
    expect(desk.writer.backlog).toEqual({ queued: 0, lost: 0 });
    expect(desk.history.packetPage({ from: 0, to: NOW * 2, limit: 9 }).rows).toHaveLength(3);
    expect(desk.log.visible().at(-1)).toBe('storing history again');
    desk.close();
  });
});

it('a copy of the file alone, made beside a running bot, is a database', () => {
  const desk = new HistoryDesk();
  desk.receive(aText('hi'));
  desk.writer.flush();
  copyFileSync(join(desk.folder, 'meshbot.db'), file);
  desk.close();
  expect(found()).toBe(0);
  expect(aside()).toEqual([]);
});
