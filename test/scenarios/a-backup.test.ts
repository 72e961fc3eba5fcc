import { mkdirSync, readdirSync, rmdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { runCli } from '../../src/cli/program.js';
import { SystemClock } from '../../src/util/clock.js';
import { EXIT } from '../../src/util/errors.js';
import type { FakeClock } from '../support/fake-clock.js';
import { aStory, type Story } from '../support/story.js';
import { TestIo } from '../support/test-io.js';

let story: Story<FakeClock>;
let dataDir: string;
let io: TestIo;

beforeEach(async () => {
  story = await aStory({
    config: (defaults) => {
      dataDir = defaults.dataDir;
      return defaults;
    },
  });
  io = new TestIo({ clock: new SystemClock() });
});

afterEach(() => story.end());

function backup(file: string) {
  return runCli(['backup', file, '--data', dataDir], io);
}

function strays(): string[] {
  return readdirSync(dataDir).filter((name) => name.includes('backup') || name.includes('part'));
}

it('is made by the bot that runs, once under each name', async () => {
  const copy = join(dataDir, 'copy.db');
  expect(await backup(copy)).toBe(EXIT.done);
  expect(io.written).toContain(`${copy}: `);
  expect(await backup(copy)).toBe(EXIT.usage);
  expect(await backup('/proc/copy.db')).toBe(EXIT.usage);
  expect(io.complaints).toContain('/proc/copy.db cannot be written: ENOENT');
  expect(strays()).toEqual([]);
});

it('goes through the data folder where the bot itself cannot write, for any number of people at once', async () => {
  const left = join(dataDir, 'backup-for-command-left.db');
  writeFileSync(left, 'left by a command that was cut short');
  utimesSync(left, 0, 0);
  const copies = [1, 2, 3].map((number) => join(dataDir, `copy${number}.db`));
  for (const file of copies) mkdirSync(`${file}.part`);
  expect(await Promise.all(copies.map(backup))).toEqual(copies.map(() => EXIT.done));
  for (const file of copies) rmdirSync(`${file}.part`);
  const straight = join(dataDir, 'straight.db');
  await backup(straight);
  expect(copies.map((file) => statSync(file).size)).toEqual(copies.map(() => statSync(straight).size));
  expect(strays()).toEqual([]);
});
