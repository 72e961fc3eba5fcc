import { createConnection, type Socket } from 'node:net';
import type { Clock } from './clock.js';
import { LineSplitter, lineOf } from './line-splitter.js';

/** A running process answers at once; one that hangs must not hang its clients. */
const GREETING_MS = 2000;

/** Answers may be long (every node of a large mesh), but not without end. */
const MAX_ANSWER_BYTES = 1024 * 1024;

type Message = Readonly<Record<string, unknown>>;

/** Called with the greeting read, or with why there is none. */
type OnFirst = (refusal?: string) => void;

interface Waiting {
  resolve(answer: unknown): void;
  reject(error: Error): void;
}

/** The asking side of `JsonLineServer`. */
export class JsonLineClient {
  /** Resolves when the connection is over, whoever ended it. */
  readonly closed: Promise<void>;
  readonly #socket: Socket;
  readonly #waiting = new Map<unknown, Waiting>();
  #greeting: Message | undefined;
  #lastId = 0;

  private constructor(socket: Socket, onFirst: OnFirst) {
    this.#socket = socket;
    const lines = new LineSplitter(MAX_ANSWER_BYTES);
    socket.on('data', (chunk) => {
      for (const line of lines.push(chunk)) this.#take(parse(line), onFirst);
      if (lines.isTooLong) socket.destroy();
    });
    this.closed = new Promise((resolve) => {
      socket.on('close', () => {
        this.#abandon();
        resolve();
      });
    });
  }

  /** Resolves with the greeting read. Rejects with the system's error, with the words of a refusal, or with code `ETIMEDOUT`. */
  static connect(path: string, clock: Clock): Promise<JsonLineClient> {
    return new Promise((resolve, reject) => {
      const socket = createConnection(path);
      const stopTimer = clock.after('json-lines.greeting', GREETING_MS, () =>
        socket.destroy(Object.assign(new Error('no greeting'), { code: 'ETIMEDOUT' })),
      );
      const client = new JsonLineClient(socket, (refusal) => {
        stopTimer();
        if (refusal === undefined) resolve(client);
        else socket.destroy(new Error(refusal));
      });
      socket.on('error', reject);
      socket.on('close', () => {
        stopTimer();
        reject(new Error('closed before the greeting'));
      });
    });
  }

  /** What the server told of itself. */
  get greeting(): Message {
    return this.#greeting ?? {};
  }

  get isClosed(): boolean {
    return this.#socket.destroyed;
  }

  /** The answer; rejects with the server's words, or when the connection ends before it. */
  request(ask: unknown): Promise<unknown> {
    if (this.isClosed) return Promise.reject(new Error('the connection ended'));
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#socket.write(lineOf({ id, ask }));
    });
  }

  close(): void {
    this.#socket.destroy();
  }

  #take(message: Message, onFirst: OnFirst): void {
    if (!this.#greeting) {
      if (isObject(message['hello'])) {
        this.#greeting = message['hello'];
        onFirst();
      } else if (typeof message['error'] === 'string') onFirst(message['error']);
      return;
    }
    const waiting = this.#waiting.get(message['id']);
    this.#waiting.delete(message['id']);
    if ('error' in message) waiting?.reject(new Error(String(message['error'])));
    else waiting?.resolve(message['answer']);
  }

  #abandon(): void {
    for (const waiting of this.#waiting.values()) waiting.reject(new Error('the connection ended'));
    this.#waiting.clear();
  }
}

function parse(line: string): Message {
  try {
    const parsed: unknown = JSON.parse(line);
    return isObject(parsed) ? parsed : {};
  } catch {
    return {};
  }
}

function isObject(value: unknown): value is Message {
  return typeof value === 'object' && value !== null;
}
