import { createServer, type Server, type Socket } from 'node:net';
import type { Clock, Stop } from '../../util/clock.js';
import { TcpWire } from './tcp-wire.js';
import type { Wire } from './wire.js';

const BIND_AGAIN_MS = 100;

export interface TcpListenerParts {
  readonly clock: Clock;
  readonly host: string;
  /** 0: the system chooses, and the port stays the same from then on. */
  readonly port: number;
  readonly admit: (wire: Wire) => void;
}

/** The network side of a TCP front: a port that can stop listening, so that connections are refused, and listen again. */
export class TcpListener {
  readonly #parts: TcpListenerParts;
  readonly #sockets = new Set<Socket>();
  #port: number;
  #server: Server | undefined;
  #stopRetry: Stop | undefined;

  constructor(parts: TcpListenerParts) {
    this.#parts = parts;
    this.#port = parts.port;
  }

  get port(): number {
    return this.#port;
  }

  get isListening(): boolean {
    return this.#server?.listening ?? false;
  }

  /** Rejects with the system's error when the port cannot be had. */
  open(): Promise<void> {
    const server = createServer({ allowHalfOpen: true }, (socket) => this.#accept(socket));
    this.#server = server;
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.#port, this.#parts.host, () => {
        const address = server.address();
        if (address !== null && typeof address === 'object') this.#port = address.port;
        resolve();
      });
    });
  }

  /** From now on connections are refused; those that exist stay. */
  refuse(): void {
    this.#stopRetry?.();
    this.#server?.close();
    this.#server = undefined;
  }

  /** Listens again, as soon as the system gives the port back. */
  listenAgain(): void {
    this.open().catch(() => {
      this.#stopRetry = this.#parts.clock.after('tcp-listener.bind', BIND_AGAIN_MS, () => this.listenAgain());
    });
  }

  /** Resolves when every socket is gone. */
  async close(): Promise<void> {
    this.refuse();
    const gone = [...this.#sockets].map(
      (socket) =>
        new Promise((resolve) => (socket.closed ? resolve(undefined) : socket.once('close', resolve))),
    );
    // A client that does not read would keep the end of the stream waiting for ever.
    for (const socket of this.#sockets) {
      if (socket.writableLength > 0) socket.destroy();
      else socket.destroySoon();
    }
    await Promise.all(gone);
  }

  #accept(socket: Socket): void {
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
    this.#parts.admit(new TcpWire(socket));
  }
}
