import { expect, it } from 'vitest';
import { BROADCAST_NUM, toChannelIndex, toNodeNum, toPacketId } from '../../src/mesh/ids.js';
import { NodeDb } from '../../src/mesh/node-db.js';
import type { Packet } from '../../src/mesh/packet.js';
import { deliveryLine, linkLine, packetLine } from '../../src/platforms/live-lines.js';
import {
  ALPHA,
  aPosition,
  aReport,
  aText,
  aTrace,
  aUser,
  BRAVO,
  NOW,
  OSCAR,
  without,
} from '../support/builders.js';

const nodes = new NodeDb();
nodes.learn(aReport({ nodeNum: ALPHA }), NOW);
nodes.learn(aReport({ nodeNum: BRAVO, user: aUser('Bravo', 'BRAV') }), NOW);

const header = aText('');
const sight = { nodes, at: NOW, language: 'en' } as const;
const french = { ...sight, language: 'fr' } as const;
const line = (packet: Packet) => packetLine(packet, sight);
const channel = { to: BROADCAST_NUM, isDirect: false };

it.each<[string, Packet, string]>([
  ['a text on a channel', aText('hello\nall', channel), 'all ch0, text, direct SNR 6.3: hello all'],
  [
    'a relayed text under PKI',
    aText('hi', { pkiEncrypted: true, hopsAway: 2, relayNode: 0xb7, to: BRAVO }),
    'Bravo (BRAV !2b4a7c10) PKI, text, 2 hops over …b7 SNR 6.3: hi',
  ],
  [
    'one whose way is not known',
    without(aText('hi', channel), 'hopsAway'),
    'all ch0, text, ? hops SNR 6.3: hi',
  ],
  ['one over MQTT', aText('hi', { ...channel, viaMqtt: true }), 'all ch0, text, via MQTT: hi'],
  ['one without radio', without(aText('hi', channel), 'rxSnr'), 'all ch0, text: hi'],
  [
    'a position',
    aPosition({ ...channel, position: { latitude: 45.19, longitude: 5.72 } }),
    'all ch0, position, direct SNR 6.3: 45.19, 5.72',
  ],
  [
    'a position that is not shared',
    without(aPosition(channel), 'position'),
    'all ch0, position, direct SNR 6.3: none shared',
  ],
  [
    'telemetry',
    {
      ...header,
      ...channel,
      kind: 'telemetry',
      telemetry: { variant: 'device', metrics: { batteryLevel: 87, voltage: 4.199999809265137 } },
    },
    'all ch0, telemetry, direct SNR 6.3: batteryLevel 87, voltage 4.2',
  ],
  [
    'telemetry of another kind',
    { ...header, ...channel, kind: 'telemetry', telemetry: { variant: 'other', name: 'airQualityMetrics' } },
    'all ch0, telemetry, direct SNR 6.3: airQualityMetrics',
  ],
  [
    'node info',
    { ...header, ...channel, kind: 'nodeInfo', user: aUser('Alpha', 'ALPH') },
    'all ch0, node info, direct SNR 6.3: Alpha, ',
  ],
  [
    'a trace',
    aTrace({ ...channel, from: ALPHA, towards: { relays: [BRAVO, undefined], snr: [] } }),
    'all ch0, traceroute, direct SNR 6.3: over BRAV ?',
  ],
  [
    'a direct trace',
    aTrace({ ...channel, from: ALPHA, towards: { relays: [], snr: [] } }),
    'all ch0, traceroute, direct SNR 6.3: no relay',
  ],
  [
    'an acknowledgement',
    { ...header, ...channel, kind: 'routing', error: 'NONE', requestId: toPacketId(77) },
    'all ch0, routing, direct SNR 6.3: acknowledgement of packet 77',
  ],
  [
    'a refusal',
    { ...header, ...channel, kind: 'routing', error: 'NO_CHANNEL' },
    'all ch0, routing, direct SNR 6.3: NO_CHANNEL',
  ],
  ['a route', { ...header, ...channel, kind: 'routing' }, 'all ch0, routing, direct SNR 6.3: route'],
  [
    'neighbours',
    { ...header, ...channel, kind: 'neighborInfo', nodeNum: ALPHA, neighbors: [{ nodeNum: BRAVO, snr: 1 }] },
    'all ch0, neighbour info, direct SNR 6.3: BRAV',
  ],
  [
    'what is not for us',
    { ...header, ...channel, kind: 'encrypted', channelHash: 8, payload: new Uint8Array(45) },
    'all encrypted, hash 8, 45 B, direct SNR 6.3',
  ],
  [
    'an unknown port',
    { ...header, ...channel, kind: 'other', portnum: 256, payload: new Uint8Array(3) },
    'all ch0, port 256, direct SNR 6.3: 3 B',
  ],
])('shows %s', (_, packet, shown) => {
  expect(line(packet)).toContain(`14:05:31 Alpha (ALPH !16fad3dc) → ${shown}`);
});

it('keeps what could disturb a terminal out of the line', () => {
  expect(line(aText('a\u001b[2Jb\u202ec', channel))).toMatch(/: a \[2Jb ?c$/);
});

const message = {
  to: OSCAR,
  channel: toChannelIndex(0),
  content: { kind: 'text', text: 'hi' },
  priority: 'reply',
  ttlMs: 1,
} as const;

it('shows how what we sent has ended', () => {
  const settled = { message, attempts: 1 };
  expect(deliveryLine({ ...settled, delivery: { outcome: 'delivered', tookMs: 4210 } }, sight)).toBe(
    '14:05:31 sent text to !5f20c3b7: delivered after 4.2 s',
  );
  const failed = { outcome: 'failed', reason: 'no_ack', tookMs: 100 } as const;
  const toAll = { ...message, to: toNodeNum(BROADCAST_NUM) };
  expect(deliveryLine({ ...settled, message: toAll, delivery: failed }, sight)).toBe(
    '14:05:31 sent text to all: failed (no_ack) after 0.1 s',
  );
});

it('shows what the link does, with the reason where there is one', () => {
  expect(linkLine({ state: 'ready' }, sight)).toBe('14:05:31 link ready');
  expect(linkLine({ state: 'waiting', reason: 'reset' }, sight)).toBe('14:05:31 link waiting (reset)');
});

it('speaks French too', () => {
  const settled = { message, attempts: 1, delivery: { outcome: 'relayed', tookMs: 4210 } } as const;
  expect(deliveryLine(settled, french)).toBe('14:05:31 envoi de texte à !5f20c3b7: relayé après 4,2 s');
  expect(linkLine({ state: 'yielding', reason: 'evicted' }, french)).toBe(
    '14:05:31 lien cède la place (evicted)',
  );
  const far = { ...aText('bonjour', channel), hopsAway: 2, relayNode: 0x10 };
  expect(packetLine(far, french)).toMatch(/→ tous ch0, texte, 2 sauts par .+ SNR 6,3: bonjour$/);
});
