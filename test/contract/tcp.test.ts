import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { expect, it } from 'vitest';
import { TcpTransport } from '../../src/radio/tcp.js';
import { describeTransport, type FarEnd, type TransportHarness } from './transport.js';

async function prepare(): Promise<TransportHarness> {
  const sockets: Socket[] = [];
  let arrived: () => void = () => {};
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => {});
    arrived();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    transport: new TcpTransport('127.0.0.1', port),
    farEnd: async () => {
      if (sockets.length === 0) {
        await new Promise<void>((resolve) => {
          arrived = resolve;
        });
      }
      return farEndOf(sockets.at(-1) as Socket);
    },
    dispose: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

function farEndOf(socket: Socket): FarEnd {
  return {
    send: (bytes) => new Promise((resolve) => socket.write(bytes, () => resolve())),
    receive: async () => {
      const [chunk] = await once(socket, 'data');
      return chunk as Uint8Array;
    },
    close: () => new Promise((resolve) => socket.end(resolve)),
    isGone: async () => {
      socket.resume();
      if (!socket.closed) await once(socket, 'close');
    },
  };
}

describeTransport('TCP', prepare);

it('rejects with the error of the system when nothing listens', async () => {
  const harness = await prepare();
  await harness.dispose();
  await expect(harness.transport.open(new AbortController().signal)).rejects.toMatchObject({
    code: 'ECONNREFUSED',
  });
});

it('ends without an error when the other side closes in good order', async () => {
  const harness = await prepare();
  const connection = await harness.transport.open(new AbortController().signal);
  await (await harness.farEnd()).close();
  for await (const _ of connection.incoming);
  await connection.close();
  await harness.dispose();
});

it('stops an attempt that is aborted, with the reason of the signal', async () => {
  const harness = await prepare();
  const attempt = new AbortController();
  const opening = harness.transport.open(attempt.signal);
  attempt.abort(new Error('enough'));
  await expect(opening).rejects.toThrow('enough');
  await harness.dispose();
});

it('throws the error of the system when the connection is reset', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const accepted = once(server, 'connection');
  const connection = await new TcpTransport('127.0.0.1', port).open(new AbortController().signal);
  const [socket] = (await accepted) as [Socket];
  socket.resetAndDestroy();
  await expect(
    (async () => {
      for await (const _ of connection.incoming);
    })(),
  ).rejects.toMatchObject({ code: 'ECONNRESET' });
  await connection.close();
  server.close();
});

it('does not wait for bytes that the other side does not take', async () => {
  const harness = await prepare();
  const connection = await harness.transport.open(new AbortController().signal);
  await harness.farEnd();
  connection.write(new Uint8Array(64 * 1024 * 1024)).catch(() => {});
  await connection.close();
  await harness.dispose();
});

it('writes an IPv6 address in brackets', () => {
  expect(new TcpTransport('::1', 4403).address).toBe('[::1]:4403');
});

it('is the same node by name and by address', async () => {
  const identities = await new TcpTransport('localhost', 4403).identities();
  expect(identities).toContain('localhost:4403');
  expect(identities.some((name) => name === '127.0.0.1:4403' || name === '[::1]:4403')).toBe(true);
});
