/**
 * Requests and answers as lines of JSON over a Unix socket.
 *
 * The server greets with `{"hello":…}`. A request is `{"id":…,"ask":…}`, its answer `{"id":…,"answer":…}` or
 * `{"id":…,"error":"words"}`. What is no request is answered with an error as well, so that a person with a
 * plain socket tool sees what went wrong.
 */
import { chmodSync, lstatSync, unlinkSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import type { Clock } from './clock.js';
import { codeOf, EXIT, ExitError, messageOf } from './errors.js';
import { JsonLineClient } from './json-line-client.js';
import { LineClients } from './line-clients.js';
import { lineOf } from './line-splitter.js';
import { checkSocketPath } from './socket-path.js';

export interface JsonLineServerOptions {
  readonly path: string;
  readonly clock: Clock;
  /** Told to each client first, and so to a second server that finds the path taken. */
  readonly greeting: { readonly pid: number } & Readonly<Record<string, unknown>>;
  /** Longest accepted request, default 64 KiB: a client that sends more is cut off. */
  readonly maxLineBytes?: number;
  /** A rejection's message is told to the client. */
  answer(ask: unknown): Promise<unknown>;
  /** What to do when another process serves the path; default: end it, or use another folder. */
  readonly busyRemedy?: string;
  /** A client was closed because it did not read its answers. */
  onUnread?(): void;
}

export class JsonLineServer {
  readonly #options: JsonLineServerOptions;
  readonly #clients: LineClients;
  #server: Server | undefined;

  constructor(options: JsonLineServerOptions) {
    this.#options = options;
    this.#clients = new LineClients({
      clock: options.clock,
      greeting: lineOf({ hello: options.greeting }),
      ...(options.maxLineBytes !== undefined && { maxLineBytes: options.maxLineBytes }),
      answer: async (line) => lineOf(await this.#reply(line)),
      onUnread: () => options.onUnread?.(),
    });
  }

  /** Takes over what a dead process left behind; `ExitError` 75 names the process that still serves the path. */
  async start(): Promise<void> {
    const { path } = this.#options;
    checkSocketPath(path);
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
    this.#clients.drop();
    if (server) await new Promise((resolve) => server.close(resolve));
  }

  #listen(): Promise<void> {
    // Half-open, so that `printf … | nc -U` still gets its answer after its own end of input.
    const server = createServer({ allowHalfOpen: true }, (socket) => this.#clients.accept(socket));
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
    if (!lstatSync(path).isSocket()) {
      const remedy = 'move it away, or use another folder';
      throw new ExitError(EXIT.config, `${path} is in the way and is no socket: ${remedy}`);
    }
    const { busyRemedy = 'end it, or use another folder' } = this.#options;
    try {
      const client = await JsonLineClient.connect(path, clock);
      client.close();
      throw new ExitError(
        EXIT.owned,
        `process ${client.greeting['pid']} already serves ${path}: ${busyRemedy}`,
      );
    } catch (error) {
      if (error instanceof ExitError) throw error;
      if (codeOf(error) !== 'ECONNREFUSED') {
        throw new ExitError(EXIT.owned, `another process holds ${path} (${messageOf(error)}): ${busyRemedy}`);
      }
    }
  }

  async #reply(line: string): Promise<object> {
    const request = parseRequest(line);
    return 'error' in request ? request : this.#outcome(request);
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
