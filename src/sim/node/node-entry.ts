import { create } from '@bufbuild/protobuf';
import { Mesh, Telemetry } from '@meshtastic/protobufs';
import { formatNodeId, type NodeNum } from '../../mesh/ids.js';
import type { Identity, KnownNode } from '../world/identity.js';

/** What the node keeps of another one. */
export interface NodeEntry {
  readonly num: NodeNum;
  user: Mesh.User | undefined;
  position: Mesh.Position | undefined;
  metrics: Telemetry.DeviceMetrics | undefined;
  /** dB */
  snr: number;
  /** Seconds since 1970, 0 for never. */
  lastHeard: number;
  channel: number;
  viaMqtt: boolean;
  hopsAway: number | undefined;
  isFavorite: boolean;
  isIgnored: boolean;
  isVerified: boolean;
  isMuted: boolean;
}

export function emptyEntry(num: NodeNum): NodeEntry {
  return {
    num,
    user: undefined,
    position: undefined,
    metrics: undefined,
    snr: 0,
    lastHeard: 0,
    channel: 0,
    viaMqtt: false,
    hopsAway: undefined,
    isFavorite: false,
    isIgnored: false,
    isVerified: false,
    isMuted: false,
  };
}

export function hasKey(entry: NodeEntry | undefined): boolean {
  return entry?.user?.publicKey.length === 32;
}

export function userOf(identity: Identity, withKey: boolean): Mesh.User {
  const num = identity.nodeNum;
  return create(Mesh.UserSchema, {
    id: formatNodeId(num),
    longName: identity.longName,
    shortName: identity.shortName,
    // Old firmware made the number of the last four bytes of the address.
    macaddr: Uint8Array.of(0x24, 0x6f, num >>> 24, num >>> 16, num >>> 8, num),
    hwModel: identity.hwModel,
    role: identity.role,
    publicKey: withKey ? (identity.keyPair?.publicKey ?? new Uint8Array()) : new Uint8Array(),
    isUnmessagable: identity.isUnmessagable,
  });
}

/** The entry with which a story begins. */
export function entryOf(known: KnownNode): NodeEntry {
  return {
    ...emptyEntry(known.identity.nodeNum),
    user: known.hasUser ? userOf(known.identity, known.hasKey) : undefined,
    position: known.position && positionOf(known.position),
    metrics: known.device && create(Telemetry.DeviceMetricsSchema, known.device),
    snr: known.snr,
    lastHeard: Math.floor(known.lastHeard / 1000),
    viaMqtt: known.viaMqtt,
    hopsAway: known.hopsAway,
    isFavorite: known.isFavorite,
  };
}

function positionOf(known: NonNullable<KnownNode['position']>): Mesh.Position {
  return create(Mesh.PositionSchema, {
    latitudeI: Math.round(known.latitude * 1e7),
    longitudeI: Math.round(known.longitude * 1e7),
    altitude: Math.round(known.altitudeMeters),
    time: Math.floor(known.time / 1000),
    precisionBits: known.precisionBits,
  });
}

/** As a handshake tells it. 2.8 leaves position and metrics to the replay. */
export function nodeInfoOf(entry: NodeEntry, isThin: boolean): Mesh.NodeInfo {
  return create(Mesh.NodeInfoSchema, {
    num: entry.num,
    ...(entry.user && { user: entry.user }),
    ...(entry.position && !isThin && { position: entry.position }),
    ...(entry.metrics && !isThin && { deviceMetrics: entry.metrics }),
    ...(entry.hopsAway !== undefined && { hopsAway: entry.hopsAway }),
    snr: entry.snr,
    lastHeard: entry.lastHeard,
    channel: entry.channel,
    viaMqtt: entry.viaMqtt,
    isFavorite: entry.isFavorite,
    isIgnored: entry.isIgnored,
    isKeyManuallyVerified: entry.isVerified,
    isMuted: entry.isMuted,
  });
}
