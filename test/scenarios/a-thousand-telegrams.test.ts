import { expect, it } from 'vitest';
import { Chance } from '../../src/sim/random.js';
import { type FakeBotApi, flow, type Sent } from '../support/bot-api.js';
import { TelegramDesk } from '../support/telegram-desk.js';

/** Twice as many as messages may wait: what was asked must wait where nothing is lost. */
const UPDATES = 1000;
const PEOPLE = 50;
const RESTARTS = 10;
const CUTS_EACH = 2;
const AGAIN = '\n(may have arrived already)';
const FIRST = 1000;
const USERS = Array.from({ length: PEOPLE }, (_, index) => FIRST + index);

const METHODS = ['getUpdates', 'sendMessage'] as const;
const WHEN = ['before', 'after'] as const;

it('answers whatever waits at Telegram in order, without loss or repetition, through restarts and cut connections', {
  timeout: 180_000,
}, async () => {
  const desk = await TelegramDesk.open({ telegram: { users: USERS } });
  const { api, clock } = desk;
  const expected = USERS.flatMap((user) => questionsOf(user));
  for (let index = 0; index < UPDATES; index++)
    api.say(FIRST + (index % PEOPLE), `/info "question ${index}"`);
  const chance = new Chance('telegrams').stream('faults');
  const answered = () => new Set(api.sent.map(lineOf)).size;
  for (let part = 0; part < RESTARTS; part++) {
    await desk.start();
    cutSome(api, () => chance.next());
    const goal = Math.floor(((part + 0.4) * UPDATES) / RESTARTS);
    await flow(clock, () => answered() >= goal, 20);
    await desk.end();
  }
  await desk.start();
  await flow(clock, () => answered() >= UPDATES, 20);
  await desk.pass(70_000);
  checkWhatWasSaid(
    api.sent.filter(({ method }) => method === 'sendMessage'),
    expected,
  );
  expect([...api.faults.values()].flat()).toEqual([]);
  expect(api.waiting).toBe(0);
});

/** As he will be answered, in the order in which he asked. */
function questionsOf(user: number): string[] {
  const lines: string[] = [];
  for (let index = user - FIRST; index < UPDATES; index += PEOPLE)
    lines.push(`${user}: No node "question ${index}". Try /nodes or its !id.`);
  return lines;
}

function cutSome(api: FakeBotApi, chance: () => number): void {
  for (let cut = 0; cut < CUTS_EACH; cut++) {
    const method = METHODS[Math.floor(chance() * 2)] ?? 'getUpdates';
    const when = WHEN[Math.floor(chance() * 2)] ?? 'before';
    api.fail(method, { kind: 'cut', when });
  }
}

/** Nobody can know whether a message arrived whose answer was cut off: its repetition says so, and none else is there. */
function checkWhatWasSaid(said: readonly Sent[], expected: readonly string[]): void {
  const once = said.filter(({ text }) => !text.endsWith(AGAIN)).map(lineOf);
  expect(said.length - once.length).toBeLessThanOrEqual(RESTARTS * (CUTS_EACH + 1));
  expect(new Set(once).size).toBe(once.length);
  const told = [...new Set(said.map(lineOf))];
  const inTurn = USERS.flatMap((user) => told.filter((line) => line.startsWith(`${user}:`)));
  expect(inTurn).toEqual(expected);
  expect(told).toHaveLength(UPDATES);
}

function lineOf({ chat, text }: Sent): string {
  return `${chat}: ${text.replace(AGAIN, '')}`;
}
