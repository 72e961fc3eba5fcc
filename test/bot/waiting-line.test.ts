import { beforeEach, expect, it } from 'vitest';
import { WaitingLine } from '../../src/bot/waiting-line.js';
import { FakeClock } from '../support/fake-clock.js';

const PAUSE_MS = 10_000;

let clock: FakeClock;
let freeAt: number;
/** How much longer whoever asks is told to wait. */
let slackMs: number;
let line: WaitingLine;

/** Room for one in every ten seconds. */
beforeEach(() => {
  clock = new FakeClock();
  slackMs = 0;
  freeAt = clock.uptime() + PAUSE_MS;
  line = new WaitingLine(clock, () => {
    const waitMs = freeAt - clock.uptime();
    if (waitMs > 0) return waitMs + slackMs;
    freeAt = clock.uptime() + PAUSE_MS;
    return 0;
  });
});

it('lets people in one by one, in their order', async () => {
  const entered: string[] = [];
  for (const name of ['first', 'second', 'third']) void line.room(undefined).then(() => entered.push(name));
  await clock.advance(PAUSE_MS);
  expect(entered).toEqual(['first']);
  await clock.advance(2 * PAUSE_MS);
  expect(entered).toEqual(['first', 'second', 'third']);
});

it('lets whoever leaves go at once, and nobody behind him pass those before', async () => {
  const leaving = new AbortController();
  const entered: string[] = [];
  slackMs = 50;
  void line.room(undefined).then(() => entered.push('first'));
  await clock.advance(0);
  slackMs = 0;
  const left = line.room(leaving.signal);
  void line.room(undefined).then(() => entered.push('third'));
  leaving.abort(new Error('stopped'));
  await expect(left).rejects.toThrow('stopped');
  await clock.advance(PAUSE_MS + 50);
  expect(entered).toEqual(['first']);
  await clock.advance(PAUSE_MS);
  expect(entered).toEqual(['first', 'third']);
});
