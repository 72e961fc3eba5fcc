import { joinBytes, type Wire, type WireListener } from './wire.js';

/** The client's end of a memory connection: the same shape as a `Connection` of the radio. */
export interface MemoryPipe {
  /** Ends at the node's FIN, throws an error with code `ECONNRESET` at its RST. */
  readonly incoming: AsyncIterable<Uint8Array>;
  /** Rejects with `EPIPE` once the connection is over. */
  write(bytes: Uint8Array): Promise<void>;
  /** Sends a FIN; the node notices when it writes. */
  close(): Promise<void>;
  /** Vanishes with an RST. */
  reset(): void;
}

export function systemError(code: string, message: string): Error {
  return Object.assign(new Error(`${code}: ${message}`), { code });
}

/** Two byte pipes without sockets. */
export function createMemoryConnection(): { wire: Wire; pipe: MemoryPipe } {
  const connection = new MemoryConnection();
  return { wire: connection, pipe: new ClientEnd(connection) };
}

type End = 'fin' | 'rst';

class MemoryConnection implements Wire {
  peer: Wire['peer'] = 'open';
  #toNode: Uint8Array[] = [];
  #toClient: Uint8Array[] = [];
  #toNodeBytes = 0;
  #toClientBytes = 0;
  #nodeEnd: End | undefined;
  #listener: WireListener | undefined;
  #wakeClient: (() => void) | undefined;

  get unreadBytes(): number {
    return this.#toNodeBytes;
  }

  get pendingBytes(): number {
    return this.#toClientBytes;
  }

  /** How the node ended the connection, if it did. */
  get nodeEnd(): End | undefined {
    return this.#nodeEnd;
  }

  listen(listener: WireListener): void {
    this.#listener = listener;
    if (this.#toNode.length > 0) listener.onReadable();
  }

  readAll(): Uint8Array {
    const chunks = this.#toNode;
    this.#toNode = [];
    this.#toNodeBytes = 0;
    return joinBytes(chunks);
  }

  write(bytes: Uint8Array): void {
    if (this.#nodeEnd || this.peer !== 'open') return;
    this.#toClient.push(bytes);
    this.#toClientBytes += bytes.length;
    this.#wakeClient?.();
  }

  fin(): void {
    this.#end('fin');
  }

  rst(): void {
    this.#dropOutput();
    this.#end('rst');
  }

  fromClient(bytes: Uint8Array): void {
    this.#toNode.push(bytes);
    this.#toNodeBytes += bytes.length;
    this.#listener?.onReadable();
  }

  clientEnded(how: 'closed' | 'reset'): void {
    if (this.peer !== 'open') return;
    this.peer = how;
    this.#dropOutput();
    this.#wakeClient?.();
    this.#listener?.onPeerEnd();
  }

  /** The next bytes for the client; undefined when nothing more will come. */
  async nextForClient(): Promise<Uint8Array | undefined> {
    while (this.#toClient.length === 0 && !this.#nodeEnd && this.peer === 'open') {
      await new Promise<void>((resolve) => {
        this.#wakeClient = resolve;
      });
    }
    const bytes = this.#toClient.shift();
    if (bytes) {
      this.#toClientBytes -= bytes.length;
      this.#listener?.onRoom();
    } else if (this.#nodeEnd === 'rst' && this.peer === 'open')
      throw systemError('ECONNRESET', 'the node reset the connection');
    return bytes;
  }

  #dropOutput(): void {
    this.#toClient = [];
    this.#toClientBytes = 0;
  }

  #end(how: End): void {
    if (this.#nodeEnd) return;
    this.#nodeEnd = how;
    this.#wakeClient?.();
  }
}

class ClientEnd implements MemoryPipe {
  readonly #connection: MemoryConnection;

  constructor(connection: MemoryConnection) {
    this.#connection = connection;
  }

  get incoming(): AsyncIterable<Uint8Array> {
    const connection = this.#connection;
    return {
      async *[Symbol.asyncIterator]() {
        for (let bytes = await connection.nextForClient(); bytes; bytes = await connection.nextForClient())
          yield bytes;
      },
    };
  }

  async write(bytes: Uint8Array): Promise<void> {
    const { nodeEnd, peer } = this.#connection;
    if (nodeEnd === 'rst') throw systemError('ECONNRESET', 'the node reset the connection');
    if (nodeEnd || peer !== 'open') throw systemError('EPIPE', 'the connection is over');
    this.#connection.fromClient(bytes.slice());
  }

  async close(): Promise<void> {
    this.#connection.clientEnded('closed');
  }

  reset(): void {
    this.#connection.clientEnded('reset');
  }
}
