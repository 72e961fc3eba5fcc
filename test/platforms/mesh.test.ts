import { describe, expect, it, onTestFinished } from 'vitest';
import { House } from '../../src/bot/house.js';
import type { Request } from '../../src/bot/request.js';
import type { Answer } from '../../src/bot/router.js';
import { type BotSettings, DEFAULT_BOT_SETTINGS } from '../../src/bot/settings.js';
import { SqliteHouseStore } from '../../src/history/house-store.js';
import { BROADCAST_NUM, toChannelIndex, toNodeNum, toPacketId } from '../../src/mesh/ids.js';
import { NodeDb } from '../../src/mesh/node-db.js';
import type { TextPacket } from '../../src/mesh/packet.js';
import { MeshPlatform } from '../../src/platforms/mesh.js';
import { aDatabase } from '../support/a-database.js';
import { aDesk } from '../support/bot-desk.js';
import {
  ALPHA,
  anOwnNode,
  aPosition,
  aReport,
  aText,
  BASE,
  BRAVO,
  KEY,
  NOW,
  OTHER_KEY,
  without,
} from '../support/builders.js';
import { FakeClock } from '../support/fake-clock.js';
import { FakeRadio } from '../support/fake-radio.js';
import { RecordingLog } from '../support/recording-log.js';

const CLUB = toChannelIndex(1);
const ID = toPacketId(4711);

function aPlatform(
  changes: Partial<BotSettings> = {},
  answer: (request: Request) => Answer | undefined = () => ({ pages: ['yes'] }),
) {
  const radio = new FakeRadio();
  const nodes = new NodeDb();
  nodes.learn(aReport(), NOW);
  const clock = new FakeClock(NOW);
  const log = new RecordingLog();
  const settings = { ...DEFAULT_BOT_SETTINGS, ...changes };
  const requests: Request[] = [];
  const router = {
    handle: async (request: Request) => {
      requests.push(request);
      return answer(request);
    },
  };
  const platform = new MeshPlatform({ radio, nodes, router, settings, clock, log });
  platform.start();
  const receive = async (packet: TextPacket) => {
    radio.receive(packet);
    await clock.advance(0);
  };
  return { radio, nodes, clock, log, platform, requests, receive };
}

const publicText = (text: string, changes: Partial<TextPacket> = {}) =>
  aText(text, { isDirect: false, to: BROADCAST_NUM, channel: CLUB, ...changes });

describe('a direct message', () => {
  it('is answered by a direct message to the asker, in reply to it', async () => {
    const { radio, requests, receive } = aPlatform();
    await receive(aText('/ping', { id: ID }));
    expect(radio.sent).toEqual([
      {
        to: ALPHA,
        channel: 0,
        content: { kind: 'text', text: 'yes', replyId: ID },
        priority: 'reply',
        ttlMs: 300_000,
      },
    ]);
    expect(requests).toMatchObject([
      {
        platform: 'mesh',
        user: { id: 'mesh:!16fad3dc', name: 'Alpha', role: 'any', nodeNum: ALPHA },
        text: '/ping',
        isDirect: true,
        isBrief: true,
        language: 'en',
      },
    ]);
  });

  it('is answered with the first page only, and not at all with nothing', async () => {
    const pages = aPlatform({}, () => ({ pages: ['one', 'two'] }));
    await pages.receive(aText('/nodes'));
    expect(pages.radio.texts()).toEqual(['one']);
    for (const nothing of [undefined, { pages: [] }, { pages: [''] }]) {
      const silent = aPlatform({}, () => nothing);
      await silent.receive(aText('/nodes'));
      expect(silent.radio.sent).toEqual([]);
    }
  });

  it('is not answered any more once we have stopped', async () => {
    const { radio, platform, clock } = aPlatform();
    radio.receive(aText('/ping'));
    platform.stop();
    platform.stop();
    await clock.advance(0);
    expect([radio.sent, radio.listenerCount()]).toEqual([[], 0]);
  });

  it('leaves within a turn of the event loop', async () => {
    const desk = aDesk();
    const platform = new MeshPlatform({ ...desk, router: desk.bot.router });
    platform.start();
    desk.radio.receive(aText('/ping'));
    for (let turn = 0; turn < 50; turn++) await Promise.resolve();
    expect(desk.radio.texts()).toEqual(['Pong Alpha! Direct, SNR 6.3 dB, RSSI -88 dBm 🟢 14:05:31']);
    platform.stop();
  });
});

describe('a message on a channel', () => {
  it('is answered on that channel', async () => {
    const { radio, receive, requests } = aPlatform({
      channels: { ...DEFAULT_BOT_SETTINGS.channels, language: { 1: 'fr' } },
    });
    await receive(publicText('/ping', { id: ID }));
    expect(radio.sent).toMatchObject([
      { to: BROADCAST_NUM, channel: CLUB, content: { text: 'yes', replyId: ID } },
    ]);
    expect(requests[0]).toMatchObject({ isDirect: false, channel: 1, language: 'fr', user: { role: 'any' } });
  });

  it('is answered by direct message when the answer is for the asker alone', async () => {
    const { radio, receive } = aPlatform({}, () => ({ pages: ['psst'], sendByDm: true }));
    await receive(publicText('/ping'));
    expect(radio.sent).toMatchObject([{ to: ALPHA, channel: CLUB }]);
  });

  it('is not heard on an index that carries another name now, and that is told once', async () => {
    const { radio, receive, log, requests } = aPlatform({
      channels: { ...DEFAULT_BOT_SETTINGS.channels, commands: [CLUB] },
    });
    await receive(publicText('/ping'));
    const channels = anOwnNode().channels.map((channel) =>
      channel.index === CLUB ? { ...channel, name: 'other' } : channel,
    );
    radio.own = anOwnNode({ channels });
    radio.change({ state: 'ready' });
    radio.change({ state: 'waiting' });
    await receive(publicText('/ping'));
    expect(requests).toHaveLength(1);
    expect(log.find('channel changed, silent there')).toMatchObject([
      { level: 'warn', fields: { channel: 1, was: 'club', now: 'other' } },
    ]);
  });

  it('is not heard on an index that our node does not have', async () => {
    const { requests, receive } = aPlatform();
    await receive(publicText('/ping', { channel: toChannelIndex(2) }));
    await receive(publicText('/ping', { channel: toChannelIndex(5) }));
    expect(requests).toEqual([]);
  });
});

describe('what is no question', () => {
  it.each([
    ['own', aText('/ping', { from: BASE })],
    ['foreign', aText('/ping', { to: BRAVO })],
    ['reaction', aText('👍', { isReaction: true })],
    ['empty', aText(' \n ')],
    ['late', aText('/ping', { rxTime: NOW - 600_001 })],
    ['mqtt', publicText('/ping', { viaMqtt: true })],
    ['mqtt', aText('/ping', { viaMqtt: true })],
  ] as const)('is passed over and counted: %s', async (reason, packet) => {
    const { platform, requests, receive } = aPlatform();
    await receive(packet);
    expect(requests).toEqual([]);
    expect(platform.ignored[reason]).toBe(1);
  });

  it('is what came before our node told who it is', async () => {
    const { radio, requests, receive } = aPlatform();
    radio.own = undefined;
    await receive(aText('/ping'));
    expect(requests).toEqual([]);
  });

  it('is our own answer, said again by somebody', async () => {
    const { platform, radio, receive } = aPlatform({}, () => ({
      pages: ['/ping: how your message reached me'],
    }));
    await receive(aText('/help ping'));
    await receive(aText('/ping: how your message reached me ', { from: BRAVO }));
    expect([radio.sent.length, platform.ignored.loop]).toEqual([1, 1]);
  });

  it('is anything but a text', async () => {
    const { radio, requests, clock } = aPlatform();
    radio.receive(aPosition());
    await clock.advance(0);
    expect(requests).toEqual([]);
  });
});

describe('what is a question all the same', () => {
  it.each([
    ['ten minutes old', aText('/ping', { rxTime: NOW - 600_000 })],
    ['without a time', without(aText('/ping'), 'rxTime') as TextPacket],
    ['over MQTT under the key of its sender', aText('/ping', { viaMqtt: true, pkiEncrypted: true })],
  ])('%s', async (_name, packet) => {
    const { requests, receive } = aPlatform();
    await receive(packet);
    expect(requests).toHaveLength(1);
  });

  it('over MQTT, where the owner wants it', async () => {
    const { requests, receive } = aPlatform({
      commands: { ...DEFAULT_BOT_SETTINGS.commands, acceptViaMqtt: true },
    });
    await receive(publicText('/ping', { viaMqtt: true }));
    expect(requests).toHaveLength(1);
  });
});

describe('who asks', () => {
  const PROOF = { pkiEncrypted: true, publicKey: KEY };
  const roleOf = async (packet: TextPacket, admins: BotSettings['admins']['nodes'] = []) => {
    const { requests, receive } = aPlatform({ admins: { nodes: admins } });
    await receive(packet);
    return requests[0]?.user.role;
  };

  it('is known by the key that was there first', async () => {
    expect(await roleOf(aText('/ping', PROOF))).toBe('known');
  });

  it('is an admin only with the key that is written down', async () => {
    expect(await roleOf(aText('/ping', PROOF), [{ nodeNum: ALPHA, publicKey: KEY }])).toBe('admin');
    expect(await roleOf(aText('/ping', PROOF), [{ nodeNum: ALPHA }])).toBe('known');
    expect(await roleOf(aText('/ping', PROOF), [{ nodeNum: BRAVO, publicKey: KEY }])).toBe('known');
  });

  it.each([
    ['forged on a channel', publicText('/ping', PROOF)],
    ['a legacy direct message', aText('/ping', { publicKey: KEY })],
    ['under another key', aText('/ping', { ...PROOF, publicKey: OTHER_KEY })],
    ['under an empty key', aText('/ping', { ...PROOF, publicKey: new Uint8Array() })],
    ['without a key', aText('/ping', { pkiEncrypted: true })],
    ['somebody unknown', aText('/ping', { ...PROOF, from: toNodeNum(99) })],
  ])('is anybody: %s', async (_name, packet) => {
    expect(await roleOf(packet, [{ nodeNum: ALPHA, publicKey: KEY }])).toBe('any');
  });
});

describe('the whole way', () => {
  /** The bot with what it remembers of orders. */
  function aHouse(admins: BotSettings['admins']['nodes']) {
    const desk = aDesk({ admins: { nodes: admins } });
    const { radio, nodes, clock, log, settings, bot } = desk;
    const house = new House(clock, new SqliteHouseStore(aDatabase(clock, log), log));
    const platform = new MeshPlatform({ radio, nodes, clock, log, settings, router: bot.router, house });
    platform.start();
    onTestFinished(() => platform.stop());
    const ignored = () => log.find('message played again: ignored');
    return { ...desk, ignored };
  }

  it.each([
    ['an admin', [{ nodeNum: ALPHA, publicKey: KEY }]],
    ['somebody known', []],
    ['somebody whose key proves nothing yet', [{ nodeNum: ALPHA, publicKey: OTHER_KEY }]],
  ])('hears a sealed message of %s once, however often it is played again', async (_name, admins) => {
    const { radio, clock, ignored } = aHouse(admins);
    for (let n = 0; n < 3; n++) {
      radio.receive(aText('/ping', { id: ID, pkiEncrypted: true, publicKey: KEY }));
      await clock.advance(60_000);
    }
    expect(radio.texts()).toHaveLength(1);
    expect(ignored().map(({ level, fields }) => [level, fields])).toEqual(
      Array(2).fill(['warn', { from: '!16fad3dc', id: ID }]),
    );
  });

  it('does not take for an order later what came too late to be one', async () => {
    const { radio, clock, ignored } = aHouse([{ nodeNum: ALPHA, publicKey: KEY }]);
    const order = { id: ID, pkiEncrypted: true, publicKey: KEY };
    radio.receive(aText('/ping', { ...order, rxTime: NOW - 660_000 }));
    await clock.advance(0);
    expect(ignored()).toEqual([]);
    radio.receive(aText('/ping', { ...order, rxTime: NOW }));
    await clock.advance(0);
    expect(radio.texts()).toEqual([]);
    expect(ignored()).toHaveLength(1);
  });

  it('hears again what nobody sealed: that proves nothing the first time either', async () => {
    const { radio, clock, ignored } = aHouse([]);
    for (let n = 0; n < 2; n++) {
      radio.receive(aText('/ping', { id: ID }));
      await clock.advance(60_000);
    }
    expect(radio.texts()).toHaveLength(2);
    expect(ignored()).toEqual([]);
  });

  it('answers one of: a packet resent, one of our own, one that is old', async () => {
    const desk = aDesk();
    const platform = new MeshPlatform({ ...desk, router: desk.bot.router });
    platform.start();
    for (const packet of [
      aText('/ping'),
      aText('/ping'),
      aText('/ping', { from: BASE }),
      aText('/ping', { rxTime: NOW - 660_000 }),
    ]) {
      desk.radio.receive(packet);
    }
    await desk.clock.advance(0);
    expect(desk.radio.texts()).toEqual(['Pong Alpha! Direct, SNR 6.3 dB, RSSI -88 dBm 🟢 14:05:31']);
    platform.stop();
  });

  it('says nothing at all on a channel that is not enabled', async () => {
    const desk = aDesk();
    const platform = new MeshPlatform({ ...desk, router: desk.bot.router });
    platform.start();
    for (const text of ['/ping', '/xyz', '/info', 'hello', '/echo /x', '/trace a b c'])
      desk.radio.receive(publicText(text));
    await desk.clock.advance(0);
    expect(desk.radio.sent).toEqual([]);
    platform.stop();
  });
});
