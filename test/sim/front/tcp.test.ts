import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { EventLog } from '../../../src/sim/event-log.js';
import { Front } from '../../../src/sim/front/front.js';
import { Hooks } from '../../../src/sim/front/hooks.js';
import { TcpListener } from '../../../src/sim/front/tcp-listener.js';
import { DEFAULT_SWITCHES } from '../../../src/sim/switches.js';
import { SystemClock } from '../../../src/util/clock.js';
import { codeOf } from '../../../src/util/errors.js';
import { BareClient } from '../../support/bare-client.js';
import { ScriptedServer, statusMessage } from '../../support/scripted-server.js';

const stops: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

/** Waits for what a socket needs, on the real clock. */
async function until(condition: () => boolean): Promise<void> {
  for (let tries = 0; tries < 400 && !condition(); tries++)
    await new Promise((resolve) => setTimeout(resolve, 5));
  expect(condition()).toBe(true);
}

async function aTcpFront() {
  const clock = new SystemClock();
  const server = new ScriptedServer();
  const switches = { ...DEFAULT_SWITCHES, acceptPollMs: 5, writeMsPerFrame: 0 };
  const events = new EventLog(clock);
  const front = new Front({ clock, events, hooks: new Hooks(), switches: () => switches, server });
  const listener = new TcpListener({ clock, host: '127.0.0.1', port: 0, admit: (wire) => front.admit(wire) });
  front.onRefusing((isRefusing) => (isRefusing ? listener.refuse() : listener.listenAgain()));
  await listener.open();
  stops.push(async () => {
    front.stop();
    await listener.close();
  });
  const client = () => BareClient.overTcp(listener.port);
  return { front, listener, server, client, events };
}

const refusal = (error: unknown) => codeOf(error);

describe('a TCP front', () => {
  it('carries a handshake over a real socket', async () => {
    const { client } = await aTcpFront();
    const one = await client();
    await one.wantConfig(77);
    await until(() => one.kinds.includes('configCompleteId'));
    expect(one.kinds).toEqual(['fileInfo', 'fileInfo', 'fileInfo', 'configCompleteId']);
  });

  it('gives the slot to the newest', async () => {
    const { client } = await aTcpFront();
    const first = await client();
    await first.heartbeat();
    await until(() => first.kinds.length === 1);
    const second = await client();
    await until(() => first.end === 'fin');
    expect(second.end).toBe('open');
  });

  it('resets a connection when told', async () => {
    const { client, front } = await aTcpFront();
    const one = await client();
    await until(() => front.hasClient);
    front.rst();
    await until(() => one.end === 'reset');
  });

  it('refuses connections, keeps the one that exists, and listens again on the same port', async () => {
    const { client, front, listener } = await aTcpFront();
    const one = await client();
    await until(() => front.hasClient);
    const port = listener.port;
    const again = front.refuse();
    await expect(client().catch(refusal)).resolves.toBe('ECONNREFUSED');
    await one.heartbeat();
    await until(() => one.kinds.length === 1);
    again();
    await until(() => listener.isListening);
    expect(listener.port).toBe(port);
    const two = await client();
    await until(() => one.end === 'fin');
    expect(two.end).toBe('open');
  });

  it('waits for its port when the system does not give it back at once', async () => {
    const { client, front, listener } = await aTcpFront();
    const again = front.refuse();
    const squatter = new TcpListener({
      clock: new SystemClock(),
      host: '127.0.0.1',
      port: listener.port,
      admit: (wire) => wire.rst(),
    });
    await squatter.open();
    again();
    await new Promise((resolve) => setTimeout(resolve, 20));
    await squatter.close();
    await until(() => listener.isListening);
    const one = await client();
    await until(() => front.hasClient);
    expect(one.end).toBe('open');
  });

  it('swallows what is sent to a node that vanished, and resets it afterwards', async () => {
    const { client, front, events } = await aTcpFront();
    const one = await client();
    await until(() => front.hasClient);
    const back = front.vanish();
    await one.heartbeat();
    await until(() => (events.counters['bytesDiscarded'] ?? 0) > 0);
    expect(one.end).toBe('open');
    back();
    await one.heartbeat();
    await until(() => one.end === 'reset');
  });

  it('resolves its end when every socket is gone, whoever is connected', async () => {
    const { client, front, listener, server } = await aTcpFront();
    server.handshakeFrames = 1;
    const one = await client();
    await until(() => front.hasClient);
    front.stop();
    await listener.close();
    await until(() => one.end !== 'open');
    await expect(client().catch(refusal)).resolves.toBe('ECONNREFUSED');
  });

  it('sees that a client vanished with a reset', async () => {
    const { front, listener, server } = await aTcpFront();
    const socket = connect({ port: listener.port, host: '127.0.0.1' });
    await until(() => front.hasClient);
    socket.resetAndDestroy();
    await until(() => socket.destroyed);
    await until(() => {
      server.waiting.push(statusMessage(1));
      front.wake();
      return server.ends === 1;
    });
  });
});
