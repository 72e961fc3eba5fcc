import { type DescMessage, fromBinary, type MessageShape } from '@bufbuild/protobuf';
import { Config, Mesh, type Telemetry } from '@meshtastic/protobufs';
import { BROADCAST_NUM, type NodeNum, toNodeNum } from '../mesh/ids.js';
import type {
  DeviceMetrics,
  EnvironmentMetrics,
  LocalStats,
  Telemetry as MeshTelemetry,
  NodeUser,
  Position,
  Route,
} from '../mesh/packet.js';

/** The message in `payload`, undefined when it is none. */
export function tryDecode<Schema extends DescMessage>(
  schema: Schema,
  payload: Uint8Array,
): MessageShape<Schema> | undefined {
  try {
    return fromBinary(schema, payload, { readUnknownFields: false });
  } catch {
    return undefined;
  }
}

/** Only present, finite numbers: sensors send NaN for what they could not read. */
function finite<Name extends string>(name: Name, value: number | undefined): { [Key in Name]?: number } {
  if (value === undefined || !Number.isFinite(value)) return {};
  return { [name]: value } as { [Key in Name]?: number };
}

/** Dividing gives the nearest number to the decimal fraction; multiplying by 1e-7 does not. */
const PER_DEGREE = 1e7;

/** Undefined when the sender shares none: latitude and longitude absent, 0/0, or out of range. */
export function toPosition(message: Mesh.Position): Position | undefined {
  const latitude = (message.latitudeI ?? 0) / PER_DEGREE;
  const longitude = (message.longitudeI ?? 0) / PER_DEGREE;
  if ((latitude === 0 && longitude === 0) || Math.abs(latitude) > 90 || Math.abs(longitude) > 180) {
    return undefined;
  }
  const time = message.time || message.timestamp;
  return {
    latitude,
    longitude,
    ...finite('altitudeMeters', message.altitude),
    ...(time !== 0 && { time: time * 1000 }),
    ...finite('speedKmh', message.groundSpeed),
    ...finite('trackDegrees', message.groundTrack === undefined ? undefined : message.groundTrack / 100),
    ...(message.precisionBits !== 0 && { precisionBits: message.precisionBits }),
  };
}

export function toUser(user: Mesh.User): NodeUser {
  return {
    longName: user.longName,
    shortName: user.shortName,
    hwModel: Mesh.HardwareModel[user.hwModel] ?? `HW_${user.hwModel}`,
    role: Config.Config_DeviceConfig_Role[user.role] ?? `ROLE_${user.role}`,
    isUnmessagable: user.isUnmessagable ?? false,
    isLicensed: user.isLicensed,
    // A view would keep the whole chunk of the socket alive, and `slice` of a Buffer is one.
    ...(user.publicKey.length === 32 && { publicKey: new Uint8Array(user.publicKey) }),
  };
}

export function toDeviceMetrics(metrics: Telemetry.DeviceMetrics): DeviceMetrics {
  return {
    ...finite('batteryLevel', metrics.batteryLevel),
    ...finite('voltage', metrics.voltage),
    ...finite('channelUtilization', metrics.channelUtilization),
    ...finite('airUtilTx', metrics.airUtilTx),
    ...finite('uptimeSeconds', metrics.uptimeSeconds),
  };
}

function toEnvironmentMetrics(metrics: Telemetry.EnvironmentMetrics): EnvironmentMetrics {
  return {
    ...finite('temperatureCelsius', metrics.temperature),
    ...finite('relativeHumidityPercent', metrics.relativeHumidity),
    ...finite('pressureHectopascal', metrics.barometricPressure),
  };
}

function toLocalStats(stats: Telemetry.LocalStats): LocalStats {
  return {
    uptimeSeconds: stats.uptimeSeconds,
    ...finite('channelUtilization', stats.channelUtilization),
    ...finite('airUtilTx', stats.airUtilTx),
    packetsTx: stats.numPacketsTx,
    packetsRx: stats.numPacketsRx,
    packetsRxBad: stats.numPacketsRxBad,
    packetsRxDuplicate: stats.numRxDupe,
    onlineNodes: stats.numOnlineNodes,
    totalNodes: stats.numTotalNodes,
  };
}

export function toTelemetry(message: Telemetry.Telemetry): MeshTelemetry {
  const { variant } = message;
  switch (variant.case) {
    case 'deviceMetrics':
      return { variant: 'device', metrics: toDeviceMetrics(variant.value) };
    case 'environmentMetrics':
      return { variant: 'environment', metrics: toEnvironmentMetrics(variant.value) };
    case 'localStats':
      return { variant: 'localStats', metrics: toLocalStats(variant.value) };
    default:
      return { variant: 'other', name: variant.case ?? 'unknown' };
  }
}

/** SNR travels in quarter dB; −128 stands for unknown (firmware src/modules/TraceRouteModule.cpp). */
export function toRoute(relays: readonly number[], quarterDb: readonly number[]): Route {
  return {
    relays: relays.map(toRelay),
    snr: quarterDb.map((value) => (value === -128 ? undefined : value / 4)),
  };
}

function toRelay(value: number): NodeNum | undefined {
  const nodeNum = toNodeNum(value);
  return nodeNum === BROADCAST_NUM ? undefined : nodeNum;
}
