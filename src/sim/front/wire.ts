/** What a wire tells the side that owns it. */
export interface WireListener {
  onReadable(): void;
  /** The other side took bytes: there may be room again. */
  onRoom(): void;
  onPeerEnd(): void;
}

/** The node's end of one accepted connection, as its network stack shows it: no meaning, no turns. */
export interface Wire {
  /** How the client's side stands: `closed` after its FIN, `reset` after an RST or a broken socket. */
  readonly peer: 'open' | 'closed' | 'reset';
  /** Bytes that came and were not read. */
  readonly unreadBytes: number;
  /** Bytes written that the client has not taken. */
  readonly pendingBytes: number;
  readAll(): Uint8Array;
  write(bytes: Uint8Array): void;
  /** Closes cleanly; what was written still arrives. */
  fin(): void;
  rst(): void;
  listen(listener: WireListener): void;
}

export function joinBytes(chunks: readonly Uint8Array[]): Uint8Array {
  const [only] = chunks;
  if (only && chunks.length === 1) return only;
  const joined = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let offset = 0;
  for (const chunk of chunks) {
    joined.set(chunk, offset);
    offset += chunk.length;
  }
  return joined;
}
