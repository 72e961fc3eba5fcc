import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Supervisor } from '../../src/cli/supervisor.js';
import { FakeClock } from '../support/fake-clock.js';
import { RecordingLog } from '../support/recording-log.js';

let folder: string;
let tool: string;
let told: string;
let clock: FakeClock;
let log: RecordingLog;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'supervisor-'));
  tool = join(folder, 'systemd-notify');
  told = join(folder, 'told');
  writeFileSync(tool, `#!/bin/sh\necho "$NOTIFY_SOCKET $@" >> ${told}\n`);
  chmodSync(tool, 0o755);
  clock = new FakeClock();
  log = new RecordingLog();
});

afterEach(() => {
  expect(clock.pending()).toEqual([]);
  rmSync(folder, { recursive: true });
});

const words = () => (existsSync(told) ? readFileSync(told, 'utf8').trim().split('\n') : []);

it('tells that the bot is ready, lives and stops, at half of the time that is watched', async () => {
  const env = { NOTIFY_SOCKET: '/run/x', WATCHDOG_USEC: '120000000', PATH: process.env['PATH'] };
  const supervisor = new Supervisor({ env, clock, log, tool });
  supervisor.ready();
  await expect.poll(words).toEqual(['/run/x READY=1']);
  await clock.advance(60_000);
  await expect.poll(words).toHaveLength(2);
  supervisor.stopping();
  await expect.poll(words).toEqual(['/run/x READY=1', '/run/x WATCHDOG=1', '/run/x STOPPING=1']);
});

it('says nothing where nobody asked for it', async () => {
  const supervisor = new Supervisor({ env: {}, clock, log, tool });
  supervisor.ready();
  supervisor.stopping();
  expect(words()).toEqual([]);
});

it('says once that nobody can be told, and goes on', async () => {
  const env = { NOTIFY_SOCKET: '/run/x' };
  const supervisor = new Supervisor({ env, clock, log, tool: join(folder, 'missing') });
  supervisor.ready();
  supervisor.stopping();
  await expect.poll(() => log.find('systemd cannot be told')).toHaveLength(1);
  expect(log.find('systemd cannot be told')).toMatchObject([{ level: 'warn', fields: { word: 'READY=1' } }]);
});
