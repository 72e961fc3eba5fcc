import type { NodeNum } from './ids.js';
import type { DeviceMetrics, EnvironmentMetrics, NodeUser, Position } from './packet.js';

/** One packet heard without a relay. */
export interface Reception {
  /** ms since 1970 */
  readonly at: number;
  /** dB */
  readonly snr: number;
  /** dBm */
  readonly rssi?: number;
}

/** An entry of the node's own database, as told in a handshake. */
export interface NodeReport {
  readonly nodeNum: NodeNum;
  /** Absent for a node whose NodeInfo has not come yet. */
  readonly user?: NodeUser;
  readonly position?: Position;
  readonly metrics?: DeviceMetrics;
  /** dB of the last packet that the node heard of it. */
  readonly snr?: number;
  /** ms since 1970 */
  readonly lastHeard?: number;
  readonly hopsAway?: number;
  readonly viaMqtt: boolean;
  readonly isFavorite: boolean;
}

/** What is known of one node of the mesh. */
export interface MeshNode {
  readonly nodeNum: NodeNum;
  readonly user?: NodeUser;
  readonly position?: Position;
  readonly positionAt?: number;
  readonly device?: DeviceMetrics;
  /** When `device` was told, by our own clock, ms since 1970. */
  readonly deviceAt?: number;
  readonly environment?: EnvironmentMetrics;
  /** ms since 1970; from packets, or from the node's own database before any came. */
  readonly lastHeard?: number;
  readonly firstSeen: number;
  readonly hopsAway?: number;
  readonly relayNode?: number;
  readonly viaMqtt: boolean;
  /** dB and dBm of the last packet heard without a relay. */
  readonly lastDirect?: Reception;
  /** The first public key ever seen of this node, and when: what a proof is held against. */
  readonly firstKey?: { readonly key: Uint8Array; readonly seenAt: number };
  /** When radio, or our own node, told of it for the last time, by our own clock, ms since 1970. */
  readonly toldByRadio?: { readonly [Fact in ToldFact]?: number };
}

/** What can be told of a node; `life` is that it was heard at all. */
export type ToldFact = 'life' | 'user' | 'position' | 'device' | 'environment';
