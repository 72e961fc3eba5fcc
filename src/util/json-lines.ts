/**
 * Requests and answers as lines of JSON over a Unix socket.
 *
 * The server greets with `{"hello":…}`. A request is `{"id":…,"ask":…}`, its answer `{"id":…,"answer":…}` or
 * `{"id":…,"error":"words"}`. What is no request is answered with an error as well, so that a person with a
 * plain socket tool sees what went wrong.
 */
import { chmodSync, lstatSync, unlinkSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import type { Clock } from './clock.js';
import { codeOf, EXIT, ExitError, messageOf } from './errors.js';
import { JsonLineClient } from './json-line-client.js';
import { LineSplitter, lineOf } from './line-splitter.js';
import { byteLength } from './text.js';

export interface JsonLineServerOptions {
  readonly path: string;
  readonly clock: Clock;
  /** Told to each client first, and so to a second server that finds the path taken. */
  readonly greeting: { readonly pid: number } & Readonly<Record<string, unknown>>;
  /** Longest accepted request, default 64 KiB: a client that sends more is cut off. */
  readonly maxLineBytes?: number;
  /** A rejection's message is told to the client. */
  answer(ask: unknown): Promise<unknown>;
}

const MAX_REQUEST_BYTES = 65_536;

/** `sun_path` holds 104 bytes on macOS and 108 on Linux, with the closing zero. */
const MAX_PATH_BYTES = 103;

export class JsonLineServer {
  readonly #options: JsonLineServerOptions;
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;

  constructor(options: JsonLineServerOptions) {
    this.#options = options;
  }

  /** Takes over what a dead process left behind; `ExitError` 75 names the process that still serves the path. */
  async start(): Promise<void> {
    const { path } = this.#options;
    if (byteLength(path) > MAX_PATH_BYTES) {
      throw new ExitError(EXIT.config, `${path}: longer than the ${MAX_PATH_BYTES} bytes a socket may have`);
    }
    try {
      await this.#listen();
    } catch (error) {
      if (codeOf(error) !== 'EADDRINUSE') throw error;
      await this.#refuseIfAlive();
      unlinkSync(path);
      await this.#listen();
    }
    chmodSync(path, 0o600);
  }

  /** Resolves when every client is gone and the path is free. */
  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    for (const socket of this.#sockets) socket.destroy();
    if (server) await new Promise((resolve) => server.close(resolve));
  }

  #listen(): Promise<void> {
    // Half-open, so that `printf … | nc -U` still gets its answer after its own end of input.
    const server = createServer({ allowHalfOpen: true }, (socket) => this.#serve(socket));
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.#options.path, () => {
        this.#server = server;
        resolve();
      });
    });
  }

  async #refuseIfAlive(): Promise<void> {
    const { path, clock } = this.#options;
    if (!lstatSync(path).isSocket()) throw new ExitError(EXIT.owned, `${path} is in the way: not a socket`);
    try {
      const client = await JsonLineClient.connect(path, clock);
      client.close();
      throw new ExitError(EXIT.owned, `process ${client.greeting['pid']} already serves ${path}`);
    } catch (error) {
      if (error instanceof ExitError) throw error;
      if (codeOf(error) !== 'ECONNREFUSED') {
        throw new ExitError(EXIT.owned, `another process holds ${path}: ${messageOf(error)}`);
      }
    }
  }

  #serve(socket: Socket): void {
    this.#sockets.add(socket);
    const lines = new LineSplitter(this.#options.maxLineBytes ?? MAX_REQUEST_BYTES);
    const running = new Set<Promise<void>>();
    // A client that vanishes is the client's affair.
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('end', () => void Promise.all(running).then(() => socket.end()));
    socket.write(lineOf({ hello: this.#options.greeting }));
    socket.on('data', (chunk) => {
      for (const line of lines.push(chunk)) {
        const run = this.#reply(line, socket).finally(() => running.delete(run));
        running.add(run);
      }
      if (lines.isTooLong) socket.end(lineOf({ error: 'the line is too long' }));
    });
  }

  async #reply(line: string, socket: Socket): Promise<void> {
    const request = parseRequest(line);
    const reply = 'error' in request ? request : await this.#outcome(request);
    if (socket.writable) socket.write(lineOf(reply));
  }

  async #outcome({ id, ask }: Request): Promise<object> {
    try {
      return { id, answer: await this.#options.answer(ask) };
    } catch (error) {
      return { id, error: messageOf(error) };
    }
  }
}

interface Request {
  readonly id: number | string;
  readonly ask: unknown;
}

function parseRequest(line: string): Request | { readonly error: string } {
  let parsed: unknown;
  try {
    parsed = JSON.parse(line);
  } catch {
    return { error: 'not a line of JSON' };
  }
  if (typeof parsed !== 'object' || parsed === null) return { error: 'not a JSON object' };
  if (!('id' in parsed) || !('ask' in parsed)) return { error: 'a request needs "id" and "ask"' };
  const { id, ask } = parsed;
  if (typeof id !== 'number' && typeof id !== 'string') return { error: '"id" must be a number or a text' };
  return { id, ask };
}
