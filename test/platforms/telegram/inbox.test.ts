import { expect, it } from 'vitest';
import { SqliteChatStore } from '../../../src/history/chat-store.js';
import { Inbox } from '../../../src/platforms/telegram/inbox.js';
import { aDatabase } from '../../support/a-database.js';
import { FakeClock } from '../../support/fake-clock.js';
import { RecordingLog } from '../../support/recording-log.js';
import { TelegramDesk, USER } from '../../support/telegram-desk.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

function anInbox() {
  const clock = new FakeClock();
  const log = new RecordingLog();
  const store = new SqliteChatStore(aDatabase(clock, log), log);
  const handled: number[] = [];
  const inbox = new Inbox({
    store,
    clock,
    log,
    hasRoom: () => true,
    isStuck: () => false,
    handle: async (_incoming, { id }) => {
      handled.push(id);
      return [];
    },
    finish: (id) => store.finish(id, []),
  });
  inbox.start();
  const take = async (...ids: unknown[]) => {
    inbox.take(ids.map((id) => ({ update_id: id })));
    await clock.advance(0);
  };
  return { clock, log, inbox, handled, take };
}

it('goes on behind the largest number, in whatever order they come', async () => {
  const { inbox, handled, take } = anInbox();
  await take(7009, 7007);
  expect(inbox.offset()).toBe(7010);
  await take(7008);
  expect(inbox.offset()).toBe(7010);
  expect(handled).toEqual([7009, 7007, 7008]);
});

it.each([
  ['time passes', (clock: FakeClock) => clock.advance(HOUR + 1)],
  ['the clock is set back', async (clock: FakeClock) => clock.jump(-2 * HOUR)],
])('asks for everything when nothing came for an hour, as far as it can tell: %s', async (_how, pass) => {
  const { clock, inbox, take } = anInbox();
  await take(1_900_000_000);
  await clock.advance(59 * MINUTE);
  expect(inbox.offset()).toBe(1_900_000_001);
  await pass(clock);
  expect(inbox.offset()).toBeUndefined();
  await take(7001);
  expect(inbox.offset()).toBe(7002);
});

it.each([2 ** 53 - 1, 2 ** 53, 2_000_000_001, 1e300, -1, 1.5, '7', null, undefined])(
  'takes nothing under the number %s, and says so once',
  async (number) => {
    const { inbox, log, handled, take } = anInbox();
    await take(7001, number);
    await take(number);
    expect(inbox.offset()).toBe(7002);
    expect(handled).toEqual([7001]);
    expect(log.visible()).toEqual(['telegram update with an impossible number: not taken']);
  },
);

it('answers people although Telegram insists on an absurd number, without asking on and on', async () => {
  const desk = await TelegramDesk.open();
  await desk.start();
  await desk.ask(USER, '/ping');
  desk.api.push({ message: 'x' }, Number.MAX_SAFE_INTEGER);
  await desk.pass(MINUTE);
  expect(desk.api.asked.filter((method) => method === 'getUpdates').length).toBeLessThan(100);
  expect(await desk.ask(USER, '/whoami')).toContain('telegram:12');
  expect(desk.log.find('telegram update with an impossible number: not taken')).toHaveLength(1);
});
