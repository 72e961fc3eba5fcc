import type { Connection, Transport } from '../transport.js';

export interface TapListener {
  opened(): void;
  received(bytes: Uint8Array): void;
  wrote(bytes: Uint8Array): void;
}

/** A transport whose every byte a listener sees as well; nothing else about it changes. */
export class TappedTransport implements Transport {
  readonly address: string;
  readonly #inner: Transport;
  readonly #listener: TapListener;

  constructor(inner: Transport, listener: TapListener) {
    this.address = inner.address;
    this.#inner = inner;
    this.#listener = listener;
  }

  identities(): Promise<readonly string[]> {
    return this.#inner.identities();
  }

  async open(signal: AbortSignal): Promise<Connection> {
    const connection = await this.#inner.open(signal);
    this.#listener.opened();
    return new TappedConnection(connection, this.#listener);
  }
}

class TappedConnection implements Connection {
  readonly incoming: AsyncIterable<Uint8Array>;
  readonly #inner: Connection;
  readonly #listener: TapListener;

  constructor(inner: Connection, listener: TapListener) {
    this.#inner = inner;
    this.#listener = listener;
    this.incoming = watched(inner.incoming, listener);
  }

  write(bytes: Uint8Array): Promise<void> {
    this.#listener.wrote(bytes);
    return this.#inner.write(bytes);
  }

  close(): Promise<void> {
    return this.#inner.close();
  }
}

async function* watched(
  incoming: AsyncIterable<Uint8Array>,
  listener: TapListener,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of incoming) {
    listener.received(chunk);
    yield chunk;
  }
}
