import { describe, expect, it } from 'vitest';
import type { Fault } from '../../support/bot-api.js';
import { ADMIN, GROUP, TelegramDesk, USER } from '../../support/telegram-desk.js';

const CONFLICT: Fault = {
  kind: 'refuse',
  code: 409,
  description: 'Conflict: terminated by other getUpdates request',
};

function report(desk: TelegramDesk) {
  return desk.telegram?.reports()[0];
}

function told(desk: TelegramDesk, message: string): number {
  return desk.log.find(message).length;
}

describe('TelegramPlatform, when Telegram does not', () => {
  it('is denied with a wrong token, asks again after ten minutes only, and never shows the token', async () => {
    const desk = await TelegramDesk.open({ token: '999:wrong' });
    await desk.start();
    await desk.pass(590_000);
    expect(report(desk)).toMatchObject({ state: 'denied', lastError: { reason: 'denied' } });
    expect(desk.api.asked).toEqual(['getMe']);
    expect(JSON.stringify(desk.log.lines)).not.toContain('999:wrong');
    desk.api.token = '999:wrong';
    desk.api.say(USER, '/ping');
    await desk.until(() => desk.api.texts.length === 1);
    expect(report(desk)).toMatchObject({ state: 'ok' });
  });

  it('does not even ask with what is no token', async () => {
    const desk = await TelegramDesk.open({ token: 'not/a token' });
    await desk.start();
    await desk.pass(5000);
    expect(report(desk)).toMatchObject({ state: 'denied' });
    expect(desk.api.asked).toEqual([]);
  });

  it('stops when the token is taken back, and goes on when it is good again', async () => {
    const desk = await TelegramDesk.open();
    await desk.start();
    await desk.ask(USER, '/ping');
    desk.api.token = 'another';
    await desk.until(() => report(desk)?.state === 'denied', 1000);
    const asked = desk.api.asked.length;
    await desk.pass(300_000);
    expect(desk.api.asked).toHaveLength(asked);
  });

  it('makes way for another program on the same token, and says so once', async () => {
    const desk = await TelegramDesk.open();
    desk.api.fail('getUpdates', CONFLICT, CONFLICT, CONFLICT, CONFLICT);
    await desk.start();
    const startedAt = desk.clock.uptime();
    await desk.ask(USER, '/ping');
    expect(desk.clock.uptime() - startedAt).toBeGreaterThanOrEqual(105_000);
    expect(told(desk, 'another program uses this bot token: end it, or ask @BotFather for a new token')).toBe(
      1,
    );
    expect(told(desk, 'service degraded')).toBe(1);
    expect(told(desk, 'service restored')).toBe(1);
  });

  it('reports a webhook and leaves it, unless it may take it away', async () => {
    const desk = await TelegramDesk.open();
    desk.api.webhook = 'https://example.org/hook';
    await desk.start();
    await desk.until(() => told(desk, 'a webhook takes the updates of this bot token') === 1);
    expect(desk.api.webhook).not.toBe('');
    await desk.end();
    const other = await TelegramDesk.open({ telegram: { removeWebhook: true } });
    other.api.webhook = 'https://example.org/hook';
    await other.start();
    await other.ask(USER, '/ping');
    expect(other.api.webhook).toBe('');
  });

  it('waits as long as Telegram wishes, in the chat that is too much alone, and keeps the order', async () => {
    const desk = await TelegramDesk.open();
    const description = 'Too Many Requests: retry after 17';
    desk.api.fail('sendMessage', { kind: 'refuse', code: 429, description, parameters: { retry_after: 17 } });
    await desk.start();
    desk.api.say(USER, '/info "one"');
    desk.api.say(USER, '/info "two"');
    await desk.until(() => desk.api.asked.includes('sendMessage'));
    const refusedAt = desk.clock.uptime();
    await desk.ask(ADMIN, '/ping');
    expect(desk.clock.uptime() - refusedAt).toBeLessThan(5000);
    await desk.until(() => desk.api.texts.length === 3);
    expect(desk.clock.uptime() - refusedAt).toBeGreaterThanOrEqual(17_000);
    expect(desk.api.texts.slice(1).map((text) => text.slice(0, 13))).toEqual([
      'No node "one"',
      'No node "two"',
    ]);
  });

  it('brings what waited during an outage afterwards, in order, with its time where it is late', async () => {
    const desk = await TelegramDesk.open();
    await desk.start();
    for (let index = 0; index < 20; index++) desk.api.say(USER, `/info "n${index}"`);
    await desk.until(() => desk.api.texts.length === 2);
    desk.api.isDown = true;
    await desk.pass(180_000);
    await desk.end();
    await desk.start();
    desk.api.isDown = false;
    await desk.until(() => desk.api.texts.length >= 20);
    const names = desk.api.texts.map((text) => /"(n\d+)"/.exec(text)?.[1]);
    expect([...new Set(names)]).toEqual(Array.from({ length: 20 }, (_, index) => `n${index}`));
    expect(desk.api.texts.at(-1)).toMatch(/\n\(\d\d:\d\d, delayed [34] min/);
    expect(told(desk, 'service degraded')).toBe(1);
  });

  it('gives up an answer that nobody waits for any more', async () => {
    const desk = await TelegramDesk.open();
    await desk.start();
    await desk.until(() => desk.api.asked.includes('getUpdates'));
    desk.api.fail('sendMessage', ...Array.from({ length: 30 }, (): Fault => ({ kind: 'html', code: 502 })));
    desk.api.say(USER, '/ping');
    await desk.until(() => told(desk, 'telegram message given up') === 1, 500);
    expect(desk.api.texts).toEqual([]);
  });

  it('forgets what waits for somebody who has blocked it, and tells the admins', async () => {
    const desk = await TelegramDesk.open();
    desk.api.fail('sendMessage', {
      kind: 'refuse',
      code: 403,
      description: 'Forbidden: bot was blocked by the user',
    });
    await desk.start();
    desk.api.say(USER, '/ping');
    await desk.until(() => told(desk, 'a chat on Telegram wants nothing from the bot any more') === 1);
    await desk.pass(20_000);
    const news = 'telegram:12 has blocked the bot on Telegram: nothing goes there until something comes.';
    expect(desk.api.sent.map(({ chat, text }) => [chat, text])).toEqual([[ADMIN, news]]);
    expect(desk.telegram?.notify(`telegram:${USER}`, 'It arrived.')).toBe(false);
    await desk.end();
    await desk.start();
    expect(desk.telegram?.notify(`telegram:${USER}`, 'It arrived.')).toBe(false);
    await desk.ask(USER, '/ping');
    expect(desk.telegram?.notify(`telegram:${USER}`, 'It arrived.')).toBe(true);
  });

  it('tells the admins of a group that takes nothing any more', async () => {
    const desk = await TelegramDesk.open();
    const description = 'Forbidden: bot was kicked from the supergroup chat';
    desk.api.fail('sendMessage', { kind: 'refuse', code: 403, description });
    await desk.start();
    desk.api.say(USER, '/ping', { chat: { id: GROUP, type: 'supergroup' } });
    await desk.until(() => desk.api.texts.length === 1);
    expect(desk.api.sent[0]?.chat).toBe(ADMIN);
    expect(desk.api.texts[0]).toMatch(/^The group -500 on Telegram takes nothing from the bot/);
  });

  it('follows a group that became a supergroup, whoever tells it, and over a restart', async () => {
    const desk = await TelegramDesk.open();
    await desk.start();
    desk.api.moved.set(GROUP, -1000);
    desk.api.say(USER, '/whoami', { chat: { id: GROUP, type: 'group' } });
    await desk.until(() => desk.api.texts.length === 1);
    expect(desk.api.sent.at(-1)?.chat).toBe(-1000);
    await desk.end();
    await desk.start();
    await desk.ask(USER, '/whoami', { chat: { id: -1000, type: 'supergroup' } });
    desk.api.message({ chat: { id: -1000, type: 'group' }, migrate_to_chat_id: -2000 });
    await desk.pass(5000);
    await desk.ask(USER, '/whoami', { chat: { id: -2000, type: 'supergroup' } });
    expect(told(desk, 'a group on Telegram has another number: change telegram.chats')).toBe(2);
  });

  it('answers an update once, however often Telegram tells it', async () => {
    const desk = await TelegramDesk.open();
    await desk.start();
    const id = desk.api.say(USER, '/whoami');
    await desk.until(() => desk.api.texts.length === 1);
    const message = { message_id: 1, date: 0, chat: { id: USER, type: 'private' }, text: '/whoami' };
    desk.api.push({ message: { ...message, from: { id: USER, first_name: 'B' } } }, id);
    await desk.end();
    await desk.clock.advance(25 * 3_600_000);
    await desk.start();
    await desk.pass(5000);
    expect(desk.api.texts).toHaveLength(1);
  });

  it('reads after a long absence what was sent meanwhile, and does not transmit it', async () => {
    const desk = await TelegramDesk.open();
    desk.api.say(USER, '/echo hello');
    desk.api.say(USER, '/whoami');
    await desk.clock.advance(14 * 60_000);
    await desk.start();
    await desk.until(() => desk.api.texts.length === 2);
    expect(desk.api.texts[0]).toBe('Sent 14 min ago while I was away; not transmitted.');
    expect(desk.api.texts[1]).toContain('telegram:12');
    expect(desk.desk.radio.sent).toEqual([]);
  });

  it('does not begin again what a restart interrupted when it speaks to others', async () => {
    const desk = await TelegramDesk.open();
    await desk.start();
    desk.api.say(USER, '/trace BRAV');
    await desk.until(() => desk.desk.radio.sent.length === 1);
    await desk.end();
    await desk.start();
    await desk.until(() => desk.api.texts.length === 1);
    expect(desk.api.texts[0]).toMatch(/^I was restarted in the middle of this/);
    expect(desk.desk.radio.sent).toEqual([]);
  });

  it('leaves nothing behind when it ends in the middle of everything', async () => {
    const desk = await TelegramDesk.open();
    await desk.start();
    await desk.ask(USER, '/ping');
    await desk.end();
    expect(desk.clock.pending()).toEqual(['server.poll']);
  });
});
