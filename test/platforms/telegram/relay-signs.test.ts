import { beforeEach, describe, expect, it } from 'vitest';
import { BROADCAST_NUM, toChannelIndex, toPacketId } from '../../../src/mesh/ids.js';
import { aText, BRAVO } from '../../support/builders.js';
import { IN_GROUP, IN_TOPIC, RelayDesk } from '../../support/relay-desk.js';
import { ADMIN, GROUP, STRANGER, TelegramDesk, USER } from '../../support/telegram-desk.js';

let desk: TelegramDesk;
let relay: RelayDesk;

beforeEach(async () => {
  desk = await TelegramDesk.open();
  relay = new RelayDesk(desk);
  await desk.start();
});

/** Bravo says something; gives the message that shows it. */
async function shownInGroup(text: string): Promise<{ message: number; id: number }> {
  const before = desk.api.texts.length;
  const { id } = relay.heard(text);
  await desk.until(() => desk.api.texts.length > before);
  return { message: desk.api.lastMessage, id };
}

describe('replies', () => {
  it('to what came from the mesh are replies there, also after a restart', async () => {
    await relay.on();
    const { message, id } = await shownInGroup('anyone?');
    await desk.end();
    await desk.start();
    await relay.said('me!', { reply_to_message: { message_id: message } });
    expect(relay.spoken.content).toEqual({ kind: 'text', text: 'P12: me!', replyId: id });
  });

  it('on the mesh are replies in the chat, to what came from there and to what was said here', async () => {
    await relay.on();
    const { message, id } = await shownInGroup('anyone?');
    relay.heard('Oscar is', { replyId: toPacketId(id) });
    await desk.until(() => desk.api.texts.at(-1)?.includes('Oscar is') === true);
    expect(desk.api.sent.at(-1)?.fields['reply_parameters']).toMatchObject({ message_id: message });
    const status = await relay.said('thanks');
    relay.offer(500);
    relay.heard('welcome', { replyId: toPacketId(500) });
    await desk.until(() => desk.api.texts.at(-1)?.includes('welcome') === true);
    expect(desk.api.sent.at(-1)?.fields['reply_parameters']).toMatchObject({ message_id: status - 1 });
  });

  it('to what waited together with them find their message all the same', async () => {
    await relay.on();
    desk.api.isDown = true;
    const { id } = relay.heard('anyone?');
    relay.heard('me', { replyId: id });
    relay.heard('to something old', { replyId: toPacketId(99) });
    await desk.pass(3000);
    desk.api.isDown = false;
    await desk.until(() => desk.api.texts.length === 4, 500);
    const [, first, second, third] = desk.api.sent.filter(({ method }) => method === 'sendMessage');
    expect(second?.fields['reply_parameters']).toMatchObject({ message_id: first?.fields['message_id'] });
    expect(third?.fields['reply_parameters']).toBeUndefined();
  });
});

describe('reactions', () => {
  const sign = (text: string, id: number) =>
    aText(text, {
      from: BRAVO,
      to: BROADCAST_NUM,
      isDirect: false,
      isReaction: true,
      replyId: toPacketId(id),
    });

  it('on the mesh stand under the message, or are told where Telegram does not know the sign', async () => {
    await relay.on();
    await relay.said('hello');
    const said = desk.api.lastMessage - 1;
    relay.offer(500);
    desk.desk.radio.receive(sign('👍', 500));
    await desk.until(() => desk.api.sent.some(({ method }) => method === 'setMessageReaction'));
    expect(desk.api.sent.at(-1)).toMatchObject({ chat: GROUP, text: '👍', fields: { message_id: said } });
    desk.desk.radio.receive(sign('🍕', 500));
    await desk.until(() => desk.api.texts.at(-1)?.includes('🍕') === true);
    expect(desk.api.texts.at(-1)).toBe('[LongFast] Bravo: 🍕');
    expect(desk.api.sent.at(-1)?.fields['reply_parameters']).toMatchObject({ message_id: said });
  });

  it('on the mesh that are no sign, or to what nobody saw, are nothing', async () => {
    await relay.on();
    const { id } = await shownInGroup('anyone?');
    const before = desk.api.sent.length;
    for (const text of ['no', '👍👍', '/weather', '', '👍 ']) desk.desk.radio.receive(sign(text, id));
    desk.desk.radio.receive(sign('👍', 12345));
    const { replyId: _replyId, ...lost } = sign('👍', id);
    desk.desk.radio.receive(lost);
    await desk.pass(10_000);
    expect(desk.api.sent.slice(before).map(({ text }) => text)).toEqual(['👍']);
  });

  it('in the chat are tapbacks on the mesh, each once, of those who are known', async () => {
    await relay.on();
    desk.api.adminOf.add(GROUP);
    const { message, id } = await shownInGroup('anyone?');
    desk.api.react(STRANGER, message, ['👎'], IN_GROUP);
    desk.api.react(USER, message, ['👍'], IN_GROUP);
    await desk.until(() => desk.desk.radio.sent.length === 1);
    expect(relay.spoken).toMatchObject({
      to: BROADCAST_NUM,
      channel: 0,
      content: { kind: 'text', text: '👍', replyId: id, isReaction: true },
    });
    const old_reaction = [{ type: 'emoji', emoji: '👍' }];
    desk.api.react(USER, message, ['👍', '❤'], { ...IN_GROUP, old_reaction });
    await desk.until(() => desk.desk.radio.sent.length === 2);
    expect(relay.spoken.content).toMatchObject({ text: '❤' });
    desk.api.react(USER, message, [], { ...IN_GROUP, old_reaction });
    desk.api.react(USER, 9999, ['👍'], IN_GROUP);
    const custom = [{ type: 'custom_emoji', custom_emoji_id: '5' }, { type: 'emoji', emoji: '/me' }, 'x'];
    desk.api.react(USER, message, [], { ...IN_GROUP, new_reaction: custom });
    desk.api.react(USER, message, ['👍'], { ...IN_GROUP, date: 0 });
    desk.api.react(USER, message, ['👍'], { ...IN_GROUP, user: undefined });
    desk.api.react(USER, message, ['👍'], { ...IN_GROUP, user: { id: USER, is_bot: true } });
    desk.api.react(USER, message, ['👍'], { ...IN_GROUP, new_reaction: 'x' });
    await desk.ask(USER, '/ping');
    expect(desk.desk.radio.sent).toHaveLength(2);
  });

  it('stay in the topic of their message, and end when it is joined no more', async () => {
    const other = { ...IN_TOPIC, message_thread_id: 4 };
    await relay.on(IN_TOPIC);
    desk.api.adminOf.add(GROUP);
    const { message, id } = await shownInGroup('anyone?');
    desk.api.react(USER, message, ['👍'], IN_GROUP);
    await desk.until(() => desk.desk.radio.sent.length === 1);
    await relay.on(IN_TOPIC, '/relay off');
    await relay.on(other);
    const shown = await shownInGroup('over here');
    const before = desk.api.sent.length;
    desk.api.react(USER, message, ['❤'], IN_GROUP);
    desk.desk.radio.receive(sign('👍', id));
    desk.api.react(USER, shown.message, ['👎'], IN_GROUP);
    await desk.until(() => desk.desk.radio.sent.length > 1);
    await desk.pass(10_000);
    const out = desk.desk.radio.sent.map(({ content }) => content);
    expect(out).toMatchObject([{ text: '👍' }, { text: '👎', replyId: shown.id }]);
    expect(desk.api.sent.slice(before)).toEqual([]);
  });

  it('in the chat are told once that they do not go out while it is quiet', async () => {
    await relay.on({});
    const { message } = await shownInGroup('anyone?');
    desk.house.beQuiet(60);
    for (const emoji of ['👍', '❤']) desk.api.react(ADMIN, message, [emoji]);
    await desk.until(() => desk.api.texts.length === 3);
    await desk.pass(5000);
    expect(desk.api.texts).toHaveLength(3);
    expect(desk.api.texts[2]).toMatch(/^Quiet until \d\d:\d\d: not transmitted\.$/);
    expect(desk.desk.radio.sent).toEqual([]);
  });

  it('of two people with the same sign are both there', async () => {
    await relay.on();
    desk.api.adminOf.add(GROUP);
    const { message, id } = await shownInGroup('anyone?');
    desk.api.react(USER, message, ['👍'], IN_GROUP);
    await desk.until(() => desk.desk.radio.sent.length === 1);
    relay.offer(500);
    desk.desk.radio.receive(sign('👍', id));
    await desk.until(() => desk.api.sent.at(-1)?.method === 'setMessageReaction');
  });
});

describe('while Telegram is away', () => {
  it('a few texts wait one by one, and more than ten come together, with their times', async () => {
    await relay.on();
    await relay.on(IN_TOPIC, '/relay on ch1');
    desk.api.isDown = true;
    for (let count = 1; count <= 25; count++) {
      relay.heard(`text ${count}`);
      await desk.pass(20_000);
    }
    relay.heard('club', { channel: toChannelIndex(1) });
    desk.api.isDown = false;
    await desk.until(() => desk.api.texts.length >= 4, 500);
    await desk.pass(10_000);
    const news = desk.api.texts.slice(2);
    const told = news.join('\n').match(/text \d+$/gm);
    expect(told).toEqual(Array.from({ length: 25 }, (_, index) => `text ${index + 1}`));
    expect(news.length).toBeLessThanOrEqual(3);
    expect(news.join('\n')).toMatch(/direct 6\.3 dB · \d\d:\d\d\n\[LongFast\] Bravo: text 3\n/);
    expect(news.join('\n')).toMatch(/\n\(\d\d:\d\d, delayed \d min( \d+ s)?\)/);
    expect(news.at(-1)).toMatch(/^\[club\] Bravo: club/);
  });

  it('what is joined is at most as long as a message, and as old as it may be', async () => {
    await relay.on();
    desk.api.isDown = true;
    for (let count = 1; count <= 40; count++) relay.heard(`${count} ${'x'.repeat(200)}`);
    await desk.pass(3_300_000);
    relay.heard('the news');
    await desk.pass(600_000);
    desk.api.isDown = false;
    await desk.until(() => desk.api.texts.at(-1)?.includes('the news') === true, 1000);
    const news = desk.api.texts.slice(1);
    expect(news.every((text) => text.length <= 4096)).toBe(true);
    expect(news.join()).not.toContain('xxx');
  });

  it('a reply to what came together with others is a text of its own', async () => {
    await relay.on();
    desk.api.isDown = true;
    for (let count = 1; count <= 12; count++) relay.heard(`text ${count}`);
    desk.api.isDown = false;
    await desk.until(() => desk.api.texts.some((text) => text.includes('text 12')), 500);
    await relay.said('me!', { reply_to_message: { message_id: desk.api.lastMessage } });
    expect(relay.spoken.content).toEqual({ kind: 'text', text: 'P12: me!' });
  });
});

it('follows a group that became a supergroup, in which nothing of before can be replied to', async () => {
  await relay.on();
  const { message } = await shownInGroup('anyone?');
  await relay.said('hello');
  desk.api.message({ from: { id: USER }, ...IN_GROUP, migrate_to_chat_id: -1_000_500 });
  await desk.until(
    () => desk.log.find('a group on Telegram has another number: change telegram.chats').length > 0,
  );
  relay.settle(500);
  relay.heard('still there?');
  await desk.until(() => desk.api.texts.at(-1)?.includes('still there?') === true);
  expect(desk.api.sent.at(-1)?.chat).toBe(-1_000_500);
  const chat = { chat: { id: -1_000_500, type: 'supergroup' } };
  await desk.ask(USER, 'yes', { ...chat, reply_to_message: { message_id: message } });
  expect(relay.spoken.content).toEqual({ kind: 'text', text: 'P12: yes' });
});

describe('switching on', () => {
  it('tells what privacy mode and missing rights keep from it, as Telegram tells them', async () => {
    desk.api.readsAll = false;
    expect(await relay.on()).toMatch(/\n⚠ I see only commands here.*\n⚠ I am no administrator here/);
    desk.api.say(USER, 'nobody sees this', IN_GROUP);
    desk.api.adminOf.add(GROUP);
    expect(await relay.on()).not.toContain('⚠');
    desk.api.readsAll = true;
    desk.api.adminOf.delete(GROUP);
    expect((await relay.on()).match(/⚠.*/g)).toEqual([
      '⚠ I am no administrator here: reactions from here do not reach the mesh.',
    ]);
    expect(await relay.on({})).not.toContain('⚠');
    expect(desk.desk.radio.sent).toEqual([]);
  });

  it('works also where Telegram does not tell, and says so', async () => {
    desk.api.fail('getChatMember', { kind: 'refuse', code: 400, description: 'Bad Request: chat not found' });
    expect(await relay.on()).toMatch(/\n⚠ Telegram did not tell what I may see here\.$/);
    await shownInGroup('anyone?');
  });

  it('and off again: nothing goes either way', async () => {
    await relay.on();
    await relay.on(IN_GROUP, '/relay off');
    relay.heard('anyone?');
    desk.api.say(USER, 'hello', IN_GROUP);
    await desk.ask(USER, '/ping');
    expect(desk.api.texts).toHaveLength(3);
    expect(desk.desk.radio.sent).toEqual([]);
  });

  it('lasts until a group throws the bot out, and begins again when something comes from there', async () => {
    await relay.on();
    const description = 'Forbidden: bot was kicked from the supergroup chat';
    desk.api.fail('sendMessage', { kind: 'refuse', code: 403, description });
    relay.heard('one');
    await desk.until(() => desk.api.texts.at(-1)?.startsWith('The group -500') === true);
    relay.heard('two');
    await desk.ask(USER, '/ping', IN_GROUP);
    await shownInGroup('three');
    expect(desk.api.texts.join()).not.toMatch(/one|two/);
  });
});
