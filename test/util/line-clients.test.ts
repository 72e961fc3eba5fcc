import { mkdtempSync, rmSync } from 'node:fs';
import { createConnection, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SystemClock } from '../../src/util/clock.js';
import { JsonLineClient } from '../../src/util/json-line-client.js';
import { LineClients, MAX_CLIENTS, MAX_RUNNING, UNREAD_MS } from '../../src/util/line-clients.js';
import { FakeClock } from '../support/fake-clock.js';

const MIB = 1024 * 1024;
let folder: string;
let path: string;
let clock: FakeClock;
let unread: number;
let stops: (() => unknown)[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'line-clients-'));
  path = join(folder, 'test.sock');
  clock = new FakeClock();
  unread = 0;
  stops = [];
});

afterEach(async () => {
  for (const stop of stops.reverse()) await stop();
  rmSync(folder, { recursive: true });
  expect(clock.pending()).toEqual([]);
});

async function serve(answer: (line: string) => Promise<string>): Promise<Set<Socket>> {
  const clients = new LineClients({ clock, greeting: 'hello\n', answer, onUnread: () => unread++ });
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    clients.accept(socket);
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  stops.push(async () => {
    clients.drop();
    await new Promise((resolve) => server.close(resolve));
  });
  return sockets;
}

/** Reads nothing before it is told to. */
async function connect(): Promise<Socket> {
  const socket = createConnection(path);
  socket.on('error', () => {});
  stops.push(() => socket.destroy());
  await new Promise((resolve) => socket.once('connect', resolve));
  return socket;
}

/** Everything that comes from now to the end, or until `isEnough`. */
function read(socket: Socket, isEnough: (text: string) => boolean = () => false): Promise<string> {
  let text = '';
  return new Promise((resolve) => {
    socket.on('close', () => resolve(text));
    socket.on('data', (chunk) => {
      text += chunk;
      if (isEnough(text)) resolve(text);
    });
  });
}

const buffered = (sockets: Set<Socket>) =>
  [...sockets].reduce((sum, { writableLength }) => sum + writableLength, 0);

/** Lets what is on its way between the two ends arrive. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await clock.advance(0);
}

describe('a client that does not read', () => {
  const LONG = `${'x'.repeat(MIB)}\n`;

  it('is answered no further, and asked no further, until it reads', async () => {
    let asked = 0;
    const sockets = await serve(async () => {
      asked += 1;
      return LONG;
    });
    const client = await connect();
    client.write('more\n'.repeat(5000));
    await vi.waitFor(() => expect(asked).toBeGreaterThan(0));
    await settle();
    expect(asked).toBeLessThanOrEqual(MAX_RUNNING);
    expect(buffered(sockets)).toBeLessThanOrEqual(MAX_RUNNING * (MIB + 1));
    const before = asked;
    await read(client, (text) => text.length > (before + 2) * MIB);
    expect(asked).toBeGreaterThan(before);
    expect(unread).toBe(0);
  });

  it('is closed after a minute, and that is told once', async () => {
    const sockets = await serve(async () => LONG);
    const client = await connect();
    client.write('more\nmore\nmore\n');
    await vi.waitFor(() => expect(clock.pending()).toEqual(['line-clients.unread']));
    await clock.advance(UNREAD_MS - 1);
    expect(sockets.size).toBe(1);
    await clock.advance(1);
    await vi.waitFor(() => expect(sockets.size).toBe(0));
    expect(unread).toBe(1);
  });

  it('stays when it reads in time', async () => {
    const sockets = await serve(async () => LONG);
    const client = await connect();
    client.write('more\n');
    await vi.waitFor(() => expect(clock.pending()).toEqual(['line-clients.unread']));
    await clock.advance(UNREAD_MS - 1);
    await read(client, (text) => text.length > MIB);
    await vi.waitFor(() => expect(clock.pending()).toEqual([]));
    await clock.advance(UNREAD_MS);
    expect([sockets.size, unread]).toEqual([1, 0]);
  });
});

describe('a client that asks much at once', () => {
  it('is answered as many lines at a time as are allowed, and all of them in the end', async () => {
    const finish: (() => void)[] = [];
    await serve((line) => new Promise((resolve) => finish.push(() => resolve(`${line}\n`))));
    const client = await connect();
    const all = Array.from({ length: 100 }, (_, index) => `${index}`);
    client.write(`${all.join('\n')}\n`);
    await vi.waitFor(() => expect(finish).toHaveLength(MAX_RUNNING));
    await settle();
    expect(finish).toHaveLength(MAX_RUNNING);
    const received = read(client, (text) => text.endsWith('99\n'));
    for (let index = 0; index < 100; index++) {
      await vi.waitFor(() => expect(finish.length).toBeGreaterThan(index));
      finish[index]?.();
    }
    expect(await received).toBe(['hello', ...all, ''].join('\n'));
  });

  it('and leaves costs no further answers', async () => {
    const finish: (() => void)[] = [];
    const sockets = await serve(() => new Promise((resolve) => finish.push(() => resolve('late\n'))));
    const client = await connect();
    client.write('ask\n'.repeat(100));
    await vi.waitFor(() => expect(finish).toHaveLength(MAX_RUNNING));
    client.destroy();
    for (const each of finish) each();
    await vi.waitFor(() => expect(sockets.size).toBe(0));
    expect(finish.length).toBeLessThan(100);
  });
});

describe('too many clients', () => {
  it('are told so and sent away, and there is room again when one goes', async () => {
    const sockets = await serve(async (line) => `${line}!\n`);
    const clients = await Promise.all(Array.from({ length: MAX_CLIENTS }, connect));
    const refused = await Promise.all(Array.from({ length: 200 - MAX_CLIENTS }, connect));
    const words = await Promise.all(refused.map((socket) => read(socket)));
    expect(new Set(words)).toEqual(
      new Set([`{"error":"${MAX_CLIENTS} clients are connected already: end one of them and try again"}\n`]),
    );
    await vi.waitFor(() => expect(sockets.size).toBe(MAX_CLIENTS));
    clients[0]?.destroy();
    await vi.waitFor(() => expect(sockets.size).toBe(MAX_CLIENTS - 1));
    const next = await connect();
    next.write('hi\n');
    expect(await read(next, (text) => text.includes('!'))).toBe('hello\nhi!\n');
  });

  it('are an error with these words for the asking side', async () => {
    await serve(async () => '');
    await Promise.all(Array.from({ length: MAX_CLIENTS }, connect));
    await expect(JsonLineClient.connect(path, new SystemClock())).rejects.toThrow(
      `${MAX_CLIENTS} clients are connected already`,
    );
  });
});
