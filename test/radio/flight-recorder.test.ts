import { beforeEach, describe, expect, it } from 'vitest';
import { toChannelIndex, toNodeNum, toPacketId } from '../../src/mesh/ids.js';
import { decodeFromRadio, type FromNode } from '../../src/radio/codec.js';
import {
  encodeGoodbye,
  encodeHeartbeat,
  encodePacket,
  encodeWantConfig,
} from '../../src/radio/codec-encode.js';
import { FlightRecorder, recorded } from '../../src/radio/flight-recorder.js';
import { encodeFrame } from '../../src/radio/frame.js';
import type { SessionListener } from '../../src/radio/session.js';
import { ALPHA, aPosition, aText, BASE, KEY } from '../support/builders.js';
import { FakeClock } from '../support/fake-clock.js';
import { packetFrameOf } from '../support/wire.js';

const HEARTBEAT_ANSWER = {
  kind: 'queueStatus',
  status: { res: 0, free: 16, maxlen: 16, packetId: toPacketId(0) },
} as const;

let clock: FakeClock;
let recorder: FlightRecorder;

beforeEach(() => {
  clock = new FakeClock();
  recorder = new FlightRecorder(clock);
  recorder.opened();
});

function events() {
  return recorder.events().map(({ at: _, uptime: __, ...event }) => event);
}

describe('of what the node says the recorder', () => {
  it('keeps when it came by both clocks', async () => {
    await clock.advance(1500);
    clock.jump(3_600_000);
    recorder.heard(HEARTBEAT_ANSWER, 8);
    const [event] = recorder.events();
    expect(event).toMatchObject({ at: clock.now(), uptime: 1500 });
  });

  it('keeps of a packet between whom it is and how large, and nothing of what it says', () => {
    const text = aText('the treasure is under the oak', { id: toPacketId(9), publicKey: KEY });
    recorder.heard({ kind: 'packet', packet: text }, 60);
    const position = aPosition({ id: toPacketId(10), position: { latitude: 48.85, longitude: 2.35 } });
    recorder.heard({ kind: 'packet', packet: position }, 50);
    expect(events()).toEqual([
      { way: 'in', what: 'text', bytes: 64, portnum: 1, from: '!16fad3dc', to: '!0b07ba5e', id: 9 },
      { way: 'in', what: 'position', bytes: 54, portnum: 3, from: '!16fad3dc', to: '!0b07ba5e', id: 10 },
    ]);
  });

  it('keeps which packet an acknowledgement is about, and its verdict', () => {
    const routing = (variant: object) =>
      decodeFromRadio(packetFrameOf({ portnum: 5, requestId: 77, ...variant }, { to: BASE }), 0) as FromNode;
    recorder.heard(routing({ payload: Uint8Array.of(0x18, 6) }), 30);
    expect(events()).toMatchObject([
      { what: 'routing', requestId: 77, error: 'NO_CHANNEL', to: '!0b07ba5e' },
    ]);
  });

  it('keeps of what is encrypted only the header', () => {
    const packet = { ...aText(''), kind: 'encrypted', channelHash: 8, payload: KEY } as const;
    recorder.heard({ kind: 'packet', packet }, 40);
    expect(events()).toEqual([
      { way: 'in', what: 'encrypted', bytes: 44, from: '!16fad3dc', to: '!0b07ba5e', id: packet.id },
    ]);
  });

  it.each<[FromNode, object]>([
    [HEARTBEAT_ANSWER, { what: 'queueStatus', res: 0, free: 16 }],
    [
      { kind: 'queueStatus', status: { res: 32, free: 0, maxlen: 16, packetId: toPacketId(5) } },
      { what: 'queueStatus', res: 32, free: 0, id: 5 },
    ],
    [
      { kind: 'configComplete', nonce: 69_420 },
      { what: 'configComplete', nonce: 69_420 },
    ],
    [
      { kind: 'notice', text: 'secret', about: toPacketId(5) },
      { what: 'notice', requestId: 5 },
    ],
    [{ kind: 'notice', text: 'secret' }, { what: 'notice' }],
    [{ kind: 'other', name: 'xmodemPacket' }, { what: 'xmodemPacket' }],
    [
      { kind: 'channel', channel: { index: toChannelIndex(0), name: 'secret', role: 'primary' } },
      { what: 'channel' },
    ],
    [{ kind: 'rebooted' }, { what: 'rebooted' }],
  ])('keeps of %j no more than %j', (message, kept) => {
    recorder.heard(message, 6);
    expect(events()).toEqual([{ way: 'in', bytes: 10, ...kept }]);
  });

  it('keeps a handshake of hundreds of frames as a few events, and heartbeats one by one', () => {
    for (let node = 0; node < 300; node++) {
      recorder.heard({ kind: 'node', report: { nodeNum: ALPHA, viaMqtt: false, isFavorite: false } }, 96);
    }
    recorder.heard({ kind: 'configComplete', nonce: 5 }, 6);
    recorder.heard({ kind: 'configComplete', nonce: 5 }, 6);
    recorder.heard(HEARTBEAT_ANSWER, 6);
    recorder.heard(HEARTBEAT_ANSWER, 6);
    expect(events().map(({ what, count, bytes }) => [what, count, bytes])).toEqual([
      ['node', 300, 30_000],
      ['configComplete', undefined, 10],
      ['configComplete', undefined, 10],
      ['queueStatus', undefined, 10],
      ['queueStatus', undefined, 10],
    ]);
  });

  it('keeps the last 200', () => {
    for (let index = 0; index < 500; index++) {
      recorder.heard({ kind: 'packet', packet: aText('', { id: toPacketId(index) }) }, 60);
    }
    expect(events().map(({ id }) => id)).toEqual(Array.from({ length: 200 }, (_, index) => 300 + index));
  });
});

describe('of what goes to the node the recorder', () => {
  const packet = {
    from: BASE,
    to: ALPHA,
    id: toPacketId(9),
    channel: toChannelIndex(0),
    hopLimit: 3,
    content: { kind: 'text', text: 'nobody must know' },
  } as const;

  it.each<[string, Uint8Array, object]>([
    [
      'a text',
      encodePacket(packet),
      { what: 'packet', portnum: 1, from: '!0b07ba5e', to: '!16fad3dc', id: 9 },
    ],
    ['an empty packet', encodeFrame(Uint8Array.of(0x0a, 0)), { what: 'packet', id: 0 }],
    ['the question for the configuration', encodeWantConfig(69_420), { what: 'wantConfig', nonce: 69_420 }],
    ['a heartbeat', encodeHeartbeat(), { what: 'heartbeat' }],
    ['a goodbye', encodeGoodbye(), { what: 'disconnect' }],
    ['what is none of ours', Uint8Array.of(1, 2, 3, 4, 0xff), { what: 'unknown' }],
    ['nothing', encodeFrame(new Uint8Array(0)), { what: 'unknown' }],
  ])('keeps of %s what it is, and its size', (_name, frame, kept) => {
    recorder.wrote(frame);
    expect(events()).toMatchObject([{ way: 'out', bytes: frame.length, ...kept }]);
    expect(JSON.stringify(events())).not.toContain('nobody');
  });
});

describe('of bytes outside frames the recorder', () => {
  const bytes = (text: string) => new TextEncoder().encode(text);

  it('keeps how many they are', () => {
    recorder.heard(HEARTBEAT_ANSWER, 6);
    recorder.noise(bytes('half a private text'));
    recorder.noise(bytes('!'));
    recorder.state({ state: 'waiting', reason: 'reset' });
    expect(events().slice(1)).toEqual([
      { way: 'in', what: 'noise', bytes: 20, count: 2 },
      { way: 'link', what: 'waiting', reason: 'reset' },
    ]);
  });

  it('keeps a beginning of them where no frame ever came: no node listens there', () => {
    recorder.noise(bytes('HTTP/1.1 400 Bad Request\r\nServer: somebody'));
    recorder.state({ state: 'waiting', reason: 'closed_by_node' });
    expect(events().at(-1)).toEqual({
      way: 'link',
      what: 'waiting',
      reason: 'closed_by_node',
      sample: 'HTTP/1.1 400 Bad Request',
    });
    recorder.state({ state: 'waiting', reason: 'refused' });
    expect(events().at(-1)).not.toHaveProperty('sample');
  });

  it('keeps nothing of a debug log that came before the first frame', () => {
    recorder.noise(bytes('Received text msg=private'));
    recorder.heard(HEARTBEAT_ANSWER, 6);
    recorder.noise(bytes('more'));
    recorder.state({ state: 'waiting', reason: 'reset' });
    expect(JSON.stringify(events())).not.toMatch(/private|more/);
  });

  it('keeps nothing of a connection that is over for the next one', () => {
    recorder.noise(bytes('old'));
    recorder.opened();
    recorder.state({ state: 'waiting', reason: 'reset' });
    expect(events().at(-1)).toEqual({ way: 'link', what: 'waiting', reason: 'reset' });
  });
});

describe('the recorder', () => {
  it('keeps the states of the link', () => {
    recorder.state({ state: 'connecting' });
    recorder.state({ state: 'yielding', reason: 'evicted' });
    expect(events()).toEqual([
      { way: 'link', what: 'connecting' },
      { way: 'link', what: 'yielding', reason: 'evicted' },
    ]);
  });

  it('hands out what does not change any more', () => {
    recorder.noise(new Uint8Array(1));
    const before = recorder.events();
    recorder.noise(new Uint8Array(1));
    expect(before).toMatchObject([{ bytes: 1 }]);
  });

  it('listens along with a session, and before it: the end of a link is told last', () => {
    const told: unknown[] = [];
    const listener: SessionListener = {
      ready: (_own, nodeCount) => told.push(['ready', nodeCount]),
      message: ({ kind }, payloadBytes) => told.push([kind, payloadBytes, recorder.events().length]),
      noise: (noise) => told.push(['noise', noise.length, recorder.events().length]),
    };
    const both = recorded(listener, recorder);
    both.ready({ nodeNum: toNodeNum(1) } as never, 2);
    both.message(HEARTBEAT_ANSWER, 6);
    both.noise(new Uint8Array(3));
    expect(told).toEqual([
      ['ready', 2],
      ['queueStatus', 6, 1],
      ['noise', 3, 2],
    ]);
  });

  it('leaves a session alone that has none', () => {
    const listener: SessionListener = { ready: () => {}, message: () => {}, noise: () => {} };
    expect(recorded(listener, undefined)).toBe(listener);
  });
});
