import { createHash } from 'node:crypto';
import type { NodeNum } from './ids.js';

/**
 * How a key came to us: told by our node of its own database, announced by the node itself, or used by our node to
 * read a direct message of it, which alone is a proof.
 */
export type KeySource = 'node_info' | 'nodeinfo_packet' | 'direct_message';

/**
 * `trusted`: the first one, or accepted by a person; a node has one at most. `pending`: came later and waits for a
 * person. `rejected`: the trusted one was met again, or another one was accepted.
 */
export type KeyState = 'trusted' | 'pending' | 'rejected';

/** A public key that a node was seen with. */
export interface KeyRecord {
  readonly nodeNum: NodeNum;
  /** 32 bytes */
  readonly key: Uint8Array;
  /** ms since 1970 */
  readonly firstSeen: number;
  /** ms since 1970, exact to the hour */
  readonly lastSeen: number;
  /** How it was learnt the first time; `direct_message` since one has proved it. */
  readonly source: KeySource;
  readonly state: KeyState;
}

/** Keeps the keys of the mesh over restarts. */
export interface KeyStore {
  /** Adds each, or replaces that of the same node and key; all or none. */
  put(records: readonly KeyRecord[]): void;
  remove(record: Pick<KeyRecord, 'nodeNum' | 'key'>): void;
  /** In order of first sight. */
  all(): readonly KeyRecord[];
  /** Nodes that are favourites of our node only because it was given their key. */
  guests(): readonly NodeNum[];
  addGuest(nodeNum: NodeNum): void;
  removeGuest(nodeNum: NodeNum): void;
}

export function isSameKey(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}

/** 8 hex digits by which people can tell two keys apart, and nobody can use one. */
export function fingerprintOf(key: Uint8Array): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 8);
}
