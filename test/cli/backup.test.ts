import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { runCli } from '../../src/cli/program.js';
import { Database } from '../../src/history/database.js';
import { SystemClock } from '../../src/util/clock.js';
import { EXIT } from '../../src/util/errors.js';
import { RecordingLog } from '../support/recording-log.js';
import { TestIo } from '../support/test-io.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'backup-cli-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

async function backup(file: string) {
  const io = new TestIo({ clock: new SystemClock() });
  const exitCode = await runCli(['backup', file, '--data', folder], io);
  return { exitCode, out: io.written, err: io.complaints };
}

it('copies what a bot has left, and tells how much', async () => {
  const database = new Database({ folder, clock: new SystemClock(), log: new RecordingLog() });
  database.start();
  database.stop();
  const file = join(folder, 'copy.db');
  const { exitCode, out } = await backup(file);
  expect(exitCode).toBe(EXIT.done);
  expect(out).toBe(`${file}: ${(statSync(file).size / 1e6).toFixed(1)} MB, read through and sound\n`);
  const again = await backup(file);
  expect(again).toMatchObject({ exitCode: EXIT.usage, out: '' });
  expect(again.err).toContain('exists already');
});

it('says why it could write nothing', async () => {
  const database = new Database({ folder, clock: new SystemClock(), log: new RecordingLog() });
  database.start();
  database.stop();
  const { exitCode, err } = await backup(join(folder, 'nowhere', 'copy.db'));
  expect(exitCode).toBe(EXIT.usage);
  expect(err).toContain('no backup was made: ENOENT');
});

it('says that there is nothing to copy', async () => {
  const { exitCode, err } = await backup(join(folder, 'copy.db'));
  expect(exitCode).toBe(EXIT.unavailable);
  expect(err).toContain(`there is no database in ${folder}`);
});
