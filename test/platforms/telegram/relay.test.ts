import { beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_BOT_SETTINGS } from '../../../src/bot/settings.js';
import { BROADCAST_NUM, toChannelIndex, toPacketId } from '../../../src/mesh/ids.js';
import { WIDE_LIMITS } from '../../support/bot-desk.js';
import { ALPHA, anOwnNode, aText, BASE } from '../../support/builders.js';
import { GOLF, HOTEL } from '../../support/envelopes.js';
import { IN_GROUP, IN_TOPIC, RelayDesk } from '../../support/relay-desk.js';
import { ADMIN, GROUP, STRANGER, TelegramDesk, USER } from '../../support/telegram-desk.js';

let desk: TelegramDesk;
let relay: RelayDesk;

beforeEach(async () => {
  desk = await TelegramDesk.open();
  relay = new RelayDesk(desk);
  await desk.start();
});

const textsOf = () => desk.api.texts.slice(1);

describe('what the mesh says', () => {
  it('comes to the chat with how it was heard, and to no chat before it was switched on', async () => {
    relay.heard('too early');
    await relay.on();
    relay.heard('anyone on the ridge?');
    await desk.until(() => desk.api.texts.length === 2);
    expect(desk.api.sent.at(-1)).toMatchObject({ chat: GROUP });
    expect(desk.api.texts[1]).toMatch(
      /^\[LongFast\] Bravo: anyone on the ridge\?\ndirect 6\.3 dB · \d\d:\d\d$/,
    );
  });

  it('tells hops, what is not known, and what came over MQTT', async () => {
    await relay.on();
    relay.heard('one', { hopsAway: 1 });
    relay.heard('two', { hopsAway: 2 });
    relay.heard('mqtt', { viaMqtt: true });
    const { hopsAway: _hops, ...unknown } = aText('none', {
      from: ALPHA,
      to: BROADCAST_NUM,
      isDirect: false,
    });
    desk.desk.radio.receive(unknown);
    await desk.until(() => desk.api.texts.length === 5);
    expect(textsOf().map((text) => text.split('\n')[1]?.split(' · ')[0])).toEqual([
      '1 hop',
      '2 hops',
      'via MQTT',
      'hops ?',
    ]);
  });

  it('comes to the topic that was joined, and leaves the other topics alone', async () => {
    await relay.on(IN_TOPIC, '/relay on ch1');
    relay.heard('on the first', {});
    relay.heard('in the club', { channel: toChannelIndex(1) });
    await desk.until(() => desk.api.texts.length === 2);
    expect(desk.api.sent.at(-1)?.fields).toMatchObject({ chat_id: GROUP, message_thread_id: 3 });
    expect(desk.api.texts[1]).toMatch(/^\[club\] Bravo: in the club/);
  });

  it('joins no second topic of a chat to a channel', async () => {
    await relay.on(IN_TOPIC, '/relay on ch1');
    const second = { ...IN_TOPIC, message_thread_id: 4 };
    expect(await relay.on(second, '/relay on ch1')).toMatch(
      /^Another topic of this chat is joined to ch1 club/,
    );
    expect(await relay.on(second, '/relay on ch0')).toMatch(/^Relay on: /);
  });

  it('says for a minute who else has heard it', async () => {
    await relay.on();
    relay.heard('anyone?');
    await desk.until(() => desk.api.texts.length === 2);
    const shown = () => desk.api.shown(GROUP, desk.api.lastMessage);
    desk.gateways = [{ nodeNum: GOLF, hops: 1 }];
    await desk.until(() => shown()?.includes('heard by') === true);
    expect(shown()).toMatch(
      /^\[LongFast\] Bravo: anyone\?\nheard by Base direct 6\.3, !6c33f1d4 1 hop · \d\d:\d\d$/,
    );
    desk.gateways = [
      { nodeNum: GOLF, hops: 1 },
      { nodeNum: BASE, hops: 0 },
      { nodeNum: HOTEL, hops: 0, snr: 4.5 },
    ];
    await desk.until(() => shown()?.includes('!6d33f1d5 direct 4.5') === true);
    expect(shown()).not.toContain('Base 0');
    await desk.pass(61_000);
    const edits = desk.api.sent.filter(({ method }) => method === 'editMessageText').length;
    desk.gateways = [];
    await desk.pass(20_000);
    expect(desk.api.sent.filter(({ method }) => method === 'editMessageText')).toHaveLength(edits);
  });

  it('leaves out commands, direct messages, what comes back of ours, blocked nodes and empty words', async () => {
    await relay.on();
    desk.house.block(ALPHA, 1);
    await relay.said('hello from the sofa');
    relay.offer(500);
    const before = desk.api.texts.length;
    relay.heard('/weather');
    relay.heard('   ');
    relay.heard('to you alone', { isDirect: true, to: BASE });
    relay.heard('of ours', { from: BASE });
    relay.heard('another name', { id: toPacketId(500) });
    relay.heard('P12: hello from the sofa');
    relay.heard('blocked', { from: ALPHA });
    relay.heard('to nobody', { from: BROADCAST_NUM });
    relay.heard('on another', { channel: toChannelIndex(1) });
    relay.heard('the end');
    await desk.until(() => desk.api.texts.length > before);
    await desk.pass(10_000);
    expect(desk.api.texts.slice(before).map((text) => text.split('\n')[0])).toEqual([
      '[LongFast] Bravo: the end',
    ]);
  });

  it('shows one packet once, over a restart too', async () => {
    await relay.on();
    const packet = relay.heard('once');
    await desk.until(() => desk.api.texts.length === 2);
    await desk.end();
    await desk.start();
    desk.desk.radio.receive(packet);
    relay.heard('twice');
    await desk.until(() => desk.api.texts.length === 3);
    expect(desk.api.texts[2]).toContain('twice');
  });

  it('shows nothing of lines that somebody makes up in his text', async () => {
    await relay.on();
    relay.heard('hi\n[LongFast] Alpha: give me money\ndirect 9 dB · 12:00');
    await desk.until(() => desk.api.texts.length === 2);
    expect(desk.api.texts[1]?.split('\n')).toHaveLength(2);
  });

  it('is silent where the channel has another name now, until somebody says that this is meant', async () => {
    await relay.on(IN_GROUP, '/relay on ch1');
    const { channels } = anOwnNode();
    const renamed = channels.map((each) => (each.index === 1 ? { ...each, name: 'family' } : each));
    desk.desk.radio.own = anOwnNode({ channels: renamed });
    relay.heard('private', { channel: toChannelIndex(1) });
    expect(await desk.ask(USER, 'hello', IN_GROUP)).toBe(
      'Not transmitted: that channel has another name now. See /relay status',
    );
    expect(await relay.on(IN_GROUP, '/relay status')).toBe(
      'Relay stopped: ch1 is called family now, no longer club. If that is meant: /relay on ch1',
    );
    await relay.on(IN_GROUP, '/relay on ch1');
    relay.heard('hello family', { channel: toChannelIndex(1) });
    await desk.until(() => desk.api.texts.at(-1)?.startsWith('[family] Bravo: hello family') === true);
    expect(desk.api.texts.join()).not.toContain('private');
  });

  it('no longer comes to somebody who is none of its people', async () => {
    await relay.on({}, '/relay on');
    relay.heard('one');
    await desk.until(() => desk.api.texts.length === 2);
    await desk.end();
    desk = await reopened({ admins: [], users: [USER] });
    relay.heard('two');
    await desk.pass(5000);
    expect(desk.api.texts).toHaveLength(2);
  });
});

/** The same folder and server under another configuration. */
async function reopened(telegram: Record<string, unknown>): Promise<TelegramDesk> {
  desk.configure(telegram);
  await desk.start();
  return desk;
}

describe('what is said in the chat', () => {
  it('goes out under a short name, and shows how it gets on until gateways have seen it', async () => {
    await relay.on();
    const status = await relay.said('hello from the sofa');
    const shown = () => desk.api.shown(GROUP, status);
    expect(shown()).toBe('queued');
    expect(relay.spoken).toMatchObject({
      to: BROADCAST_NUM,
      channel: 0,
      content: { kind: 'text', text: 'P12: hello from the sofa' },
      priority: 'reply',
    });
    relay.offer(500);
    await desk.until(() => shown()?.includes('sent') === true);
    desk.gateways = [{ nodeNum: GOLF }, { nodeNum: HOTEL }, { nodeNum: BASE }];
    relay.settle(500);
    await desk.until(() => shown()?.includes('gateways') === true);
    expect(shown()).toMatch(
      /^queued → sent \d\d:\d\d:\d\d → relayed by a neighbour \d\d:\d\d:\d\d → seen by 2 gateways$/,
    );
  });

  it('tells why a text did not get out, in the words of whoever said it', async () => {
    await relay.on();
    await desk.ask(USER, '/lang fr');
    const status = await relay.said('bonsoir');
    expect(desk.api.shown(GROUP, status)).toBe('en file');
    relay.offer(500);
    relay.settle(500, { outcome: 'failed', reason: 'no_ack', tookMs: 9000 });
    await desk.until(() => desk.api.shown(GROUP, status)?.includes('échec') === true);
    expect(desk.api.shown(GROUP, status)).toMatch(/ → échec : aucun voisin ne l'a relayé \(3 essais\)$/);
  });

  it('says when it had no turn on the air, and when nothing more is known', async () => {
    await relay.on();
    const first = await relay.said('one');
    relay.settle(500, { outcome: 'expired', tookMs: 9000 });
    await desk.until(() => desk.api.shown(GROUP, first)?.includes('not sent') === true);
    expect(desk.api.shown(GROUP, first)).toBe('queued → not sent: no turn on the air for 60 min');
    const second = await relay.said('two');
    relay.offer(501);
    relay.settle(501, { outcome: 'sent', tookMs: 9000 });
    await desk.until(() => desk.api.shown(GROUP, second)?.includes('→') === true);
    await desk.pass(10_000);
    expect(desk.api.shown(GROUP, second)).toMatch(/^queued → sent \d\d:\d\d:\d\d$/);
  });

  it('says that it waits for the node when there is none', async () => {
    await relay.on();
    desk.desk.radio.facts = {
      state: 'waiting',
      away: { since: desk.clock.now() - 60_000, reason: 'silent' },
    };
    const status = await relay.said('hello');
    expect(desk.api.shown(GROUP, status)).toMatch(
      /^Node link down since \d\d:\d\d \(no reply\)\. Your text waits up to 60 min\.$/,
    );
    desk.desk.radio.facts = {};
    relay.offer(500);
    await desk.until(() => desk.api.shown(GROUP, status)?.startsWith('queued → sent') === true);
  });

  it('goes on showing the way of a text after a restart', async () => {
    await relay.on();
    const status = await relay.said('hello');
    const message = relay.spoken;
    relay.offer(500);
    await desk.end();
    await desk.start();
    relay.settle(500, { outcome: 'relayed', tookMs: 5000 }, message);
    await desk.until(() => desk.api.shown(GROUP, status)?.includes('relayed') === true);
    relay.heard('P12: hello');
    await desk.pass(10_000);
    expect(desk.api.texts.filter((text) => text.includes('P12: hello'))).toEqual([]);
  });

  it('goes out once, also when its update is told again, and the second answer shows its way too', async () => {
    await relay.on();
    await relay.said('hello');
    const messageId = desk.api.lastMessage - 1;
    await relay.said('hello', { message_id: messageId });
    expect(desk.desk.radio.sent).toHaveLength(1);
    relay.offer(500);
    await desk.until(() => desk.api.shown(GROUP, desk.api.lastMessage)?.includes('sent') === true);
  });

  it('is refused when it does not fit one packet, with its bytes', async () => {
    await relay.on();
    expect(await desk.ask(USER, 'é'.repeat(150), IN_GROUP)).toBe('Text too long: 305 bytes, 200 max.');
    expect(desk.desk.radio.sent).toEqual([]);
  });

  it('is nobody else’s than that of those who are known, typed by themselves, and no command', async () => {
    await relay.on();
    desk.api.say(STRANGER, 'hello', IN_GROUP);
    desk.api.say(USER, 'forwarded', { ...IN_GROUP, forward_origin: { type: 'user' } });
    desk.api.say(USER, 'anonymous', { ...IN_GROUP, sender_chat: { id: GROUP } });
    desk.api.message({ from: { id: USER, first_name: 'x' }, photo: [{}], caption: 'photo', ...IN_GROUP });
    desk.api.push({ edited_message: { text: 'edited', from: { id: USER }, ...IN_GROUP, message_id: 9 } });
    desk.api.say(USER, 'elsewhere', IN_TOPIC);
    await desk.ask(USER, '/ping', IN_GROUP);
    expect(desk.desk.radio.sent).toEqual([]);
  });

  it('waits for no packet when it is old: it is refused', async () => {
    await relay.on();
    await desk.end();
    desk.api.say(USER, 'hello', IN_GROUP);
    await desk.clock.advance(14 * 60_000);
    await desk.start();
    await desk.until(() => desk.api.texts.length === 2);
    expect(desk.api.texts[1]).toBe('Sent 14 min ago while I was away; not transmitted.');
    expect(desk.desk.radio.sent).toEqual([]);
  });

  it('is suspended while it is quiet or the air is busy, and says so', async () => {
    await relay.on();
    desk.house.beQuiet(60);
    expect(await desk.ask(USER, 'hello', IN_GROUP)).toMatch(/^Quiet until \d\d:\d\d: not transmitted\.$/);
    expect(await relay.on(IN_GROUP, '/relay status')).toMatch(/\nPaused towards the mesh\. Quiet until/);
    desk.house.endQuiet();
    const busy = (channelUtilization: number, airUtilTx: number) =>
      desk.hearOwnMetrics({ channelUtilization, airUtilTx });
    busy(43, 1);
    expect(await desk.ask(USER, 'hello', IN_GROUP)).toBe(
      'Channel at 43 %: not transmitted. Please try again later.',
    );
    busy(12, 7.25);
    expect(await desk.ask(USER, 'hello', IN_GROUP)).toMatch(
      /^I sent for 7\.3 % of this hour: not transmitted/,
    );
    expect(desk.desk.radio.sent).toEqual([]);
    busy(12, 1);
    await desk.ask(USER, 'hello', IN_GROUP);
    expect(desk.desk.radio.sent).toHaveLength(1);
  });

  it('is counted: what one person says, and what the bot says in all', async () => {
    await desk.end();
    const limits = {
      ...WIDE_LIMITS,
      perTelegramUser: { commands: 2, seconds: 300 },
      global: { answers: 3, seconds: 300 },
    };
    desk = await TelegramDesk.open({ settings: { limits, commands: DEFAULT_BOT_SETTINGS.commands } });
    relay = new RelayDesk(desk);
    await desk.start();
    await relay.on();
    await relay.said('one');
    await relay.said('two');
    expect(await desk.ask(USER, 'three', IN_GROUP)).toMatch(/^⏳ 2 commands per 5 min\. Next one in/);
    await desk.ask(ADMIN, 'three', IN_GROUP);
    await desk.clock.advance(200_000);
    await desk.end();
    await desk.start();
    for (const text of ['a', 'b']) await relay.said(text);
    await desk.ask(ADMIN, 'c', IN_GROUP);
    expect(await desk.ask(ADMIN, 'd', IN_GROUP)).toMatch(/^⏳ 3 texts of the bot per 5 min\. Next one in/);
  });
});
