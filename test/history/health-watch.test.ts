import {
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
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { backUpStored } from '../../src/history/backup.js';
import { Database, suspectFileOf } from '../../src/history/database.js';
import { checkFile } from '../../src/history/file-check.js';
import { HealthWatch } from '../../src/history/health-watch.js';
import { UserError } from '../../src/util/errors.js';
import { aText, NOW } from '../support/builders.js';
import { HistoryDesk } from '../support/history-desk.js';

let desk: HistoryDesk;
let file: string;
let watch: HealthWatch;

beforeEach(() => {
  desk = new HistoryDesk();
  file = join(desk.folder, 'meshbot.db');
  watch = new HealthWatch({ ...desk, path: file });
  for (let index = 0; index < 500; index++) desk.receive(aText(`text ${index}`));
  desk.writer.flush();
  desk.database.connection.pragma('wal_checkpoint(TRUNCATE)');
});

afterEach(async () => {
  await watch.stop();
  desk.close();
});

/** Overwrites a page in the middle, as a dying card does. */
function damage(path: string): void {
  const bytes = readFileSync(path);
  const middle = Math.floor(bytes.length / 8192) * 4096;
  writeFileSync(path, bytes.fill(0xa5, middle, middle + 3000));
}

describe('the check of a file', () => {
  it('finds nothing in a sound one, also beside the running bot', async () => {
    expect(await checkFile(file)).toBeUndefined();
  });

  it('says what is damaged', async () => {
    const copy = join(desk.folder, 'copy.db');
    writeFileSync(copy, readFileSync(file));
    damage(copy);
    expect(await checkFile(copy)).toMatch(/.+/);
    truncateSync(copy, 10_000);
    expect(await checkFile(copy)).toMatch(/malformed|.+/);
    writeFileSync(copy, 'no database'.repeat(100));
    expect(await checkFile(copy)).toBe('file is not a database');
  });

  it('rejects where there is no file, and when it is broken off', async () => {
    await expect(checkFile(join(desk.folder, 'none.db'))).rejects.toThrow('unable to open');
    await expect(checkFile(file, AbortSignal.abort())).rejects.toThrow();
    const stopping = new AbortController();
    const broken = checkFile(file, stopping.signal);
    stopping.abort();
    await expect(broken).rejects.toThrow('broken off');
  });
});

describe('the health watch', () => {
  it('remembers a good result, with its time', async () => {
    await Promise.all([watch.check(), watch.check()]);
    expect(desk.history.sizes().lastCheck).toEqual({ at: NOW });
    expect(desk.log.visible()).toEqual([]);
  });

  it('knows at once that the start itself read a small file through', async () => {
    desk.restart();
    watch.start();
    expect(desk.history.sizes().lastCheck).toEqual({ at: NOW });
  });

  it('does not call a large file checked before it was', () => {
    desk.writer.stop();
    desk.database.stop();
    truncateSync(file, 17_000_000);
    desk.database.start();
    expect(desk.database.checkedAt).toBeUndefined();
  });

  it('looks two minutes after the start, and leaves no timer behind', async () => {
    watch.start();
    expect(desk.clock.pending()).toContain('history.first-check');
    await desk.clock.advance(120_000);
    await watch.check();
    expect(desk.history.sizes().lastCheck).toBeDefined();
    await watch.stop();
    desk.writer.stop();
    expect(desk.clock.pending()).toEqual([]);
  });

  it('marks a damaged file, says so, and the next start sets it aside whole', async () => {
    damage(file);
    await watch.check();
    expect(desk.log.find('database damaged: the next start sets it aside and makes a new one')).toHaveLength(
      1,
    );
    expect(existsSync(suspectFileOf(file))).toBe(true);
    desk.database.stop();
    const kept = readFileSync(file);
    desk.database.start();
    const aside = readdirSync(desk.folder).filter((name) => name.includes('.damaged-'));
    expect(aside).toEqual([expect.stringContaining('meshbot.db.damaged-')]);
    expect(readFileSync(join(desk.folder, aside[0] ?? ''))).toEqual(kept);
    expect(existsSync(suspectFileOf(file))).toBe(false);
  });

  it('takes the mark away from a file that is sound after all', () => {
    writeFileSync(suspectFileOf(file), 'x');
    desk.restart();
    expect(existsSync(suspectFileOf(file))).toBe(false);
    expect(desk.count('packets')).toBe(500);
  });

  it('says that it could not look', async () => {
    const lost = new HealthWatch({ ...desk, path: join(desk.folder, 'none.db') });
    await lost.check();
    expect(desk.log.visible()).toEqual(['database not checked']);
  });
});

describe('a backup', () => {
  it('is a whole database with all that was received, for the owner alone', async () => {
    desk.receive(aText('the last one'));
    const copy = join(desk.folder, 'copy', 'meshbot.db');
    mkdirSync(join(desk.folder, 'copy'));
    const bytes = await desk.history.backup(copy);
    expect(statSync(copy)).toMatchObject({ size: bytes });
    expect(statSync(copy).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(desk.folder, 'copy'))).toEqual(['meshbot.db']);
    const restored = new Database({ ...desk, folder: join(desk.folder, 'copy') });
    restored.start();
    expect(restored.connection.prepare('SELECT count(*) FROM texts').pluck().get()).toBe(501);
    restored.stop();
  });

  it('never replaces a file, and leaves no half of one', async () => {
    const taken = join(desk.folder, 'taken');
    writeFileSync(taken, 'mine');
    await expect(desk.history.backup(taken)).rejects.toThrow(UserError);
    expect(readFileSync(taken, 'utf8')).toBe('mine');
    await expect(desk.history.backup(join(desk.folder, 'no', 'where'))).rejects.toThrow(
      'no backup was made: ENOENT',
    );
    damage(file);
    desk.database.stop();
    const spoilt = join(desk.folder, 'spoilt');
    await expect(backUpStored(desk.folder, spoilt)).rejects.toThrow(
      'no backup was made: the database is damaged',
    );
    expect(readdirSync(desk.folder).filter((name) => name.startsWith('spoilt'))).toEqual([]);
    desk.database.start();
  });

  it('is made of what a bot has left, and of nothing else', async () => {
    const empty = mkdtempSync(join(tmpdir(), 'backup-'));
    await expect(backUpStored(empty, join(empty, 'x'))).rejects.toThrow(/no database in/);
    mkdirSync(join(empty, 'meshbot.db'));
    await expect(backUpStored(empty, join(empty, 'x'))).rejects.toThrow(/cannot be read/);
    const copy = join(empty, 'copy');
    expect(await backUpStored(desk.folder, copy)).toBe(statSync(copy).size);
    rmSync(empty, { recursive: true });
  });
});
