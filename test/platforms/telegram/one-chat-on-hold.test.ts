import { beforeEach, describe, expect, it } from 'vitest';
import type { Fault } from '../../support/bot-api.js';
import { CHARLIE } from '../../support/builders.js';
import { RelayDesk } from '../../support/relay-desk.js';
import { ADMIN, GROUP, TelegramDesk, USER } from '../../support/telegram-desk.js';

const HOUR = 3_600_000;

let desk: TelegramDesk;

beforeEach(async () => {
  desk = await TelegramDesk.open();
  await desk.start();
});

function holdFor(hours: number): Fault {
  return {
    kind: 'refuse',
    code: 429,
    description: 'Too Many Requests',
    parameters: { retry_after: hours * 3600 },
  };
}

function sentTo(chat: number, method = 'sendMessage') {
  return desk.api.sent.filter((sent) => sent.chat === chat && sent.method === method);
}

async function waitsForPing(from: number): Promise<number> {
  const at = desk.clock.uptime();
  const before = sentTo(from).length;
  desk.api.say(from, '/ping');
  await desk.until(() => sentTo(from).length > before);
  return desk.clock.uptime() - at;
}

describe('a chat that Telegram lets nothing into', () => {
  it('takes nothing from the others, however much is asked there', async () => {
    desk.api.fail('sendMessage', holdFor(1));
    for (let order = 0; order < 400; order++) {
      desk.api.say(USER, `/nosuch${order}`);
      if (order % 50 === 49) await desk.pass(2000);
    }
    expect(await waitsForPing(ADMIN)).toBeLessThan(3000);
    expect(desk.api.waiting).toBe(0);
    const message = 'a chat on Telegram takes no answers: what more is said there is not read';
    expect(desk.log.find(message).map(({ fields }) => fields)).toEqual([{ chat: USER }]);
    await desk.pass(2 * HOUR);
    expect(await waitsForPing(USER)).toBeLessThan(3000);
  });

  it('takes a pressed button although no answer leaves', async () => {
    desk.api.fail('sendMessage', holdFor(0.2));
    for (let order = 0; order < 22; order++) desk.api.say(ADMIN, `/nosuch${order}`);
    await desk.pass(5000);
    const date = Math.floor(desk.clock.now() / 1000);
    const message = { message_id: 1, date, chat: { id: ADMIN, type: 'private' } };
    const from = { id: ADMIN, is_bot: false, first_name: 'Alpha' };
    desk.api.push({ callback_query: { id: '1', from, data: 'x', message } });
    await desk.pass(5000);
    expect(desk.api.asked).toContain('answerCallbackQuery');
    expect(sentTo(ADMIN)).toEqual([]);
  });

  it('gives up its answers when nobody waits for them any more, not only when the hold is over', async () => {
    desk.api.fail('sendMessage', holdFor(2));
    desk.api.say(USER, '/ping');
    await desk.pass(605_000);
    expect(desk.log.find('telegram message given up').map(({ fields }) => fields)).toEqual([
      { chat: USER, kind: 'answer', reason: 'too late' },
    ]);
  });
});

it('loses no answer when Telegram holds every chat for a while', { timeout: 120_000 }, async () => {
  const users = Array.from({ length: 40 }, (_, index) => 1000 + index);
  desk = await TelegramDesk.open({ telegram: { users } });
  await desk.start();
  desk.api.fail('sendMessage', ...users.map(() => holdFor(1 / 30)));
  for (let order = 0; order < 18; order++) {
    for (const user of users) desk.api.say(user, `/nosuch${order}`);
    await desk.pass(4000);
  }
  await desk.pass(300_000);
  expect(desk.log.find('telegram message given up')).toEqual([]);
  expect(desk.api.sent.filter(({ method }) => method === 'sendMessage')).toHaveLength(18 * users.length);
});

describe('signs from the mesh', () => {
  it('wait once for each message, sign and person', async () => {
    const relay = new RelayDesk(desk);
    await relay.on();
    const [one, two] = [relay.heard('hello'), relay.heard('good evening')];
    await desk.until(() => sentTo(GROUP).length === 3);
    desk.api.fail('setMessageReaction', holdFor(0.5));
    relay.heard('🔥', { isReaction: true, replyId: one.id });
    await desk.until(() => desk.api.asked.includes('setMessageReaction'));
    for (let sign = 0; sign < 200; sign++) {
      relay.heard('👍', { isReaction: true, replyId: one.id });
      await desk.clock.advance(333);
    }
    relay.heard('👍', { isReaction: true, replyId: two.id });
    relay.heard('👍', { isReaction: true, replyId: one.id, from: CHARLIE });
    relay.heard('👏', { isReaction: true, replyId: one.id });
    expect(await waitsForPing(ADMIN)).toBeLessThan(3000);
    await desk.pass(HOUR / 2 + 60_000);
    const signs = sentTo(GROUP, 'setMessageReaction').map(({ fields }) => JSON.stringify(fields['reaction']));
    expect(signs).toHaveLength(5);
    expect(signs.filter((sign) => sign.includes('👍'))).toHaveLength(3);
  });
});
