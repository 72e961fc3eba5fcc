import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Claims } from '../../src/radio/claims.js';
import { Link } from '../../src/radio/link.js';
import { DEFAULT_LINK_SETTINGS } from '../../src/radio/link-settings.js';
import { FakeClock } from '../support/fake-clock.js';
import { lively, MemoryTransport, type Peer, systemError } from '../support/memory-transport.js';
import { RecordingLog } from '../support/recording-log.js';

const DAY_MS = 86_400_000;

let clock: FakeClock;
let log: RecordingLog;
let transport: MemoryTransport;
let claims: Claims;
let link: Link;

beforeEach(() => {
  clock = new FakeClock();
  log = new RecordingLog();
  transport = new MemoryTransport();
  claims = new Claims();
  link = newLink();
});

afterEach(async () => {
  const stopping = link.stop();
  await clock.advance(1000);
  await stopping;
  expect(clock.pending()).toEqual([]);
});

function newLink(): Link {
  let seed = 1;
  const random = () => {
    seed = (seed * 16_807) % 2_147_483_647;
    return seed / 2_147_483_647;
  };
  return new Link({ transport, claims, clock, log, random, settings: DEFAULT_LINK_SETTINGS });
}

/** A node that shakes hands and answers heartbeats by itself. */
async function startReady(): Promise<Peer> {
  transport.onOpen = lively;
  void link.start();
  await clock.advance(0);
  expect(link.state).toBe('ready');
  return transport.peer;
}

describe('the handshake', () => {
  it('is ready only when its own nonce comes back', async () => {
    void link.start();
    await clock.advance(0);
    const { peer } = transport;
    expect(link.state).toBe('configuring');
    peer.handshake(peer.nonce + 1);
    await clock.advance(0);
    expect(link.state).toBe('configuring');
    peer.handshake();
    await clock.advance(0);
    expect(link.state).toBe('ready');
    expect(link.own).toMatchObject({ nodeNum: 0x0b07ba5e, longName: 'Base', firmware: '2.7.26.54e0d8d' });
  });

  it('writes nothing but its question until the dump is complete', async () => {
    void link.start();
    await clock.advance(15_000);
    expect(transport.peer.written.map((message) => message.payloadVariant.case)).toEqual(['wantConfigId']);
    expect(link.write(new Uint8Array(1))).toBe(false);
  });

  it('asks once more after 20 s without a frame, and ends the session after 20 s more', async () => {
    void link.start();
    await clock.advance(20_000);
    expect(transport.peer.count('wantConfigId')).toBe(2);
    await clock.advance(19_000);
    expect(transport.opens).toBe(1);
    await clock.advance(3000);
    expect(transport.opens).toBe(2);
    expect(log.find('node not reachable')[0]?.fields['reason']).toBe('handshake_timeout');
  });

  it('waits for as long as frames of the dump come', async () => {
    void link.start();
    await clock.advance(0);
    for (let part = 0; part < 10; part++) {
      await clock.advance(15_000);
      transport.peer.send({
        case: 'fileInfo',
        value: { $typeName: 'meshtastic.FileInfo', fileName: 'a', sizeBytes: 1 },
      });
    }
    expect(transport.opens).toBe(1);
    expect(transport.peer.count('wantConfigId')).toBe(1);
  });

  it('takes a dump without a node number for none', async () => {
    void link.start();
    await clock.advance(0);
    transport.peer.send({ case: 'configCompleteId', value: transport.peer.nonce });
    await clock.advance(0);
    expect(link.state).toBe('waiting');
    expect(log.find('node not reachable')[0]?.fields['detail']).toContain('number');
  });

  it('leaves out the node database on a reconnect while its own is fresh', async () => {
    const first = await startReady();
    expect(first.nonce).not.toBe(69_420);
    first.fin();
    await clock.advance(0);
    expect(transport.peer.nonce).toBe(69_420);
    await clock.advance(3_600_000);
    transport.peer.fin();
    await clock.advance(0);
    expect(transport.peer.nonce).not.toBe(69_420);
  });
});

describe('a loss', () => {
  it.each([
    ['a close by the node', (peer: Peer) => peer.fin(), 'closed_by_node'],
    ['a reset', (peer: Peer) => peer.fail(systemError('ECONNRESET')), 'reset'],
    ['a dead route', (peer: Peer) => peer.fail(systemError('EHOSTUNREACH')), 'unreachable'],
  ])('by %s is followed by a new session at once', async (_name, lose, reason) => {
    const peer = await startReady();
    lose(peer);
    await clock.advance(0);
    expect(link.state).toBe('ready');
    expect(transport.opens).toBe(2);
    expect(peer.isClosed).toBe(true);
    expect(log.visible()).toEqual(['link ready', 'link lost', 'link ready', 'link restored']);
    expect(log.find('link lost')[0]?.fields['reason']).toBe(reason);
    expect(link.outages.all).toMatchObject([{ reason, startedAt: clock.now(), endedAt: clock.now() }]);
  });

  it('is noticed by a write that fails', async () => {
    const peer = await startReady();
    peer.writeError = systemError('EPIPE');
    await clock.advance(10_000);
    expect(log.find('link lost')[0]?.fields['reason']).toBe('broken_pipe');
    expect(link.state).toBe('ready');
  });

  it('tells an unknown error once, with the error itself', async () => {
    const peer = await startReady();
    const odd = new Error('the moon is full');
    peer.fail(odd);
    await clock.advance(0);
    const [line] = log.find('link lost');
    expect(line?.level).toBe('error');
    expect(line?.fields['err']).toBe(odd);
    expect(link.state).toBe('ready');
  });

  it('warns once in a long outage and tells its length at the end', async () => {
    const peer = await startReady();
    for (let i = 0; i < 30; i++) transport.next.push(systemError('ECONNREFUSED'));
    peer.fin();
    await clock.advance(31_000);
    expect(link.state).toBe('ready');
    expect(log.visible()).toEqual(['link ready', 'link lost', 'link ready', 'link restored']);
    expect(log.find('link restored')[0]?.fields).toMatchObject({
      reason: 'closed_by_node',
      outageMs: 30_000,
    });
    expect(link.outages.totals).toEqual({ count: 1, totalMs: 30_000, longestMs: 30_000 });
  });

  it('keeps listeners for ever: nobody holds a dead reference', async () => {
    const seen: string[] = [];
    link.on('message', (message) => seen.push(message.kind));
    const peer = await startReady();
    peer.fin();
    await clock.advance(0);
    seen.length = 0;
    transport.peer.text(0x16fad3dc, 'hello');
    await clock.advance(0);
    expect(seen).toEqual(['packet']);
  });
});

describe('an absent node', () => {
  it('is tried every second for two minutes and then at most every 15 s, for ever', async () => {
    for (let i = 0; i < 1000; i++) transport.next.push(systemError('ECONNREFUSED'));
    void link.start();
    await clock.advance(120_000);
    expect(transport.opens).toBeGreaterThanOrEqual(120);
    const before = transport.opens;
    await clock.advance(3_600_000);
    const tries = transport.opens - before;
    expect(tries).toBeGreaterThanOrEqual(240);
    expect(tries).toBeLessThan(330);
    expect(log.visible()).toEqual(['node not reachable', 'link still down']);
    expect(log.find('node not reachable')[0]?.fields['remedy']).toContain('port');
  });

  it('is found within a second of its return', async () => {
    for (let i = 0; i < 40; i++) transport.next.push(systemError('ECONNREFUSED'));
    transport.onOpen = lively;
    void link.start();
    await clock.advance(40_500);
    expect(link.state).toBe('ready');
    expect(log.find('link ready')[0]?.fields).toMatchObject({ node: '!0b07ba5e', nodes: 2, attempt: 41 });
  });

  it('that swallows the connect costs one try of 10 s', async () => {
    transport.next.push('hang');
    transport.onOpen = lively;
    void link.start();
    await clock.advance(9999);
    expect(link.state).toBe('connecting');
    await clock.advance(1001);
    expect(link.state).toBe('ready');
    expect(log.find('node not reachable')[0]?.fields['reason']).toBe('connect_timeout');
  });

  it('is told apart from a web server by what came', async () => {
    void link.start();
    await clock.advance(0);
    transport.peer.sendBytes(new TextEncoder().encode('HTTP/1.1 400 Bad Request\r\n'));
    transport.peer.fin();
    await clock.advance(0);
    const [line] = log.find('node not reachable');
    expect(line?.fields['received']).toBe('HTTP/1.1 400 Bad Request');
    expect(line?.fields['remedy']).toContain('Meshtastic');
  });
});

describe('life', () => {
  it('is a heartbeat answered, a whole day, without one reconnect', async () => {
    const peer = await startReady();
    await clock.advance(DAY_MS);
    expect(transport.opens).toBe(1);
    expect(peer.count('heartbeat')).toBe(DAY_MS / 10_000);
    expect(peer.packets()).toEqual([]);
    expect(log.visible()).toEqual(['link ready']);
  }, 60_000);

  it('is over after 42 s without any frame', async () => {
    const peer = await startReady();
    peer.onWrite = () => {};
    await clock.advance(41_000);
    expect(transport.opens).toBe(1);
    await clock.advance(2000);
    expect(transport.opens).toBe(2);
    expect(log.find('link lost')[0]?.fields['reason']).toBe('silent');
  });

  it('survives a stall of 30 s', async () => {
    const peer = await startReady();
    await clock.advance(9000);
    peer.onWrite = () => {};
    await clock.advance(30_000);
    lively(peer);
    peer.answerHeartbeat();
    await clock.advance(60_000);
    expect(transport.opens).toBe(1);
  });

  it('of a node that leaves heartbeats unanswered is asked for by a local metadata request', async () => {
    const peer = await startReady();
    peer.onWrite = ({ payloadVariant }) => {
      if (payloadVariant.case === 'packet') peer.text(0x0b07ba5e, 'metadata');
    };
    await clock.advance(600_000);
    expect(transport.opens).toBe(1);
    expect(peer.packets()[0]).toMatchObject({ from: 0x0b07ba5e, to: 0x0b07ba5e, wantAck: false });
  });

  it('is not judged by a tick that comes late: then we stood still, not the node', async () => {
    const peer = await startReady();
    peer.onWrite = () => {};
    clock.block(300_000);
    await clock.advance(5000);
    expect(transport.opens).toBe(1);
    lively(peer);
    peer.answerHeartbeat();
    await clock.advance(60_000);
    expect(transport.opens).toBe(1);
  });

  it('gives up on half a frame within 3 s and finds what it swallowed', async () => {
    const kinds: string[] = [];
    link.on('message', (message) => kinds.push(message.kind));
    const peer = await startReady();
    await clock.advance(1500);
    kinds.length = 0;
    peer.sendBytes(Uint8Array.of(0x94, 0xc3, 1, 0, 1, 2, 3));
    peer.text(0x16fad3dc, 'swallowed');
    await clock.advance(1900);
    expect(kinds).toEqual([]);
    await clock.advance(1100);
    expect(kinds).toEqual(['packet']);
    expect(transport.opens).toBe(1);
  });
});

describe('another client', () => {
  it('is yielded to after three short sessions, with growing patience, and told of once', async () => {
    await startReady();
    for (let loss = 0; loss < 3; loss++) {
      await clock.advance(30_000);
      transport.peer.fin();
      await clock.advance(0);
    }
    expect(link.state).toBe('yielding');
    expect(log.find('link yielding')).toMatchObject([
      { level: 'warn', fields: { losses: 3, nextTryMs: 10_000 } },
    ]);
    await clock.advance(10_000);
    expect(link.state).toBe('ready');
    transport.peer.fin();
    await clock.advance(0);
    expect(link.state).toBe('yielding');
    await clock.advance(19_000);
    expect(link.state).toBe('yielding');
    await clock.advance(2000);
    expect(link.state).toBe('ready');
    expect(log.find('link yielding').filter((line) => line.level === 'warn')).toHaveLength(1);
  });

  it('is not suspected when the node itself was away in between', async () => {
    await startReady();
    for (let restart = 0; restart < 10; restart++) {
      transport.next.push(systemError('ECONNREFUSED'));
      transport.peer.fin();
      await clock.advance(5000);
      expect(link.state).toBe('ready');
    }
    expect(log.find('link yielding')).toEqual([]);
  });
});

describe('stopping', () => {
  it('says goodbye and leaves nothing behind', async () => {
    const peer = await startReady();
    const stopping = link.stop();
    await clock.advance(0);
    await stopping;
    expect(peer.count('disconnect')).toBe(1);
    expect(peer.isClosed).toBe(true);
    expect(link.state).toBe('stopped');
    expect(clock.pending()).toEqual([]);
  });

  it('does not wait for a goodbye that does not leave', async () => {
    const peer = await startReady();
    peer.isStuck = true;
    let stopped = false;
    const stopping = link.stop().then(() => {
      stopped = true;
    });
    await clock.advance(999);
    expect(stopped).toBe(false);
    await clock.advance(2);
    await stopping;
  });

  it.each([
    ['while it waits', systemError('ECONNREFUSED')],
    ['while it connects', 'hang' as const],
  ])('interrupts it %s', async (_name, fate) => {
    transport.next.push(fate);
    void link.start();
    await clock.advance(10);
    const stopping = link.stop();
    await clock.advance(0);
    await stopping;
    expect(clock.pending()).toEqual([]);
  });

  it('has nothing to do for a link that was never started', async () => {
    await link.stop();
    expect(link.state).toBe('stopped');
    expect(transport.opens).toBe(0);
  });

  it('interrupts it in mid-handshake', async () => {
    void link.start();
    await clock.advance(0);
    const stopping = link.stop();
    await clock.advance(0);
    await stopping;
    expect(transport.peer.isClosed).toBe(true);
  });
});

it('counts bytes that belong to no frame without ending the session', async () => {
  const peer = await startReady();
  peer.sendBytes(new TextEncoder().encode('DEBUG | boot'));
  await clock.advance(0);
  expect(log.find('noise')[0]?.fields).toEqual({ bytes: 12 });
  expect(link.state).toBe('ready');
});

it('reports a listener that throws and goes on', async () => {
  link.on('ready', () => {
    throw new Error('listener');
  });
  await startReady();
  expect(log.find('listener failed')).toHaveLength(1);
});
