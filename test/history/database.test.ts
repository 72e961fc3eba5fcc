import {
  chmodSync,
  existsSync,
  mkdirSync,
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
import { MIGRATIONS } from '../../src/history/migrations.js';
import { SqliteOutboxStore } from '../../src/history/outbox-store.js';
import { ConfigError, ExitError } from '../../src/util/errors.js';
import { anEntry } from '../contract/outbox-store.js';
import { FakeClock } from '../support/fake-clock.js';
import { RecordingLog } from '../support/recording-log.js';

let folder: string;
let file: string;
let log: RecordingLog;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'database-'));
  file = join(folder, 'meshbot.db');
  log = new RecordingLog();
});

afterEach(() => rmSync(folder, { recursive: true }));

/** Opens the database, and closes it when the work is done. */
function withDatabase<Result>(work: (database: Database) => Result, path = folder): Result {
  const database = new Database({ folder: path, clock: new FakeClock(), log });
  database.start();
  try {
    return work(database);
  } finally {
    database.stop();
  }
}

function pragmaOf(database: Database, name: string): unknown {
  return database.connection.pragma(name, { simple: true });
}

function fill(count = 200): void {
  withDatabase((database) => {
    const store = new SqliteOutboxStore(database, log);
    for (let i = 0; i < count; i++) store.add(anEntry());
  });
}

function refusal(path = folder): unknown {
  try {
    withDatabase(() => {}, path);
  } catch (error) {
    return error;
  }
  return undefined;
}

const aside = () => readdirSync(folder).filter((name) => name.includes('.damaged-'));

describe('a new database', () => {
  it('is made with its folder, for the owner alone', () => {
    const path = join(folder, 'deep', 'data');
    withDatabase(() => {}, path);
    expect(statSync(path).mode & 0o777).toBe(0o700);
    expect(statSync(join(path, 'meshbot.db')).mode & 0o777).toBe(0o600);
  });

  it('is marked as ours and has every table', () => {
    withDatabase((database) => {
      expect(pragmaOf(database, 'application_id')).toBe(Buffer.from('MBot').readUInt32BE());
      expect(pragmaOf(database, 'user_version')).toBe(MIGRATIONS.length);
      expect(new SqliteOutboxStore(database, log).pending()).toEqual([]);
    });
  });

  it('loses nothing that was committed, and knows its references', () => {
    withDatabase((database) => {
      expect(pragmaOf(database, 'journal_mode')).toBe('wal');
      expect(pragmaOf(database, 'synchronous')).toBe(2);
      expect(pragmaOf(database, 'foreign_keys')).toBe(1);
      expect(pragmaOf(database, 'busy_timeout')).toBe(250);
    });
  });

  it('is not there before the start and after the stop', () => {
    const database = new Database({ folder, clock: new FakeClock(), log });
    expect(() => database.connection).toThrow('closed');
    database.stop();
    expect(existsSync(file)).toBe(false);
  });
});

describe('a database of before', () => {
  it('is taken up as it was', () => {
    fill(3);
    withDatabase((database) => expect(new SqliteOutboxStore(database, log).pending()).toHaveLength(3));
    expect(log.lines).toEqual([]);
  });

  it('is taken up after a process that could not close it', () => {
    const left = new Database({ folder, clock: new FakeClock(), log });
    left.start();
    const entry = new SqliteOutboxStore(left, log).add(anEntry());
    const copy = mkdtempSync(join(tmpdir(), 'database-killed-'));
    for (const name of readdirSync(folder)) writeFileSync(join(copy, name), readFileSync(join(folder, name)));
    left.stop();
    withDatabase((database) => {
      expect(new SqliteOutboxStore(database, log).pending()).toEqual([entry]);
    }, copy);
    rmSync(copy, { recursive: true });
  });

  it('of an older format is brought up to date', () => {
    const old = new Sqlite(file);
    old.pragma(`application_id = ${Buffer.from('MBot').readUInt32BE()}`);
    old.close();
    withDatabase((database) => expect(pragmaOf(database, 'user_version')).toBe(MIGRATIONS.length));
  });

  it('of a newer format is left alone', () => {
    withDatabase((database) => database.connection.pragma('user_version = 999'));
    const before = readFileSync(file);
    expect(refusal()).toBeInstanceOf(ConfigError);
    expect(String(refusal())).toMatch(/dataDir: .*newer MeshBot \(format 999, this one knows \d+\)/);
    expect(readFileSync(file)).toEqual(before);
  });

  it.each([
    ['its mark', 'PRAGMA application_id = 7'],
    ['its tables', 'CREATE TABLE cats (name TEXT)'],
  ])('of another program is known by %s and left alone', (_by, sql) => {
    const foreign = new Sqlite(file);
    foreign.exec(sql);
    foreign.close();
    const before = readFileSync(file);
    expect(refusal()).toBeInstanceOf(ConfigError);
    expect(String(refusal())).toContain('belongs to another program');
    expect(readFileSync(file)).toEqual(before);
    expect(aside()).toEqual([]);
  });
});

describe('a damaged database', () => {
  it.each([
    ['cut to a page', () => truncateSync(file, 4096)],
    ['cut inside a page', () => truncateSync(file, 10_000)],
    ['cut inside its header', () => truncateSync(file, 50)],
    [
      'of noise',
      () => writeFileSync(file, 'no database at all, but long enough to look like one'.repeat(100)),
    ],
    [
      'with overwritten pages',
      () => {
        const bytes = readFileSync(file);
        bytes.fill(0xa5, 4096 + 8, 4096 + 3000);
        writeFileSync(file, bytes);
      },
    ],
  ])('%s is set aside, a new one is made, and the operator is told', (_how, damage) => {
    fill();
    damage();
    const kept = readFileSync(file);
    withDatabase((database) => {
      const store = new SqliteOutboxStore(database, log);
      expect(store.pending()).toEqual([]);
      store.add(anEntry());
    });
    expect(aside()).toEqual(['meshbot.db.damaged-2026-03-12T12-00-00-000Z']);
    expect(readFileSync(join(folder, aside()[0] ?? ''))).toEqual(kept);
    expect(log.find('database damaged: set aside, a new one made')).toMatchObject([
      { level: 'error', fields: { kept: join(folder, aside()[0] ?? '') } },
    ]);
    withDatabase((database) => expect(new SqliteOutboxStore(database, log).pending()).toHaveLength(1));
    expect(aside()).toHaveLength(1);
  });

  it('is set aside with its log of changes', () => {
    fill();
    const reader = new Sqlite(file);
    reader.exec("UPDATE outbox SET priority = 'alert' WHERE key = 200");
    truncateSync(file, 50);
    withDatabase((database) => expect(new SqliteOutboxStore(database, log).pending()).toEqual([]));
    expect(aside()).toHaveLength(2);
    reader.close();
  });

  it('that is empty is a new one', () => {
    writeFileSync(file, '');
    withDatabase((database) => expect(new SqliteOutboxStore(database, log).pending()).toEqual([]));
    expect(aside()).toEqual([]);
  });
});

describe('a place that cannot be used', () => {
  it.each([
    ['a file where the folder should be', () => writeFileSync(join(folder, 'data'), '')],
    [
      'a folder where the file should be',
      () => mkdirSync(join(folder, 'data', 'meshbot.db'), { recursive: true }),
    ],
  ])('%s is a problem of the configuration', (_what, spoil) => {
    spoil();
    const path = join(folder, 'data');
    expect(refusal(path)).toBeInstanceOf(ConfigError);
    expect(refusal(path)).toMatchObject({
      problems: [
        { path: 'dataDir', message: expect.stringMatching(/is a file, not a folder|cannot be used: /) },
      ],
    });
  });

  it.skipIf(process.getuid?.() === 0)('is a file of somebody else', () => {
    withDatabase(() => {});
    chmodSync(file, 0o400);
    expect(refusal()).toMatchObject({
      problems: [{ message: `${file} may not be written by this user: change its owner or its mode` }],
    });
  });

  it('is one that another process keeps locked', { timeout: 30_000 }, () => {
    withDatabase(() => {});
    const other = new Sqlite(file);
    other.pragma('locking_mode = EXCLUSIVE');
    other.exec('BEGIN EXCLUSIVE');
    const refused = refusal();
    expect(refused).toBeInstanceOf(ExitError);
    expect(String(refused)).toMatch(/is in use by another process \(.*\): end it, or use another folder$/);
    other.close();
    expect(refusal()).toBeUndefined();
  });
});
