import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { ServiceFailure } from '../../src/services/failure.js';
import { HttpClient, type HttpRequest } from '../../src/services/http.js';
import { sendJson } from '../../src/sim/services/http-server.js';
import { FakeClock } from '../support/fake-clock.js';
import { ChangingServer, HOSTILE } from '../support/played-http.js';

let open: ChangingServer | undefined;
afterEach(() => open?.close());

async function setUp(answer: ChangingServer['answer']) {
  const clock = new FakeClock();
  const server = await ChangingServer.open(answer);
  open = server;
  const client = new HttpClient({ clock, version: '1.2.3' });
  const get = (changes: Partial<HttpRequest> = {}) =>
    client.get({ url: new URL(server.url), accept: 'application/json', timeoutMs: 3000, ...changes });
  return { clock, server, get };
}

async function failureOf(asking: Promise<string>): Promise<ServiceFailure> {
  const error = await asking.then(
    (text) => new Error(`a good answer: ${text.slice(0, 50)}`),
    (reason: unknown) => reason,
  );
  if (!(error instanceof ServiceFailure)) throw error;
  return error;
}

describe('HttpClient', () => {
  it('gives the text of a good answer, says who it is, and leaves no timer', async () => {
    const agents: unknown[] = [];
    const { get, clock } = await setUp((request, response) => {
      agents.push(
        request.headers['user-agent'],
        request.headers['accept'],
        request.headers['accept-encoding'],
      );
      sendJson(response, { town: 'Échirolles' });
    });
    expect(await get()).toBe('{"town":"Échirolles"}');
    expect(agents).toEqual(['MeshBot/1.2.3', 'application/json', 'gzip']);
    expect(clock.pending()).toEqual([]);
  });

  it('unpacks gzip and follows a redirect', async () => {
    const { get, server } = await setUp((request, response) => {
      if (request.url === '/') response.writeHead(307, { location: '/there' }).end('see there');
      else
        response
          .writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' })
          .end(gzipSync('{}'));
    });
    expect(await get()).toBe('{}');
    expect(server.asked.map(({ pathname }) => pathname)).toEqual(['/', '/there']);
  });

  it.each(Object.entries(HOSTILE))('has a name for a server that %s', async (_, hostile) => {
    const { get, clock, server } = await setUp(hostile.answer);
    const asking = failureOf(get());
    await server.wasAsked(1);
    if (hostile.isEndless) await clock.advance(3000);
    expect((await asking).reason).toBe(hostile.reason);
    expect(clock.pending()).toEqual([]);
  });

  it('stops a flood of 100 MB early', async () => {
    let sent = 0;
    function* flood() {
      for (; sent < 100_000_000; sent += 65_536) yield Buffer.alloc(65_536, ' ');
    }
    let end = () => {};
    const hasEnded = new Promise<void>((resolve) => {
      end = resolve;
    });
    const { get } = await setUp((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).once('close', end);
      Readable.from(flood()).pipe(response);
    });
    expect((await failureOf(get())).reason).toBe('too large');
    await hasEnded;
    expect(sent).toBeLessThan(20_000_000);
  });

  it('keeps what a refusal said, without control characters, and how long to wait', async () => {
    const { get } = await setUp((_, response) => {
      response
        .writeHead(429, { 'retry-after': '17' })
        .end(`{"reason":"Minutely\u0007 limit"}${'x'.repeat(500)}`);
    });
    const { notes } = await failureOf(get());
    expect(notes.pauseMs).toBe(17_000);
    expect(notes.detail).toMatch(/^status 429, \{"reason":"Minutely limit"\}x+$/);
    expect(notes.detail?.length).toBeLessThan(200);
  });

  it('cannot reach a closed port', async () => {
    const gone = createServer();
    await new Promise<void>((resolve) => gone.listen(0, '127.0.0.1', resolve));
    const { port } = gone.address() as AddressInfo;
    await new Promise((resolve) => gone.close(resolve));
    const client = new HttpClient({ clock: new FakeClock(), version: '1' });
    const url = new URL(`http://127.0.0.1:${port}`);
    const asking = client.get({ url, accept: 'application/json', timeoutMs: 3000 });
    expect((await failureOf(asking)).reason).toBe('unreachable');
  });

  it('ends with the reason of whoever calls it off, also before it began', async () => {
    const { get, server, clock } = await setUp(() => {});
    const controller = new AbortController();
    const asking = get({ signal: controller.signal });
    const ended = expect(asking).rejects.toThrow('enough');
    await server.wasAsked(1);
    controller.abort(new Error('enough'));
    await ended;
    await expect(get({ signal: controller.signal })).rejects.toThrow('enough');
    expect(clock.pending()).toEqual([]);
  });
});
