import { describe, expect, it } from 'vitest';
import { createMemoryConnection } from '../../../src/sim/front/memory-pipe.js';
import type { Wire } from '../../../src/sim/front/wire.js';
import { BareClient } from '../../support/bare-client.js';
import { aFront, fileMessage, statusMessage } from '../../support/scripted-server.js';

/** A header and an empty message in field 7. */
const HEARTBEAT_FRAME_BYTES = 6;
const HOUR_MS = 3_600_000;

/** A client that connects and reads nothing until told. */
function aSleepyClient(admit: (wire: Wire) => void) {
  const { wire, pipe } = createMemoryConnection();
  admit(wire);
  return { pipe, wake: () => BareClient.overPipe(pipe) };
}

describe('the slot', () => {
  it('gives the place to the newest, who may be silent, at the next poll', async () => {
    const { clock, connect, server } = aFront();
    const first = connect();
    await clock.advance(100);
    const second = connect();
    await clock.advance(99);
    expect(first.end).toBe('open');
    await clock.advance(1);
    expect(first.end).toBe('fin');
    expect(second.end).toBe('open');
    expect(server.ends).toBe(1);
  });

  it('leaves the place with the oldest when told', async () => {
    const { clock, connect } = aFront({ slot: 'oldest' });
    const first = connect();
    const second = connect();
    await clock.advance(200);
    expect([first.end, second.end]).toEqual(['open', 'fin']);
  });

  it('has room for several when told, and then the newest wins again', async () => {
    const { clock, connect } = aFront({ slot: 'many:2' });
    const clients = [connect(), connect(), connect()];
    await clock.advance(300);
    expect(clients.map((client) => client.end)).toEqual(['fin', 'open', 'open']);
  });

  it('takes one connection at each poll', async () => {
    const { clock, connect, events } = aFront({ acceptPollMs: 50 });
    connect();
    connect();
    await clock.advance(50);
    expect(events.counters['connections']).toBe(1);
    await clock.advance(50);
    expect(events.counters['connections']).toBe(2);
  });
});

describe('turns', () => {
  it('answer within 5 ms on a busy link and within 250 ms on an idle one', async () => {
    const { clock, connect } = aFront();
    const client = connect();
    await clock.advance(100);
    await client.heartbeat();
    await clock.advance(5);
    expect(client.kinds).toEqual(['queueStatus']);
    await clock.advance(10_001);
    await client.heartbeat();
    await clock.advance(5);
    expect(client.kinds).toHaveLength(1);
    await clock.advance(245);
    expect(client.kinds).toHaveLength(2);
  });

  it('cost nothing while nothing happens', async () => {
    const { clock, connect } = aFront();
    connect();
    await clock.advance(1000);
    expect(clock.pending()).toEqual(['front.idle']);
  });

  it('write a handshake in one go, each frame in its time', async () => {
    const { clock, connect, server } = aFront();
    server.handshakeFrames = 10;
    const client = connect();
    await clock.advance(100);
    await client.wantConfig();
    await clock.advance(5);
    expect(client.kinds).toHaveLength(1);
    await clock.advance(5 * 8);
    expect(client.kinds).toHaveLength(6);
    await clock.advance(5 * 8);
    expect(client.kinds.at(-1)).toBe('configCompleteId');
  });

  it('throw away what comes while they write', async () => {
    const { clock, connect, server, events } = aFront();
    server.handshakeFrames = 10;
    const client = connect();
    await clock.advance(100);
    await client.wantConfig();
    await clock.advance(20);
    await client.heartbeat();
    await clock.advance(1000);
    expect(server.received).toHaveLength(1);
    expect(events.counters['bytesDiscarded']).toBe(HEARTBEAT_FRAME_BYTES);
  });

  it('keep what comes while they write when nothing is discarded', async () => {
    const { clock, connect, server } = aFront({ rxDiscard: false });
    server.handshakeFrames = 10;
    const client = connect();
    await clock.advance(100);
    await client.wantConfig();
    await clock.advance(20);
    await client.heartbeat();
    await clock.advance(1000);
    expect(client.kinds.slice(-2)).toEqual(['configCompleteId', 'queueStatus']);
  });

  it('read between two frames when told', async () => {
    const { clock, connect, server } = aFront({ rxDiscard: false, turn: 'frame-by-frame' });
    server.handshakeFrames = 10;
    const client = connect();
    await clock.advance(100);
    await client.wantConfig();
    await clock.advance(20);
    await client.heartbeat();
    await clock.advance(20);
    expect(server.received).toHaveLength(2);
    expect(client.kinds).not.toContain('configCompleteId');
  });

  it('write what the node has to say as soon as somebody wakes them', async () => {
    const { clock, connect, server, front } = aFront();
    const client = connect();
    await clock.advance(60_000);
    server.waiting.push(statusMessage(9));
    front.wake();
    await clock.advance(250);
    expect(client.all('queueStatus').map((status) => status.meshPacketId)).toEqual([9]);
  });

  it('skip a malformed message', async () => {
    const { clock, connect, server, events } = aFront();
    const client = connect();
    await clock.advance(100);
    await client.raw(Uint8Array.of(0x94, 0xc3, 0, 2, 0x0a, 0x50));
    await client.heartbeat();
    await clock.advance(250);
    expect(events.counters['malformedIn']).toBe(1);
    expect(server.received).toHaveLength(1);
  });
});

describe('the end of a connection', () => {
  it('comes after 900 s without a frame from the client', async () => {
    const { clock, connect } = aFront();
    const client = connect();
    await clock.advance(899_000);
    expect(client.end).toBe('open');
    await clock.advance(1_200);
    expect(client.end).toBe('fin');
  });

  it('is put off by a malformed frame, but not by stray bytes', async () => {
    const { clock, connect } = aFront();
    const client = connect();
    await clock.advance(600_000);
    await client.raw(Uint8Array.of(0x94, 0xc3, 0, 2, 0x0a, 0x50));
    await clock.advance(600_000);
    expect(client.end).toBe('open');
    await client.raw(Uint8Array.of(1, 2, 3));
    await clock.advance(301_000);
    expect(client.end).toBe('fin');
  });

  it('never comes by itself on firmware without the limit', async () => {
    const { clock, connect } = aFront({ idleSeconds: 0 });
    const client = connect();
    await clock.advance(HOUR_MS);
    expect(client.end).toBe('open');
  });

  it('comes at once when the client says goodbye', async () => {
    const { clock, connect } = aFront();
    const client = connect();
    await clock.advance(100);
    await client.disconnect();
    await clock.advance(250);
    expect(client.end).toBe('fin');
  });

  it('does not come with goodbye on a node that ignores it', async () => {
    const { clock, connect } = aFront({ disconnectCloses: false });
    const client = connect();
    await clock.advance(100);
    await client.disconnect();
    await clock.advance(250);
    expect(client.end).toBe('open');
  });

  it('is noticed at the second write after the client closed: two messages are lost, the third is kept', async () => {
    const { clock, connect, server, front } = aFront();
    const client = connect();
    await clock.advance(100);
    client.close();
    for (const id of [1, 2, 3]) {
      server.waiting.push(statusMessage(id));
      front.wake();
      await clock.advance(1000);
    }
    expect(server.ends).toBe(1);
    expect(server.waiting).toHaveLength(1);
  });

  it('leaves the socket of a lost client standing on old firmware until the next one connects', async () => {
    const { clock, connect, server, front } = aFront({ lostClient: 'lingers' });
    const { wire, pipe } = createMemoryConnection();
    let fins = 0;
    front.admit(Object.assign(wire, { fin: () => (fins += 1) }));
    await clock.advance(100);
    await pipe.close();
    server.waiting.push(statusMessage(1), statusMessage(2));
    front.wake();
    await clock.advance(1000);
    expect([server.ends, fins]).toEqual([1, 0]);
    connect();
    await clock.advance(100);
    expect(fins).toBe(1);
  });
});

describe('a client that does not read', () => {
  it('gets a torn frame after 10 s, and the next frame', async () => {
    const { clock, server, front, events } = aFront({ sendBufferBytes: 100 });
    const sleepy = aSleepyClient((wire) => front.admit(wire));
    await clock.advance(100);
    server.waiting.push(fileMessage(1, 90), fileMessage(2, 90));
    front.wake();
    await clock.advance(10_250);
    expect(events.events.filter((event) => event.kind === 'short-write')).toHaveLength(1);
    const client = sleepy.wake();
    await clock.advance(1000);
    expect(client.end).toBe('open');
    expect(client.all('fileInfo')).toHaveLength(1);
  });

  it('is closed after a short write on 2.8', async () => {
    const { clock, server, front } = aFront({ sendBufferBytes: 100, shortWrite: 'closes' });
    const sleepy = aSleepyClient((wire) => front.admit(wire));
    await clock.advance(100);
    server.waiting.push(fileMessage(1, 90), fileMessage(2, 90));
    front.wake();
    await clock.advance(10_250);
    const client = sleepy.wake();
    await clock.advance(0);
    expect(client.end).toBe('fin');
  });

  it('loses nothing when it reads again in time', async () => {
    const { clock, server, front, events } = aFront({ sendBufferBytes: 100 });
    const sleepy = aSleepyClient((wire) => front.admit(wire));
    await clock.advance(100);
    server.waiting.push(fileMessage(1, 90), fileMessage(2, 90), fileMessage(3, 90));
    front.wake();
    await clock.advance(9000);
    const client = sleepy.wake();
    await clock.advance(1000);
    expect(client.all('fileInfo')).toHaveLength(3);
    expect(events.events.some((event) => event.kind === 'short-write')).toBe(false);
  });
});

describe('a front that stops', () => {
  it('leaves no connection and no timer', async () => {
    const { clock, connect, front } = aFront();
    const client = connect();
    await clock.advance(100);
    await client.wantConfig();
    await clock.advance(5);
    const waiting = connect();
    const vanished = front.vanish();
    front.stop();
    vanished();
    await clock.advance(0);
    expect(clock.pending()).toEqual([]);
    expect([client.end, waiting.end]).toEqual(['reset', 'reset']);
  });
});

describe('a client that vanished with a reset', () => {
  it('is noticed at the first write', async () => {
    const { clock, server, front } = aFront();
    const { wire, pipe } = createMemoryConnection();
    front.admit(wire);
    await clock.advance(100);
    pipe.reset();
    server.waiting.push(statusMessage(1), statusMessage(2));
    front.wake();
    await clock.advance(1000);
    expect([server.ends, server.waiting.length]).toEqual([1, 1]);
  });
});
