import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Claims } from '../../src/radio/claims.js';
import type { FromNode } from '../../src/radio/codec.js';
import { DEFAULT_LINK_SETTINGS } from '../../src/radio/link-settings.js';
import { type TemporaryLink, withTemporaryLink } from '../../src/radio/temporary-link.js';
import { FakeClock } from '../support/fake-clock.js';
import { lively, MemoryTransport, PEER_NUM, systemError } from '../support/memory-transport.js';
import { RecordingLog } from '../support/recording-log.js';

let clock: FakeClock;
let log: RecordingLog;
let transport: MemoryTransport;
let claims: Claims;

beforeEach(() => {
  clock = new FakeClock();
  log = new RecordingLog();
  transport = new MemoryTransport();
  transport.onOpen = (peer) => lively(peer, 3);
  claims = new Claims();
});

afterEach(() => {
  expect(clock.pending()).toEqual([]);
  expect(transport.peers.every((peer) => peer.isClosed)).toBe(true);
  // Nobody holds the node any more.
  claims.take({ name: 'next' }, [transport.address]);
});

function visit<Result>(work: (link: TemporaryLink) => Promise<Result>, signal?: AbortSignal) {
  return withTemporaryLink('memory', work, {
    transportTo: () => transport,
    claims,
    clock,
    random: () => 0.5,
    log,
    settings: DEFAULT_LINK_SETTINGS,
    deadlineMs: 60_000,
    ...(signal && { signal }),
  });
}

describe('a temporary link', () => {
  it('shakes hands, works, says goodbye and closes', async () => {
    const found = await visit(async ({ own, nodes }) => {
      return `${own.longName} ${own.rebootCount} ${nodes.length}`;
    });
    expect(found).toBe('Base 7 3');
    const { peer } = transport;
    expect(peer.written.map(({ payloadVariant }) => payloadVariant.case)).toEqual([
      'wantConfigId',
      'disconnect',
    ]);
    expect(transport.opens).toBe(1);
  });

  it('keeps the node alive and hands on what it says while the work lasts', async () => {
    const heard: FromNode['kind'][] = [];
    const visiting = visit(async ({ onMessage }) => {
      const stop = onMessage((message) => heard.push(message.kind));
      await clock.sleep('test.work', 25_000);
      stop();
    });
    await clock.advance(0);
    transport.peer.text(PEER_NUM, 'hello');
    await clock.advance(25_000);
    await visiting;
    expect(heard).toEqual(['packet', 'queueStatus', 'queueStatus', 'queueStatus']);
  });

  it('lives with noise, and with a node that leaves heartbeats unanswered', async () => {
    transport.onOpen = (peer) => {
      peer.onWrite = ({ payloadVariant }) => {
        if (payloadVariant.case === 'wantConfigId') peer.handshake(payloadVariant.value);
        if (payloadVariant.case === 'packet') peer.status(payloadVariant.value.id);
        if (payloadVariant.case === 'disconnect') peer.fin();
      };
    };
    const visiting = visit(async () => {
      transport.peer.sendBytes(Uint8Array.of(1, 2, 3));
      await clock.sleep('test.work', 50_000);
    });
    await clock.advance(50_000);
    await visiting;
    expect(transport.peer.packets()).not.toEqual([]);
  });

  it('tells a listener that throws, and goes on', async () => {
    await visit(async ({ onMessage }) => {
      onMessage(() => {
        throw new Error('test');
      });
      transport.peer.text(PEER_NUM, 'hello');
      await clock.advance(0);
    });
    expect(log.find('listener failed')).toHaveLength(1);
  });

  it('is refused for a node that somebody owns, without a connect', async () => {
    const release = claims.take({ name: 'link' }, [transport.address]);
    await expect(visit(async () => {})).rejects.toMatchObject({
      exitCode: 75,
      message: expect.stringContaining('held by the link'),
    });
    expect(transport.opens).toBe(0);
    release();
  });

  it('owns the node while it lasts', async () => {
    await visit(async () => {
      expect(() => claims.take({ name: 'link' }, [transport.address])).toThrow(
        'held by the temporary link to memory:4403',
      );
    });
  });

  it('throws what the work throws, and says goodbye all the same', async () => {
    const failing = visit(() => Promise.reject(new Error('the work failed')));
    await expect(failing).rejects.toThrow('the work failed');
    expect(transport.peer.count('disconnect')).toBe(1);
  });

  it.each([
    { said: 'HTTP/1.1 400 Bad Request', end: undefined, reason: 'handshake_timeout' },
    { said: 'HTTP/1.1 400 Bad Request', end: systemError('ECONNRESET'), reason: 'handshake_timeout' },
    { said: '', end: undefined, reason: 'closed_by_node' },
    { said: '', end: systemError('ECONNRESET'), reason: 'reset' },
  ])('knows whether it was a node that broke off by what it said before: $said, $reason', async (each) => {
    transport.onOpen = (peer) => {
      peer.onWrite = () => {
        peer.sendBytes(new TextEncoder().encode(each.said));
        if (each.end) peer.fail(each.end);
        else peer.fin();
      };
    };
    await expect(visit(async () => {})).rejects.toMatchObject({ reason: each.reason });
  });

  it('throws why the node could not be reached', async () => {
    transport.next.push(systemError('ECONNREFUSED'));
    await expect(visit(async () => {})).rejects.toMatchObject({
      name: 'LinkError',
      reason: 'refused',
      message: 'memory:4403: test ECONNREFUSED',
    });
  });

  it('keeps the cause of an error that networks do not make', async () => {
    const strange = new Error('strange');
    transport.next.push(strange);
    await expect(visit(async () => {})).rejects.toMatchObject({ reason: 'reset', cause: strange });
  });

  it('throws that the node did not shake hands', async () => {
    transport.onOpen = () => {};
    const visiting = expect(visit(async () => {})).rejects.toMatchObject({ reason: 'handshake_timeout' });
    await clock.advance(41_000);
    await visiting;
  });

  it('throws as soon as the node is lost, and tells the work', async () => {
    let told: unknown;
    const visiting = visit(async ({ signal }) => {
      signal.addEventListener('abort', () => {
        told = signal.reason;
      });
      await new Promise(() => {});
    });
    const lost = expect(visiting).rejects.toMatchObject({ reason: 'closed_by_node' });
    await clock.advance(0);
    transport.peer.fin();
    await lost;
    expect(told).toMatchObject({ reason: 'closed_by_node' });
  });
});

describe('its deadline', () => {
  it.each([
    ['a connect that is not answered', () => void transport.next.push('hang', 'hang'), 10_000],
    ['work that does not end', () => {}, 61_000],
  ])('bounds %s', async (_, prepare, ms) => {
    prepare();
    const visiting = expect(visit(() => new Promise(() => {}))).rejects.toMatchObject({
      name: 'LinkError',
    });
    await clock.advance(ms);
    await visiting;
  });

  it('bounds a handshake that goes on for ever', async () => {
    transport.onOpen = () => {};
    const visiting = expect(visit(async () => {})).rejects.toThrow('memory:4403: not done within 60 s');
    await clock.advance(0);
    for (let part = 0; part < 6; part++) {
      transport.peer.handshake(transport.peer.nonce + 1);
      await clock.advance(10_000);
    }
    await visiting;
  });

  it('can come earlier, from outside', async () => {
    const stopping = new AbortController();
    const visiting = expect(visit(() => new Promise(() => {}), stopping.signal)).rejects.toMatchObject({
      reason: 'stopped',
    });
    await clock.advance(5000);
    stopping.abort();
    await clock.advance(1000);
    await visiting;
    expect(transport.peer.count('disconnect')).toBe(1);
  });

  it('leaves a node alone whose names it cannot learn: it might be one that is held', async () => {
    transport.identities = () => new Promise(() => {});
    const visiting = expect(visit(async () => {})).rejects.toMatchObject({
      reason: 'unresolved',
      message: 'the name server did not answer within 2 s',
    });
    await clock.advance(2000);
    await visiting;
    expect(transport.opens).toBe(0);
  });

  it('leaves a node alone when it is over before the first connect', async () => {
    await expect(visit(async () => {}, AbortSignal.abort())).rejects.toMatchObject({ reason: 'stopped' });
    expect(transport.opens).toBe(0);
  });
});
