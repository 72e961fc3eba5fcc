import type { ChannelIndex, NodeNum, PacketId } from './ids.js';
import type { RoutingError } from './routing-error.js';

/** What every packet brings, whatever it carries. Absent is not zero: unknown fields are left out. */
export interface PacketHeader {
  readonly from: NodeNum;
  readonly to: NodeNum;
  readonly id: PacketId;
  /** Addressed to one node, not to everybody. */
  readonly isDirect: boolean;
  /** Stamped on arrival, ms since 1970. */
  readonly receivedAt: number;
  /** When the node heard it, ms since 1970; absent when the node has no clock. */
  readonly rxTime?: number;
  /** dB; absent when it did not come by radio. */
  readonly rxSnr?: number;
  /** dBm; absent when it did not come by radio. */
  readonly rxRssi?: number;
  readonly hopLimit: number;
  /** 0 may mean unknown: use `hopsAway`. */
  readonly hopStart?: number;
  readonly hopsAway?: number;
  /** Last byte of the node that relayed it last; absent when unknown. */
  readonly relayNode?: number;
  readonly viaMqtt: boolean;
  readonly wantAck: boolean;
  /** Encrypted with the sender's own key for us alone: with `publicKey` the only proof of a sender. */
  readonly pkiEncrypted: boolean;
  readonly publicKey?: Uint8Array;
  /** Encoded size of the packet as the node handed it over. */
  readonly sizeBytes: number;
  /** Size on the air, the 16-byte header included; absent when it cannot be told. */
  readonly airBytes?: number;
}

/** What a decoded packet brings on top. */
export interface DecodedHeader extends PacketHeader {
  readonly channel: ChannelIndex;
  readonly portnum: number;
  readonly wantResponse: boolean;
  /** This answers our packet of that id. */
  readonly requestId?: PacketId;
  /** The message it replies to. */
  readonly replyId?: PacketId;
}

export interface TextPacket extends DecodedHeader {
  readonly kind: 'text';
  /** Invalid UTF-8 has been replaced by U+FFFD. */
  readonly text: string;
  /** A reaction to the message `replyId`: `text` is the emoji. */
  readonly isReaction: boolean;
}

export interface Position {
  readonly latitude: number;
  readonly longitude: number;
  readonly altitudeMeters?: number;
  /** ms since 1970 */
  readonly time?: number;
  readonly speedKmh?: number;
  /** Degrees, 0 is north. */
  readonly trackDegrees?: number;
  /** 32 is exact, 10 is about 23 km; absent means not told. */
  readonly precisionBits?: number;
}

export interface PositionPacket extends DecodedHeader {
  readonly kind: 'position';
  /** Absent when the sender shares none. */
  readonly position?: Position;
}

export interface DeviceMetrics {
  /** Percent, 101 means external power. */
  readonly batteryLevel?: number;
  readonly voltage?: number;
  /** Percent */
  readonly channelUtilization?: number;
  /** Percent */
  readonly airUtilTx?: number;
  readonly uptimeSeconds?: number;
}

export interface EnvironmentMetrics {
  readonly temperatureCelsius?: number;
  readonly relativeHumidityPercent?: number;
  readonly pressureHectopascal?: number;
}

/** Counters that a node keeps of itself. */
export interface LocalStats {
  readonly uptimeSeconds: number;
  readonly channelUtilization?: number;
  readonly airUtilTx?: number;
  readonly packetsTx: number;
  readonly packetsRx: number;
  readonly packetsRxBad: number;
  readonly packetsRxDuplicate: number;
  readonly onlineNodes: number;
  readonly totalNodes: number;
}

export type Telemetry =
  | { readonly variant: 'device'; readonly metrics: DeviceMetrics }
  | { readonly variant: 'environment'; readonly metrics: EnvironmentMetrics }
  | { readonly variant: 'localStats'; readonly metrics: LocalStats }
  | { readonly variant: 'other'; readonly name: string };

export interface TelemetryPacket extends DecodedHeader {
  readonly kind: 'telemetry';
  /** When it was measured, ms since 1970. */
  readonly time?: number;
  readonly telemetry: Telemetry;
}

/** What a node says of itself. */
export interface NodeUser {
  readonly longName: string;
  readonly shortName: string;
  /** Name of the hardware model as in the proto, e.g. `TBEAM`. */
  readonly hwModel: string;
  /** Name of the role as in the proto, e.g. `CLIENT`, `ROUTER`. */
  readonly role: string;
  readonly publicKey?: Uint8Array;
  readonly isUnmessagable: boolean;
  readonly isLicensed: boolean;
}

export interface NodeInfoPacket extends DecodedHeader {
  readonly kind: 'nodeInfo';
  readonly user: NodeUser;
}

/** One way of a traceroute. A route of n relays has n + 1 SNR values when it is complete. */
export interface Route {
  /** The relays in order of travel; undefined for one that did not name itself. */
  readonly relays: readonly (NodeNum | undefined)[];
  /** dB as measured by the receiver of each link, in order of travel; undefined when unknown. */
  readonly snr: readonly (number | undefined)[];
}

export interface TraceroutePacket extends DecodedHeader {
  readonly kind: 'traceroute';
  readonly towards: Route;
  /** From the destination back to the asker. */
  readonly back: Route;
}

export interface RoutingPacket extends DecodedHeader {
  readonly kind: 'routing';
  /** Absent for route requests and replies, which carry no verdict. */
  readonly error?: RoutingError;
}

export interface NeighborInfoPacket extends DecodedHeader {
  readonly kind: 'neighborInfo';
  /** The node whose neighbours these are. */
  readonly nodeNum: NodeNum;
  readonly neighbors: readonly { readonly nodeNum: NodeNum; readonly snr: number }[];
}

/** Heard, but not ours to read. */
export interface EncryptedPacket extends PacketHeader {
  readonly kind: 'encrypted';
  /** A hash of the channel's name and key, not an index. 0 for a direct message under PKI. */
  readonly channelHash: number;
  readonly payload: Uint8Array;
}

/** A port that we know nothing of, or a payload that did not decode: kept as it came. */
export interface OtherPacket extends DecodedHeader {
  readonly kind: 'other';
  readonly payload: Uint8Array;
}

export type Packet =
  | TextPacket
  | PositionPacket
  | TelemetryPacket
  | NodeInfoPacket
  | TraceroutePacket
  | RoutingPacket
  | NeighborInfoPacket
  | EncryptedPacket
  | OtherPacket;
