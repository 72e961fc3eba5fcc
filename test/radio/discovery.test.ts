import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import multicastDns, { type MulticastDNS } from 'multicast-dns';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { discoverNodes, LISTEN_MS } from '../../src/radio/discovery.js';
import { FakeClock } from '../support/fake-clock.js';

const SERVICE = '_meshtastic._tcp.local';
const INSTANCE = `Meshtastic.${SERVICE}`;

let socket: Socket;
let port: number;
let responder: MulticastDNS;
let clock: FakeClock;
let asked: number;

beforeEach(async () => {
  socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  port = socket.address().port;
  responder = multicastDns({ socket, bind: false, multicast: false });
  clock = new FakeClock();
  asked = 0;
});

afterEach(async () => {
  await new Promise<void>((resolve) => responder.destroy(resolve));
  expect(clock.pending()).toEqual([]);
});

type Answers = Parameters<MulticastDNS['respond']>[0];

/** To every question: an answer, or raw bytes. */
function answer(...packets: (Answers | Buffer)[]): void {
  responder.on('query', (_query, from) => {
    asked += 1;
    for (const packet of packets) {
      if (Buffer.isBuffer(packet)) socket.send(packet, from.port, from.address);
      else responder.respond(packet, from);
    }
  });
}

/** The answers travel over real sockets: each question is let through before the clock goes on. */
async function discover(signal?: AbortSignal) {
  const network = { ip: '127.0.0.1', port, multicast: false, bind: false } as const;
  const finding = discoverNodes({ clock, network, ...(signal && { signal }) });
  for (const [index, ms] of signal ? [] : [0, 1000, 2000].entries()) {
    await clock.advance(ms);
    await expect.poll(() => asked).toBe(index + 1);
    for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
  }
  await clock.advance(LISTEN_MS - 3000);
  return finding;
}

function aNode(host: string, texts: readonly string[], more: { readonly port?: number } = {}): Answers {
  return {
    answers: [{ type: 'PTR', name: SERVICE, data: INSTANCE }],
    additionals: [
      { type: 'SRV', name: INSTANCE, data: { port: more.port ?? 4403, target: 'Meshtastic.local' } },
      { type: 'TXT', name: INSTANCE, data: texts.map((text) => Buffer.from(text)) },
      { type: 'A', name: 'Meshtastic.local', data: host },
    ],
  };
}

it('finds nodes by the addresses of their answers, though all claim one name', async () => {
  answer(
    aNode('192.168.1.38', ['shortname=BASE', 'id=!0b07ba5e', 'pio_env=heltec-v3']),
    aNode('192.168.1.39', ['shortname=OSCR', 'id=!5f20c3b7'], { port: 4404 }),
  );
  expect(await discover()).toEqual([
    { host: '192.168.1.38', port: 4403, shortName: 'BASE', id: '!0b07ba5e' },
    { host: '192.168.1.39', port: 4404, shortName: 'OSCR', id: '!5f20c3b7' },
  ]);
});

it('takes the sender for the node where the answer names no address, and does without what is not told', async () => {
  answer({ answers: [{ type: 'PTR', name: SERVICE, data: INSTANCE }] });
  expect(await discover()).toEqual([{ host: '127.0.0.1', port: 4403 }]);
});

it('passes over malformed answers, and those about other services', async () => {
  answer(
    Buffer.from('garbage'),
    { answers: [{ type: 'PTR', name: '_http._tcp.local', data: 'printer._http._tcp.local' }] },
    { answers: [{ type: 'TXT', name: INSTANCE, data: [Buffer.from('id=nonsense'), Buffer.from('=')] }] },
  );
  expect(await discover()).toEqual([{ host: '127.0.0.1', port: 4403 }]);
});

it('passes over answers that lead nowhere', async () => {
  answer(
    ...['0.0.0.0', '224.0.0.251', '255.255.255.255'].map((host) => aNode(host, ['id=!0b07ba5e'])),
    aNode('192.168.1.38', ['id=!0b07ba5e'], { port: 0 }),
  );
  expect(await discover()).toEqual([]);
});

it('knows no id of an answer in which two nodes speak, for their addresses may be mixed up', async () => {
  answer({
    answers: [
      { type: 'TXT', name: INSTANCE, data: [Buffer.from('id=!0b07ba5e')] },
      { type: 'TXT', name: INSTANCE, data: [Buffer.from('id=!5f20c3b7')] },
      { type: 'A', name: 'Meshtastic.local', data: '192.168.1.38' },
      { type: 'A', name: 'Meshtastic.local', data: '192.168.1.39' },
    ],
  });
  expect(await discover()).toEqual([{ host: '192.168.1.38', port: 4403 }]);
});

it('cleans what a node calls itself', async () => {
  answer(aNode('192.168.1.38', ['shortname=\u202eABCDEFG']));
  expect(await discover()).toMatchObject([{ shortName: 'ABCD' }]);
});

it('finds none where nobody answers', async () => {
  responder.on('query', () => {
    asked += 1;
  });
  expect(await discover()).toEqual([]);
});

it('ends early when it is told to', async () => {
  answer();
  expect(await discover(AbortSignal.abort())).toEqual([]);
});
