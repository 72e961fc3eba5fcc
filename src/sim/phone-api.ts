import type { Mesh } from '@meshtastic/protobufs';

/**
 * One client's conversation with the node (firmware PhoneAPI), messages in and messages out. The front owns
 * sockets, framing, turns and the idle limit; the node owns everything behind this line.
 */
export interface PhoneApi {
  receive(message: Mesh.ToRadio): void;
  /** The next message to write in this turn, undefined when there is none. */
  next(): Mesh.FromRadio | undefined;
  /** The client said goodbye: the front closes the connection. */
  readonly wantsClose: boolean;
  /** The connection is over, for whatever cause. */
  end(): void;
}

/** What the front asks of the node. */
export interface PhoneApiServer {
  /** A client took the slot. */
  connect(): PhoneApi;
}
