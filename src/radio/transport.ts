/** Opens connections to one node. Each call of `open` is one attempt. */
export interface Transport {
  /** Canonical, for logs and claims. */
  readonly address: string;
  /** Of a node that was found elsewhere: where it was expected. */
  readonly movedFrom?: string | undefined;
  /** Every name by which this node would be recognised as the same, the address included. */
  identities(): Promise<readonly string[]>;
  /** Rejects when the attempt fails or `signal` aborts; nothing stays open then. */
  open(signal: AbortSignal): Promise<Connection>;
}

/** One life. Once it is over it is never used again. */
export interface Connection {
  /** Ends when the other side closes; throws the system's error when the connection breaks. */
  readonly incoming: AsyncIterable<Uint8Array>;
  /** Rejects when the bytes could not be handed to the system. Success proves nothing about the other side. */
  write(bytes: Uint8Array): Promise<void>;
  /** Resolves when all is released; may be called at any time and more than once. */
  close(): Promise<void>;
}
