/** The port to what others hear of the mesh and tell a broker: how an envelope is opened, and what is in it. */
import type { NodeNum, PacketId } from './ids.js';
import type { DeviceMetrics, EnvironmentMetrics, NodeUser, Position } from './packet.js';

/** Who brought a packet to the broker, and how he had heard it. */
export interface Gateway {
  readonly nodeNum: NodeNum;
  /** From the sender to him; absent when the packet does not tell. */
  readonly hops?: number;
  /** dB; absent when he did not hear it by radio. */
  readonly snr?: number;
}

/** A channel whose packets we can read. `key` is the expanded one. */
export interface ChannelKey {
  readonly hash: number;
  readonly key: Uint8Array;
}

/** One way of a link, as its receiver tells it. */
export interface FarLink {
  readonly sender: NodeNum;
  readonly receiver: NodeNum;
  /** dB */
  readonly snr: number;
}

/** What is told of a node from afar. Anybody may have made it up. */
export interface FarReport {
  readonly nodeNum: NodeNum;
  readonly user?: NodeUser;
  readonly position?: Position;
  readonly device?: DeviceMetrics;
  readonly environment?: EnvironmentMetrics;
}

export type FeedContent =
  | { readonly kind: 'node'; readonly report: FarReport }
  | { readonly kind: 'links'; readonly links: readonly FarLink[] }
  /** Texts and whatever else we do not want from here. */
  | { readonly kind: 'other' }
  /** Its sender does not wish it to go over MQTT. */
  | { readonly kind: 'private' }
  /** No key of ours fits. */
  | { readonly kind: 'locked' };

/** A packet on its way to us, unopened: who sent it is known at once, what it says costs work. */
export interface FeedEnvelope {
  readonly from: NodeNum;
  readonly id: PacketId;
  readonly gateway: Gateway;
  read(keys: readonly ChannelKey[]): FeedContent;
}

/** Undefined for what is no envelope with a packet in it. */
export type OpenEnvelope = (payload: Uint8Array) => FeedEnvelope | undefined;
