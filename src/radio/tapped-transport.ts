import type { Connection, Transport } from './transport.js';

export interface TapListener {
  opened(): void;
  /** Without it what comes in is not touched. */
  received?(bytes: Uint8Array): void;
  wrote(bytes: Uint8Array): void;
}

/** A transport that tells a listener what passes as well; nothing else about it changes. */
export class TappedTransport implements Transport {
  readonly #inner: Transport;
  readonly #listener: TapListener;

  constructor(inner: Transport, listener: TapListener) {
    this.#inner = inner;
    this.#listener = listener;
  }

  get address(): string {
    return this.#inner.address;
  }

  get movedFrom(): string | undefined {
    return this.#inner.movedFrom;
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
    const received = listener.received?.bind(listener);
    this.incoming = received ? watched(inner.incoming, received) : inner.incoming;
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
  received: (bytes: Uint8Array) => void,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of incoming) {
    received(chunk);
    yield chunk;
  }
}
