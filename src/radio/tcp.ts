import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { formatAddress } from './address.js';
import type { Connection, Transport } from './transport.js';

/**
 * TCP to a node. No socket option is ever set: `connect` without options makes no setsockopt call, and
 * `autoSelectFamily: false` keeps Node from opening a second connection after 250 ms, which would throw out the first.
 */
export class TcpTransport implements Transport {
  readonly address: string;
  readonly #host: string;
  readonly #port: number;

  constructor(host: string, port: number) {
    this.#host = host;
    this.#port = port;
    this.address = formatAddress({ kind: 'tcp', host, port });
  }

  async identities(): Promise<readonly string[]> {
    const port = this.#port;
    const found = await lookup(this.#host, { all: true }).catch(() => []);
    const resolved = found.map(({ address }) => formatAddress({ kind: 'tcp', host: address, port }));
    return [...new Set([this.address, ...resolved])];
  }

  async open(signal: AbortSignal): Promise<Connection> {
    signal.throwIfAborted();
    const socket = connect({ host: this.#host, port: this.#port, autoSelectFamily: false });
    const connection = new TcpConnection(socket);
    const abort = () => socket.destroy(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    try {
      await once(socket, 'connect');
      return connection;
    } catch (error) {
      await connection.close();
      throw error;
    } finally {
      signal.removeEventListener('abort', abort);
    }
  }
}

class TcpConnection implements Connection {
  readonly #socket: Socket;
  readonly #closed: Promise<void>;

  constructor(socket: Socket) {
    this.#socket = socket;
    this.#closed = new Promise((resolve) => {
      socket.once('close', () => resolve());
    });
    // What breaks while nobody reads is told by `incoming` or `write`; here it only must not be unheard.
    socket.on('error', () => {});
  }

  get incoming(): AsyncIterable<Uint8Array> {
    return this.#socket;
  }

  write(bytes: Uint8Array): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#socket.write(bytes, (error) => (error ? reject(error) : resolve()));
    });
  }

  close(): Promise<void> {
    // What the system has taken still leaves; what it has not would hold the close for as long as the node hangs.
    this.#socket.destroy();
    return this.#closed;
  }
}
