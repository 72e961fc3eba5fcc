import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Claims } from '../../src/radio/claims.js';
import { encodeFrame } from '../../src/radio/frame.js';
import { Link } from '../../src/radio/link.js';
import { DEFAULT_LINK_SETTINGS } from '../../src/radio/link-settings.js';
import { FakeClock } from '../support/fake-clock.js';
import { MemoryTransport, PEER_NUM, type Peer } from '../support/memory-transport.js';
import { RecordingLog } from '../support/recording-log.js';
import { packetFrameOf } from '../support/wire.js';

/** Announces 496 bytes that never come. */
const STRAY = Uint8Array.of(0x94, 0xc3, 0x01, 0xf0);

let clock: FakeClock;
let transport: MemoryTransport;
let link: Link;
let isAnswering: boolean;
let answers: number;
let losses: number;
let heard: { readonly text: string; readonly at: number }[];

beforeEach(() => {
  clock = new FakeClock();
  transport = new MemoryTransport();
  isAnswering = true;
  [answers, losses] = [0, 0];
  heard = [];
  link = new Link({
    transport,
    claims: new Claims(),
    clock,
    log: new RecordingLog(),
    random: () => 0.5,
    settings: DEFAULT_LINK_SETTINGS,
  });
  link.on('message', (message) => {
    if (message.kind === 'queueStatus') answers++;
    if (message.kind !== 'packet' || message.packet.kind !== 'text') return;
    heard.push({ text: message.packet.text, at: clock.uptime() });
  });
  link.on('lost', () => losses++);
});

afterEach(async () => {
  const stopping = link.stop();
  await clock.advance(1000);
  await stopping;
  expect(clock.pending()).toEqual([]);
});

async function startReady(): Promise<Peer> {
  transport.onOpen = (peer) => {
    peer.onWrite = ({ payloadVariant }) => {
      if (payloadVariant.case === 'wantConfigId') peer.handshake(payloadVariant.value);
      if (payloadVariant.case === 'heartbeat' && isAnswering) peer.answerHeartbeat();
      if (payloadVariant.case === 'disconnect') peer.fin();
    };
  };
  void link.start();
  await clock.advance(0);
  expect(link.state).toBe('ready');
  return transport.peer;
}

const textFrame = (text: string) =>
  encodeFrame(packetFrameOf({ portnum: 1, payload: Buffer.from(text) }, { from: PEER_NUM, id: 77 }));

describe('a frame that the node broke off', () => {
  it('costs nothing when the node is quiet: the answer to the next heartbeat is read as it comes', async () => {
    const peer = await startReady();
    peer.sendBytes(STRAY);
    await clock.advance(10_000);
    expect(answers).toBe(1);
    await clock.advance(600_000);
    expect([answers, losses]).toEqual([61, 0]);
  });

  it('costs nothing when a text follows after a pause', async () => {
    const peer = await startReady();
    peer.sendBytes(STRAY);
    await clock.advance(5000);
    peer.sendBytes(textFrame('hello'));
    await clock.advance(0);
    expect(heard).toEqual([{ text: 'hello', at: 5000 }]);
  });

  it('holds up what follows at once for three seconds at most', async () => {
    const peer = await startReady();
    peer.sendBytes(Buffer.concat([STRAY, textFrame('hello'), textFrame('again')]));
    await clock.advance(3000);
    expect(heard.map(({ text }) => text)).toEqual(['hello', 'again']);
  });

  it('costs nothing more however often it happens', async () => {
    const peer = await startReady();
    for (let index = 0; index < 100; index++) {
      peer.sendBytes(Buffer.concat([STRAY, textFrame(`text ${index}`), STRAY]));
      await clock.advance(7000);
    }
    await clock.advance(10_000);
    expect(heard.map(({ text }) => text)).toEqual(Array.from({ length: 100 }, (_, index) => `text ${index}`));
    expect([link.state, losses]).toEqual(['ready', 0]);
  });

  it('is given up after 31 s when nothing proves that it was broken off', async () => {
    const peer = await startReady();
    isAnswering = false;
    peer.sendBytes(Buffer.concat([STRAY, textFrame('hello'), Buffer.from('log of the node')]));
    await clock.advance(30_000);
    expect(heard).toEqual([]);
    await clock.advance(2000);
    expect(heard.map(({ text }) => text)).toEqual(['hello']);
  });
});

describe('a frame that is only late', () => {
  it.each([1, 3, 4, 5, 20])('is read when its rest comes 30 s after its first %i bytes', async (sent) => {
    const peer = await startReady();
    await clock.advance(9500);
    const frame = textFrame('late but whole');
    isAnswering = false;
    peer.sendBytes(frame.subarray(0, sent));
    await clock.advance(30_000);
    expect(heard).toEqual([]);
    isAnswering = true;
    peer.sendBytes(frame.subarray(sent));
    await clock.advance(0);
    expect(heard.map(({ text }) => text)).toEqual(['late but whole']);
    expect([link.state, losses]).toEqual(['ready', 0]);
  });
});
