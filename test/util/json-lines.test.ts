import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createConnection, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SystemClock } from '../../src/util/clock.js';
import { EXIT, ExitError } from '../../src/util/errors.js';
import { JsonLineClient } from '../../src/util/json-line-client.js';
import { JsonLineServer } from '../../src/util/json-lines.js';
import { LineSplitter } from '../../src/util/line-splitter.js';
import { FakeClock } from '../support/fake-clock.js';

const clock = new SystemClock();
let folder: string;
let path: string;
let stops: (() => Promise<unknown> | unknown)[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'json-lines-'));
  path = join(folder, 'test.sock');
  stops = [];
});

afterEach(async () => {
  for (const stop of stops.reverse()) await stop();
  rmSync(folder, { recursive: true });
});

async function serve(answer: (ask: unknown) => Promise<unknown>, maxLineBytes?: number) {
  const server = new JsonLineServer({
    path,
    clock,
    greeting: { pid: 4242, version: '1' },
    answer,
    ...(maxLineBytes !== undefined && { maxLineBytes }),
  });
  await server.start();
  stops.push(() => server.stop());
  return server;
}

async function connect(): Promise<JsonLineClient> {
  const client = await JsonLineClient.connect(path, clock);
  stops.push(() => client.close());
  return client;
}

/** Writes `text` as it stands, ends its own side, and resolves with all that came back. */
function sendRaw(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(path, () => socket.end(text));
    let received = '';
    socket.on('data', (chunk) => {
      received += chunk;
    });
    socket.on('error', reject);
    socket.on('close', () => resolve(received));
  });
}

/** A server that speaks as told instead of as agreed. */
async function serveRaw(text: string, shouldEnd: boolean): Promise<void> {
  const server: Server = createServer((socket) => {
    socket.on('error', () => {});
    stops.push(() => socket.destroy());
    socket.write(text);
    if (shouldEnd) socket.end();
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  stops.push(() => new Promise((resolve) => server.close(resolve)));
}

describe('JsonLineServer', () => {
  it('answers each of several clients with its own answer', async () => {
    await serve(async (ask) => ({ echo: ask }));
    const [one, two] = [await connect(), await connect()];
    const answers = await Promise.all([one.request('a'), two.request('b'), one.request({ deep: [1] })]);
    expect(answers).toEqual([{ echo: 'a' }, { echo: 'b' }, { echo: { deep: [1] } }]);
  });

  it('answers out of order when the first request takes longer', async () => {
    let finish = (_: string) => {};
    const first = new Promise<string>((resolve) => {
      finish = resolve;
    });
    await serve(async (ask) => (ask === 'slow' ? first : 'quick'));
    const client = await connect();
    const slow = client.request('slow');
    expect(await client.request('fast')).toBe('quick');
    finish('at last');
    expect(await slow).toBe('at last');
  });

  it('lets nobody but its owner in', async () => {
    await serve(async () => 1);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('greets each client', async () => {
    await serve(async () => 1);
    expect((await connect()).greeting).toEqual({ pid: 4242, version: '1' });
  });

  it('tells a failed request in the words of the error', async () => {
    await serve(async () => {
      throw new Error('no such thing');
    });
    const client = await connect();
    await expect(client.request(1)).rejects.toThrow('no such thing');
  });

  it.each([
    ['rubbish', 'not a line of JSON'],
    ['17', 'not a JSON object'],
    ['null', 'not a JSON object'],
    ['{"id":1}', 'a request needs \\"id\\" and \\"ask\\"'],
    ['{"id":[],"ask":1}', '\\"id\\" must be a number or a text'],
  ])('answers %s with an error and goes on', async (line, error) => {
    await serve(async () => 'fine');
    const received = await sendRaw(`${line}\n\n{"id":"x","ask":1}\n`);
    expect(received).toContain(`{"error":"${error}"}\n`);
    expect(received).toContain('{"id":"x","answer":"fine"}\n');
  });

  it('cuts off a client whose line has no end', async () => {
    await serve(async () => 'fine', 20);
    const received = await sendRaw(`{"id":1,"ask":1}\n${'x'.repeat(100)}`);
    expect(received).toContain('{"error":"the line is too long"}\n');
  });

  it('finishes what was asked before the client ended its side', async () => {
    await serve(async () => {
      await clock.sleep('test.slow', 20);
      return 'late';
    });
    expect(await sendRaw('{"id":1,"ask":1}\n')).toContain('{"id":1,"answer":"late"}');
  });

  it('keeps serving when a client vanishes in the middle of an answer', async () => {
    let finish = () => {};
    const wait = new Promise<void>((resolve) => {
      finish = resolve;
    });
    await serve(async (ask) => (ask === 'wait' ? wait : 'here'));
    const leaving = await connect();
    const lost = leaving.request('wait');
    leaving.close();
    await expect(lost).rejects.toThrow('the connection ended');
    finish();
    expect(await (await connect()).request('more')).toBe('here');
  });

  it('frees the path and drops its clients when it stops', async () => {
    const server = await serve(async () => 1);
    const client = await connect();
    expect(client.isClosed).toBe(false);
    await server.stop();
    await client.closed;
    expect(client.isClosed).toBe(true);
    await expect(client.request(1)).rejects.toThrow('the connection ended');
    await expect(JsonLineClient.connect(path, clock)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('stops without having started', async () => {
    const server = new JsonLineServer({ path, clock, greeting: { pid: 1 }, answer: async () => 1 });
    await expect(server.stop()).resolves.toBeUndefined();
  });

  it('takes over the socket that a dead process left', async () => {
    const { execFileSync } = await import('node:child_process');
    const program = `require('net').createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, 'SIGKILL'))`;
    expect(() => execFileSync(process.execPath, ['-e', program])).toThrow();
    expect(statSync(path).isSocket()).toBe(true);
    await serve(async () => 'taken over');
    expect(await (await connect()).request(1)).toBe('taken over');
  });

  it('refuses a path that a living process serves, and names it', async () => {
    await serve(async () => 1);
    const second = serve(async () => 2);
    await expect(second).rejects.toBeInstanceOf(ExitError);
    await expect(second).rejects.toMatchObject({
      exitCode: EXIT.owned,
      message: `process 4242 already serves ${path}: end it, or use another folder`,
    });
    expect(await (await connect()).request(1)).toBe(1);
  });

  it('refuses a path whose owner does not introduce itself', async () => {
    await serveRaw('', true);
    await expect(serve(async () => 1)).rejects.toMatchObject({
      exitCode: EXIT.owned,
      message: `another process holds ${path} (closed before the greeting): end it, or use another folder`,
    });
  });

  it('does not delete a file of somebody else', async () => {
    writeFileSync(path, 'precious');
    await expect(serve(async () => 1)).rejects.toMatchObject({
      exitCode: EXIT.config,
      message: `${path} is in the way and is no socket: move it away, or use another folder`,
    });
    expect(statSync(path).size).toBe(8);
  });

  it('passes on why it cannot listen', async () => {
    path = join(folder, 'missing', 'test.sock');
    await expect(serve(async () => 1)).rejects.toMatchObject({ code: 'EACCES' });
  });

  it('says that a path is longer than sockets allow', async () => {
    path = join(folder, 'x'.repeat(100));
    await expect(serve(async () => 1)).rejects.toMatchObject({
      exitCode: EXIT.config,
      message: expect.stringMatching(
        /: \d+ bytes, and the path of a socket may have 103\. Choose a shorter one$/,
      ),
    });
    path = '';
    await expect(serve(async () => 1)).rejects.toMatchObject({ exitCode: EXIT.config });
  });
});

describe('JsonLineClient', () => {
  it('gives up on a server that never greets', async () => {
    const time = new FakeClock();
    await serveRaw('', false);
    const connecting = JsonLineClient.connect(path, time);
    const outcome = expect(connecting).rejects.toMatchObject({ code: 'ETIMEDOUT' });
    await time.advance(2000);
    await outcome;
    expect(time.pending()).toEqual([]);
  });

  it('leaves out lines that it does not understand', async () => {
    await serveRaw('noise\n7\n{"later":1}\n{"hello":{"pid":9}}\nnoise\n{"id":99,"answer":1}\n', false);
    expect((await connect()).greeting).toEqual({ pid: 9 });
  });

  it('leaves a server whose line has no end', async () => {
    await serveRaw(`{"hello":{"pid":9}}\n${'x'.repeat(1024 * 1024 + 1)}`, false);
    await (await connect()).closed;
  });
});

describe('LineSplitter', () => {
  it('joins a line, and a character, that came in pieces', () => {
    const lines = new LineSplitter(100);
    const bytes = Buffer.from('caf\u00e9 \u{1f600}\r\nnext\n');
    const found = [...bytes].flatMap((byte) => lines.push(Uint8Array.of(byte)));
    expect(found).toEqual(['café 😀', 'next']);
  });

  it('gives the lines before one that is too long, and nothing after', () => {
    const lines = new LineSplitter(5);
    expect(lines.push(Buffer.from('one\ntoo long a line\ntwo\n'))).toEqual(['one']);
    expect(lines.isTooLong).toBe(true);
    expect(lines.push(Buffer.from('more\n'))).toEqual([]);
  });
});
