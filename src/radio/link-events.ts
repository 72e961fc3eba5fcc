import type { OwnNode } from '../mesh/own-node.js';
import type { LinkChange } from '../mesh/radio.js';
import type { FromNode } from './codec.js';
import type { Loss } from './loss.js';

export interface LinkEvents {
  state: LinkChange;
  ready: OwnNode;
  message: FromNode;
  /** Right after `ready`. */
  session: ReadySession;
  /** A session that had been ready is over. */
  lost: Loss;
}

export interface ReadySession {
  readonly own: OwnNode;
  /** The handshake told the whole database of the node, each entry as a message before. */
  readonly toldNodes: boolean;
  /** Aborts with the session. */
  readonly signal: AbortSignal;
}
