import type { NodeNum } from './ids.js';
import type { KeyRecord } from './key-store.js';

/** What our own node holds of another one, held against the key that we trust; it need not have said. */
export type HeldByNode = 'same' | 'other' | 'none' | 'unknown';

export interface NodeKeys {
  readonly trusted: KeyRecord | undefined;
  /** Another one that waits for a person. */
  readonly pending: KeyRecord | undefined;
  readonly held: HeldByNode;
}

/** The port to the public keys of the mesh. */
export interface Keys {
  of(nodeNum: NodeNum): NodeKeys;
  /** Nodes with a changed key that nobody has accepted. */
  changed(): readonly NodeNum[];
  /** Every key that a node was seen with, in order of first sight. */
  history(nodeNum: NodeNum): readonly KeyRecord[];
  /** A person takes the changed key for the node's; false when none is pending. */
  accept(nodeNum: NodeNum): boolean;
}
