import { describe, expect, it } from 'vitest';
import type { Request } from '../../src/bot/request.js';
import { DEFAULT_BOT_SETTINGS } from '../../src/bot/settings.js';
import { BROADCAST_NUM, PRIMARY_CHANNEL, toPacketId } from '../../src/mesh/ids.js';
import { NodeDb } from '../../src/mesh/node-db.js';
import type { TextPacket } from '../../src/mesh/packet.js';
import type { Outgoing } from '../../src/mesh/radio.js';
import { MeshPlatform } from '../../src/platforms/mesh.js';
import { aText, NOW } from '../support/builders.js';
import { FakeClock } from '../support/fake-clock.js';
import { FakeRadio } from '../support/fake-radio.js';
import { RecordingLog } from '../support/recording-log.js';

const OURS = toPacketId(4711);
const NET: Outgoing = {
  to: BROADCAST_NUM,
  channel: PRIMARY_CHANNEL,
  content: { kind: 'text', text: 'Net tonight 20:00' },
  priority: 'announcement',
  ttlMs: 1000,
};

function aPlatform() {
  const radio = new FakeRadio();
  const clock = new FakeClock(NOW);
  const requests: Request[] = [];
  const router = {
    handle: async (request: Request) => {
      requests.push(request);
      return { pages: ['yes'], priority: 'chat' as const };
    },
  };
  const settings = { ...DEFAULT_BOT_SETTINGS };
  const log = new RecordingLog();
  const platform = new MeshPlatform({ radio, nodes: new NodeDb(), router, settings, clock, log });
  platform.start();
  const hear = async (text: string, changes: Partial<TextPacket> = {}) => {
    radio.receive(aText(text, { isDirect: false, to: BROADCAST_NUM, ...changes }));
    await clock.advance(0);
  };
  return { radio, clock, platform, requests, hear };
}

describe('our own broadcast that comes back', () => {
  it('under the name of a gateway is known by its id', async () => {
    const { radio, requests, platform, hear } = aPlatform();
    radio.offer({ id: OURS, message: NET });
    await hear('/ping', { id: OURS });
    expect(requests).toEqual([]);
    expect(platform.ignored.own).toBe(1);
  });

  it('in the words of a bridge is known by its words for a minute', async () => {
    const { radio, clock, requests, platform, hear } = aPlatform();
    radio.offer({ id: OURS, message: NET });
    await clock.advance(59_000);
    await hear('Net tonight 20:00');
    expect(requests).toEqual([]);
    expect(platform.ignored.own).toBe(1);
    await clock.advance(1000);
    await hear('Net tonight 20:00');
    expect(requests).toHaveLength(1);
  });

  it('keeps nobody from asking', async () => {
    const { radio, requests, hear } = aPlatform();
    radio.offer({ id: OURS, message: NET });
    await hear('/ping');
    expect(requests).toMatchObject([{ text: '/ping' }]);
  });
});

it('an answer goes as urgently as it says', async () => {
  const { radio, hear } = aPlatform();
  await hear('/bot hello');
  expect(radio.sent).toMatchObject([{ priority: 'chat' }]);
});
