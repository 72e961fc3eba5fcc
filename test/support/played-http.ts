import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import type { FailureReason } from '../../src/services/failure.js';
import { PlayedService } from '../../src/sim/services/http-server.js';

/** A server on loopback whose answer a test may change at any time, and that keeps what it was asked. */
export class ChangingServer {
  readonly asked: URL[] = [];
  answer: RequestListener;
  readonly #service: PlayedService;
  #waiting: (() => void)[] = [];

  private constructor(answer: RequestListener) {
    this.answer = answer;
    this.#service = new PlayedService('test', (request, response) => this.#take(request, response));
  }

  static async open(answer: RequestListener): Promise<ChangingServer> {
    const server = new ChangingServer(answer);
    await server.#service.start();
    return server;
  }

  get url(): string {
    return this.#service.url;
  }

  close(): Promise<void> {
    return this.#service.stop();
  }

  /** Resolves when it has been asked so often in all. */
  async wasAsked(times: number): Promise<void> {
    while (this.asked.length < times) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  #take(request: IncomingMessage, response: ServerResponse): void {
    this.asked.push(new URL(request.url ?? '/', this.url));
    this.answer(request, response);
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}

interface Hostile {
  readonly answer: RequestListener;
  readonly reason: FailureReason;
  /** Only the deadline ends it. */
  readonly isEndless?: boolean;
}

const JSON_TYPE = { 'content-type': 'application/json' };

function status(code: number, body: string, headers: Record<string, string> = {}): RequestListener {
  return (_, response) => {
    response.writeHead(code, { 'content-type': 'text/plain', ...headers });
    response.end(body);
  };
}

function good(body: string | Buffer, headers: Record<string, string> = {}): RequestListener {
  return (_, response) => {
    response.writeHead(200, { ...JSON_TYPE, ...headers });
    response.end(body);
  };
}

const CHUNK = Buffer.alloc(65_536, ' ');

function* hundredMegabytes(): Generator<Buffer> {
  for (let sent = 0; sent < 100_000_000; sent += CHUNK.length) yield CHUNK;
}

const MANY_SPACES = gzipSync(Buffer.alloc(50_000_000, ' '));

/** Every way in which a server was ever bad, and what it has to be called. */
export const HOSTILE: Readonly<Record<string, Hostile>> = {
  'accepts and never answers': { reason: 'timeout', isEndless: true, answer: () => {} },
  'stops in mid-body': {
    reason: 'timeout',
    isEndless: true,
    answer: (_, response) => {
      response.writeHead(200, JSON_TYPE);
      response.write('{"current":');
    },
  },
  'breaks off': {
    reason: 'cut short',
    answer: (_, response) => {
      response.writeHead(200, { ...JSON_TYPE, 'content-length': '1000' });
      response.write('{"current":', () => response.destroy());
    },
  },
  'sends 100 MB': {
    reason: 'too large',
    answer: (_, response) => {
      response.writeHead(200, JSON_TYPE);
      Readable.from(hundredMegabytes()).pipe(response);
    },
  },
  'announces 100 MB': {
    reason: 'too large',
    answer: (_, response) => {
      response.writeHead(200, { ...JSON_TYPE, 'content-length': '100000000' });
      response.write('{');
    },
  },
  'packs 50 MB into little': {
    reason: 'too large',
    answer: good(MANY_SPACES, { 'content-encoding': 'gzip' }),
  },
  'sends a page': { reason: 'wrong type', answer: good('<html>', { 'content-type': 'text/html' }) },
  'names another alphabet': {
    reason: 'wrong encoding',
    answer: good('{}', { 'content-type': 'application/json; charset=iso-8859-1' }),
  },
  'sends bytes that are no text': { reason: 'wrong encoding', answer: good(Buffer.from([0x7b, 0xff, 0x7d])) },
  'packs as it was not asked to': {
    reason: 'wrong encoding',
    answer: good('{}', { 'content-encoding': 'br' }),
  },
  'says packed and is not': { reason: 'wrong encoding', answer: good('{}', { 'content-encoding': 'gzip' }) },
  'sends us round in circles': { reason: 'redirected', answer: status(302, '', { location: '/again' }) },
  'sends us nowhere': { reason: 'redirected', answer: status(301, '') },
  'sends us to a file': { reason: 'redirected', answer: status(302, '', { location: 'file:///etc/passwd' }) },
  'forbids it': { reason: 'denied', answer: status(403, 'no') },
  'has had enough of us': { reason: 'busy', answer: status(429, 'slow down', { 'retry-after': '17' }) },
  'has an error': { reason: 'server error', answer: status(500, 'oops') },
  'does not know what we want': { reason: 'rejected', answer: status(404, 'gone') },
};
