import type { Socket } from 'node:net';
import type { Clock, Stop } from './clock.js';
import { LineSplitter, lineOf } from './line-splitter.js';

export interface LineClientsOptions {
  readonly clock: Clock;
  /** What each client is told first. */
  readonly greeting?: string;
  /** Longest accepted line, default 64 KiB: a client that sends more is cut off. */
  readonly maxLineBytes?: number;
  /** What is written back for a line. A rejection is a fault of ours, and ends the process. */
  answer(line: string): Promise<string>;
  /** A client was closed because it did not read what it was told. */
  onUnread(): void;
}

const MAX_LINE_BYTES = 65_536;
/** Far more than people and scripts of one user need at a time; each costs a file descriptor. */
export const MAX_CLIENTS = 64;
/** Lines of one client that are answered at the same time; more of them are left unread meanwhile. */
export const MAX_RUNNING = 32;
/** A console that a person stopped with Ctrl-S or Ctrl-Z gets that long to go on. */
export const UNREAD_MS = 60_000;

const TOO_MANY = `${MAX_CLIENTS} clients are connected already: end one of them and try again`;

/** Serves clients that write lines and read lines, and lets none of them take memory without bound. */
export class LineClients {
  readonly #options: LineClientsOptions;
  readonly #clients = new Set<LineClient>();

  constructor(options: LineClientsOptions) {
    this.#options = options;
  }

  /** Takes a connection over. */
  accept(socket: Socket): void {
    // A client that vanishes is the client's affair.
    socket.on('error', () => socket.destroy());
    if (this.#clients.size >= MAX_CLIENTS) {
      socket.end(lineOf({ error: TOO_MANY }));
      socket.destroySoon();
      return;
    }
    const client = new LineClient(socket, this.#options);
    this.#clients.add(client);
    socket.on('close', () => this.#clients.delete(client));
    void client.serve();
  }

  /** Drops everybody. */
  drop(): void {
    for (const client of this.#clients) client.drop();
  }
}

class LineClient {
  readonly #socket: Socket;
  readonly #options: LineClientsOptions;
  #running = 0;
  #stopTimer: Stop | undefined;
  /** Wakes whoever waits for something of this client to end. */
  #wake = () => {};

  constructor(socket: Socket, options: LineClientsOptions) {
    this.#socket = socket;
    this.#options = options;
    socket.on('drain', () => this.#onDrain());
    socket.on('close', () => this.#onDrain());
  }

  drop(): void {
    this.#stopTimer?.();
    this.#socket.destroy();
  }

  /** Reads no further than it can answer, and answers no further than the client reads. */
  async serve(): Promise<void> {
    const { greeting, maxLineBytes } = this.#options;
    if (greeting !== undefined) this.#write(greeting);
    const lines = new LineSplitter(maxLineBytes ?? MAX_LINE_BYTES);
    for await (const chunk of this.#chunks()) {
      for (const line of lines.push(chunk)) {
        await this.#until(() => this.#running < MAX_RUNNING && !this.#socket.writableNeedDrain);
        this.#run(line);
      }
      if (lines.isTooLong) break;
    }
    await this.#until(() => this.#running === 0);
    if (lines.isTooLong) this.#write(lineOf({ error: 'the line is too long' }));
    this.#socket.destroySoon();
  }

  /** Ends with the client's input; how it ended is no matter. */
  async *#chunks(): AsyncIterable<Uint8Array> {
    try {
      yield* this.#socket.iterator({ destroyOnReturn: false });
    } catch {
      this.#socket.destroy();
    }
  }

  #run(line: string): void {
    if (this.#socket.destroyed) return;
    this.#running += 1;
    void this.#options.answer(line).then((reply) => {
      this.#running -= 1;
      this.#write(reply);
      this.#wake();
    });
  }

  #write(text: string): void {
    if (!this.#socket.writable || this.#socket.write(text)) return;
    this.#stopTimer ??= this.#options.clock.after('line-clients.unread', UNREAD_MS, () => {
      this.#options.onUnread();
      this.drop();
    });
  }

  #onDrain(): void {
    this.#stopTimer?.();
    this.#stopTimer = undefined;
    this.#wake();
  }

  async #until(isDone: () => boolean): Promise<void> {
    while (!this.#socket.destroyed && !isDone()) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}
