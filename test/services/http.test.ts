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

  it('says where to write to, when the operator told it', async () => {
    const agents: unknown[] = [];
    const server = await ChangingServer.open((request, response) => {
      agents.push(request.headers['user-agent']);
      sendJson(response, {});
    });
    const clock = new FakeClock();
    const http = new HttpClient({ clock, version: '1.2.3', contactUrl: 'https://example.org/bot' });
    await http.get({ url: new URL(server.url), accept: 'application/json', timeoutMs: 1000 });
    await server.close();
    expect(agents).toEqual(['MeshBot/1.2.3 (+https://example.org/bot)']);
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

describe('a post', () => {
  const JSON_TYPE = 'application/json' as const;

  async function posting(answer: ChangingServer['answer']) {
    const server = await ChangingServer.open(answer);
    open = server;
    const client = new HttpClient({ clock: new FakeClock(), version: '1.2.3' });
    const headers = { authorization: 'Bearer sk-demo' };
    const request = { url: new URL(server.url), headers, accept: JSON_TYPE, timeoutMs: 3000 };
    return { server, client, request, post: (json: unknown) => client.post({ ...request, json }) };
  }

  it('carries JSON and the headers of its own', async () => {
    const heard: unknown[] = [];
    const { post } = await posting((request, response) => {
      const { authorization, 'content-type': type } = request.headers;
      request.setEncoding('utf8').on('data', (body) => {
        heard.push(request.method, authorization, type, body);
        sendJson(response, { ok: true });
      });
    });
    expect(await post({ question: 'Où ?' })).toBe('{"ok":true}');
    expect(heard).toEqual(['POST', 'Bearer sk-demo', JSON_TYPE, '{"question":"Où ?"}']);
  });

  it('follows no redirect: what it carries is for nobody else', async () => {
    const { post, server } = await posting((_, response) => {
      response.writeHead(307, { location: '/there' }).end();
    });
    expect((await failureOf(post({}))).reason).toBe('redirected');
    expect(server.asked).toHaveLength(1);
  });

  it('tells the status of what is no success', async () => {
    const { post } = await posting((_, response) => sendJson(response, { error: 'loading' }, 503));
    expect((await failureOf(post({}))).notes.status).toBe(503);
  });

  it('is not the only one that keeps its headers from other hosts', async () => {
    const keys: unknown[] = [];
    const elsewhere = await ChangingServer.open((request, response) => {
      keys.push(request.headers['authorization']);
      sendJson(response, {});
    });
    const { client, request } = await posting((asked, response) => {
      keys.push(asked.headers['authorization']);
      response.writeHead(302, { location: elsewhere.url }).end();
    });
    expect(await client.get(request)).toBe('{}');
    expect(keys).toEqual(['Bearer sk-demo', undefined]);
    await elsewhere.close();
  });
});
