import { create, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import { Mesh, Telemetry } from '@meshtastic/protobufs';
import type { Place } from '../../mesh/geo.js';
import { formatNodeId, type NodeNum } from '../../mesh/ids.js';
import type { Identity, KnownDevice, KnownPosition } from './identity.js';
import type { Person } from './person.js';

const HOUR_MS = 3_600_000;
const EXTERNAL_POWER = 101;

export function userPayload(identity: Identity): Uint8Array {
  const user: MessageInitShape<typeof Mesh.UserSchema> = {
    id: formatNodeId(identity.nodeNum),
    longName: identity.longName,
    shortName: identity.shortName,
    hwModel: identity.hwModel,
    role: identity.role,
    isUnmessagable: identity.isUnmessagable,
    ...(identity.keyPair && { publicKey: identity.keyPair.publicKey }),
  };
  return toBinary(Mesh.UserSchema, create(Mesh.UserSchema, user));
}

/** What a node tells of its place; undefined when it tells none. */
export function toldPosition(identity: Identity, at: number): KnownPosition | undefined {
  const { place, precisionBits } = identity;
  if (!place || precisionBits === 0) return undefined;
  return {
    latitude: coarse(place.latitude, precisionBits),
    longitude: coarse(place.longitude, precisionBits),
    altitudeMeters: place.altitudeMeters,
    time: at,
    precisionBits,
  };
}

/** Keeps the upper bits and takes the middle of what they leave open. */
function coarse(degrees: number, precisionBits: number): number {
  const scaled = Math.round(degrees * 1e7) | 0;
  if (precisionBits >= 32) return scaled / 1e7;
  const mask = (0xffff_ffff << (32 - precisionBits)) | 0;
  return ((scaled & mask) + (1 << (31 - precisionBits))) / 1e7;
}

export function positionPayload(
  position: KnownPosition,
  movement: { readonly speedKmh: number; readonly trackDegrees: number } | undefined,
): Uint8Array {
  const told: MessageInitShape<typeof Mesh.PositionSchema> = {
    latitudeI: Math.round(position.latitude * 1e7),
    longitudeI: Math.round(position.longitude * 1e7),
    altitude: position.altitudeMeters,
    time: Math.floor(position.time / 1000),
    precisionBits: position.precisionBits,
    PDOP: 150,
    satsInView: 9,
    ...(movement && {
      groundSpeed: Math.round(movement.speedKmh),
      groundTrack: Math.round(movement.trackDegrees * 100),
    }),
  };
  return toBinary(Mesh.PositionSchema, create(Mesh.PositionSchema, told));
}

/** How much of the air is in use, in percent. */
export interface AirUse {
  readonly channelUtilization: number;
  readonly airUtilTx: number;
}

/** The battery follows the sun: full in the afternoon, low before dawn. */
export function deviceOf(person: Person, at: number, use: AirUse): KnownDevice {
  const hour = localHour(at, person.identity.place);
  const sun = Math.sin(((hour - 9.5) / 24) * 2 * Math.PI);
  const size = person.nodeNum % 20;
  const level = person.traits.isRouter ? EXTERNAL_POWER : Math.round(70 + size / 2 + sun * (20 - size / 4));
  return {
    batteryLevel: level > 100 && !person.traits.isRouter ? 100 : level,
    voltage: person.traits.isRouter ? 4.19 : Math.round((3.3 + level * 0.009) * 1000) / 1000,
    channelUtilization: use.channelUtilization,
    airUtilTx: use.airUtilTx,
    uptimeSeconds: Math.max(0, Math.floor((at - person.bootedAt) / 1000)),
  };
}

/** Hour of the day by the sun, 0 to 24. */
export function localHour(at: number, place: Place | undefined): number {
  return (((at / HOUR_MS + (place?.longitude ?? 0) / 15) % 24) + 24) % 24;
}

export function devicePayload(device: KnownDevice, at: number): Uint8Array {
  return telemetryPayload(at, {
    case: 'deviceMetrics',
    value: create(Telemetry.DeviceMetricsSchema, { ...device }),
  });
}

/** The weather at a place: cooler at night and on hills. */
export function environmentPayload(person: Person, at: number): Uint8Array {
  const { place } = person.identity;
  const sun = Math.sin(((localHour(at, place) - 9.5) / 24) * 2 * Math.PI);
  const temperature =
    14 + 7 * sun - ((place?.altitudeMeters ?? 0) - 200) * 0.0065 + person.stream.gaussian(0, 0.3);
  return telemetryPayload(at, {
    case: 'environmentMetrics',
    value: create(Telemetry.EnvironmentMetricsSchema, {
      temperature: Math.round(temperature * 10) / 10,
      relativeHumidity: Math.round(60 - 20 * sun),
      barometricPressure: Math.round((1013 - (place?.altitudeMeters ?? 0) * 0.11) * 10) / 10,
    }),
  });
}

function telemetryPayload(at: number, variant: NonNullable<Telemetry.Telemetry['variant']>): Uint8Array {
  const time = Math.floor(at / 1000);
  return toBinary(Telemetry.TelemetrySchema, create(Telemetry.TelemetrySchema, { time, variant }));
}

export function neighborsPayload(
  nodeNum: NodeNum,
  neighbors: readonly { readonly nodeNum: NodeNum; readonly snr: number }[],
  everySeconds: number,
): Uint8Array {
  return toBinary(
    Mesh.NeighborInfoSchema,
    create(Mesh.NeighborInfoSchema, {
      nodeId: nodeNum,
      lastSentById: nodeNum,
      nodeBroadcastIntervalSecs: everySeconds,
      neighbors: neighbors.map(({ nodeNum: nodeId, snr }) => create(Mesh.NeighborSchema, { nodeId, snr })),
    }),
  );
}
