import { beforeEach, describe, expect, it } from 'vitest';
import { messagesOf } from '../../../src/platforms/telegram/content.js';
import { WIDE_LIMITS } from '../../support/bot-desk.js';
import { ADMIN, GROUP, STRANGER, TelegramDesk, USER } from '../../support/telegram-desk.js';

let desk: TelegramDesk;

beforeEach(async () => {
  desk = await TelegramDesk.open();
  await desk.start();
});

const group = { chat: { id: GROUP, type: 'supergroup' } };

describe('TelegramPlatform', () => {
  it('answers somebody who is listed in the long form, as a reply to his words', async () => {
    const text = await desk.ask(USER, '/whoami');
    expect(text).toContain(`telegram:${USER}`);
    expect(desk.api.sent[0]?.fields).toMatchObject({
      chat_id: USER,
      reply_parameters: { message_id: 1, allow_sending_without_reply: true },
    });
  });

  it('tells a stranger once a day who it is and what his number is, and answers no command of his', async () => {
    const hello = await desk.ask(STRANGER, '/nodes');
    expect(hello).toBe(
      'Hello! I do not know you yet. Ask the operator for a code, then /pair CODE. Your id: 99',
    );
    desk.api.say(STRANGER, '/whoami');
    desk.api.say(STRANGER, 'hello?');
    await desk.ask(USER, '/ping');
    expect(desk.api.texts).toHaveLength(2);
    await desk.clock.advance(24 * 3_600_000);
    expect(await desk.ask(STRANGER, 'hello?')).toBe(hello);
  });

  it('tells its people what they wait for, and says who is none of them', async () => {
    expect(desk.telegram?.notify(`telegram:${USER}`, 'It arrived.')).toBe(true);
    expect(desk.telegram?.notify(`telegram:${STRANGER}`, 'It arrived.')).toBe(false);
    await desk.until(() => desk.api.texts.length > 0);
    expect(desk.api.texts).toEqual(['It arrived.']);
  });

  it('greets somebody it knows, with the help', async () => {
    const text = await desk.ask(USER, '/start');
    expect(text).toMatch(/^Hello P12, I am the bot of this mesh\./);
    expect(text).toContain('/weather');
  });

  it('is silent in a group that is not listed, for an admin too', async () => {
    desk.api.say(ADMIN, '/ping', { chat: { id: -7, type: 'group' } });
    await desk.ask(USER, '/ping');
    expect(desk.api.sent.map(({ chat }) => chat)).toEqual([USER]);
  });

  it('answers in a listed group those whom it knows, under the topic of the question', async () => {
    desk.api.say(STRANGER, '/ping', group);
    await desk.ask(USER, '/whoami', { ...group, message_thread_id: 3, is_topic_message: true });
    expect(desk.api.sent).toHaveLength(1);
    expect(desk.api.sent[0]?.fields).toMatchObject({ chat_id: GROUP, message_thread_id: 3 });
  });

  it('takes a second word only in the group that was asked', async () => {
    await desk.end();
    desk = await TelegramDesk.open({ telegram: { chats: [GROUP, -501] } });
    await desk.start();
    const question = await desk.ask(ADMIN, '/announce tea at five', group);
    const code = /yes (\w{4})/.exec(question)?.[1];
    const other = { chat: { id: -501, type: 'supergroup' } };
    expect(await desk.ask(ADMIN, `/yes ${code}`, other)).toBe('Code expired or wrong. Please start again.');
    expect(desk.desk.radio.sent).toEqual([]);
    await desk.ask(ADMIN, `/yes ${code}`, group);
    expect(desk.desk.radio.texts()).toEqual(['tea at five']);
  });

  it('takes /cmd@OurBot for its own and leaves /cmd@OtherBot alone', async () => {
    await desk.until(() => desk.api.menus.length > 0);
    desk.api.say(USER, '/whoami@OtherBot', group);
    await desk.ask(USER, '/whoami@basebot', group);
    expect(desk.api.sent).toHaveLength(1);
  });

  it('shows names with markup as they are', async () => {
    const from = { id: USER, is_bot: false, first_name: '<b>Bob</b> & "Co"' };
    expect(await desk.ask(USER, '/start', { from })).toContain('Hello <b>Bob</b> & "Co",');
  });

  it('repeats in plain text what Telegram does not understand as HTML', async () => {
    const description = "Bad Request: can't parse entities: byte offset 7";
    desk.api.fail('sendMessage', { kind: 'refuse', code: 400, description });
    await desk.ask(USER, '/whoami');
    expect(desk.api.sent[0]?.fields['parse_mode']).toBeUndefined();
  });

  it('never takes a forwarded, edited or anonymous message, a picture or a bot for words of a person', async () => {
    const text = '/whoami';
    const from = { id: ADMIN, is_bot: false, first_name: 'Alpha' };
    desk.api.say(ADMIN, text, { forward_origin: { type: 'user' } });
    desk.api.say(ADMIN, text, { ...group, sender_chat: { id: GROUP } });
    desk.api.say(ADMIN, text, { from: { ...from, is_bot: true } });
    desk.api.say(ADMIN, text, { chat: { id: -9, type: 'channel' } });
    desk.api.message({ from, photo: [{ file_id: 'x' }], caption: text, ...group });
    desk.api.push({ edited_message: { message_id: 1, from, chat: { id: ADMIN, type: 'private' }, text } });
    desk.api.push({ message: { text: 5, chat: null, from: 'x' } });
    desk.api.push({ message: 'x' });
    await desk.pass(5000);
    expect(desk.api.texts).toHaveLength(1);
    expect(desk.api.texts[0]).toBe('I read only texts that you type yourself. Try /help');
    expect(desk.log.find('telegram message ignored').map(({ fields }) => fields['reason'])).toContain(
      'forwarded',
    );
  });

  it('tells somebody whom it knows once a day that it does not look at pictures', async () => {
    const from = { id: USER, is_bot: false, first_name: 'Bravo' };
    desk.api.message({ from, sticker: {} });
    desk.api.message({ from, photo: [] });
    await desk.pass(5000);
    expect(desk.api.texts).toEqual(['I read only texts that you type yourself. Try /help']);
  });

  it('answers a message of 10,000 characters, and asks nothing of a plain text', async () => {
    desk.api.say(USER, 'x'.repeat(10_000));
    const text = await desk.ask(USER, `/weather ${'é'.repeat(10_000)}`);
    expect(desk.api.texts).toHaveLength(1);
    expect(text.length).toBeLessThan(4097);
  });

  it('tells who asks too much, once a minute, and then says nothing', async () => {
    await desk.end();
    desk = await TelegramDesk.open({
      settings: { limits: { ...WIDE_LIMITS, perTelegramUser: { commands: 2, seconds: 300 } } },
    });
    await desk.start();
    for (let count = 0; count < 5; count++) desk.api.say(USER, '/ping');
    await desk.pass(8000);
    const told = desk.api.texts;
    expect(told).toHaveLength(3);
    expect(told[2]).toMatch(/^⏳ 2 commands per 5 min\. Next one in/);
  });

  it('shows that it types when an answer takes longer than a second, and not sooner', async () => {
    desk.api.say(USER, '/trace BRAV');
    await desk.until(() => desk.api.asked.includes('sendChatAction'));
    expect(desk.api.sent[0]).toMatchObject({ method: 'sendChatAction', chat: USER });
  });

  it('shows a menu in both languages: everything for admins, less for others, almost nothing for strangers', async () => {
    await desk.until(() => desk.api.menus.length === 8);
    const names = (menu: (typeof desk.api.menus)[number] = {}) =>
      (menu['commands'] as { command: string }[]).map(({ command }) => command);
    const [everybody, french] = desk.api.menus;
    expect(names(everybody)).toEqual(['start', 'pair']);
    expect(french?.['language_code']).toBe('fr');
    const of = (chat: number) =>
      desk.api.menus.filter(({ scope }) => (scope as { chat_id?: number } | undefined)?.chat_id === chat);
    expect(names(of(ADMIN)[0])).toContain('announce');
    expect(names(of(USER)[0])).not.toContain('announce');
    expect(names(of(USER)[1])).toContain('meteo');
    expect(names(of(GROUP)[0])).toContain('weather');
  });
});

describe('a long answer', () => {
  it('comes in messages, and as a file when nobody would read it in messages', async () => {
    const made = (text: string) =>
      messagesOf({
        place: { chat: 1 },
        kind: 'answer',
        text,
        language: 'fr',
        madeAt: 0,
        ttlMs: 1,
        ticket: 7,
      });
    expect(made('x '.repeat(4500)).map(({ content }) => content['ticket'])).toEqual([
      undefined,
      undefined,
      7,
    ]);
    expect(made('x'.repeat(30_000))[0]?.content).toMatchObject({ file: 'reponse.txt', ticket: 7 });
  });
});
