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

type Draft<Shape> = { -readonly [Key in keyof Shape]: Shape[Key] };

/** Sensors send NaN for what they could not read. */
function isKnown(value: number | undefined): value is number {
  return value !== undefined && Number.isFinite(value);
}

/** Dividing gives the nearest number to the decimal fraction; multiplying by 1e-7 does not. */
const PER_DEGREE = 1e7;
const KEY_BYTES = 32;

/** Undefined when the sender shares none: latitude and longitude absent, 0/0, or out of range. */
export function toPosition(message: Mesh.Position): Position | undefined {
  const latitude = (message.latitudeI ?? 0) / PER_DEGREE;
  const longitude = (message.longitudeI ?? 0) / PER_DEGREE;
  if ((latitude === 0 && longitude === 0) || Math.abs(latitude) > 90 || Math.abs(longitude) > 180) {
    return undefined;
  }
  const position: Draft<Position> = { latitude, longitude };
  const time = message.time || message.timestamp;
  if (message.altitude !== undefined) position.altitudeMeters = message.altitude;
  if (time !== 0) position.time = time * 1000;
  if (message.groundSpeed !== undefined) position.speedKmh = message.groundSpeed;
  if (message.groundTrack !== undefined) position.trackDegrees = message.groundTrack / 100;
  if (message.precisionBits !== 0) position.precisionBits = message.precisionBits;
  return position;
}

export function toUser(message: Mesh.User): NodeUser {
  const user: Draft<NodeUser> = {
    longName: message.longName,
    shortName: message.shortName,
    hwModel: Mesh.HardwareModel[message.hwModel] ?? `HW_${message.hwModel}`,
    role: Config.Config_DeviceConfig_Role[message.role] ?? `ROLE_${message.role}`,
    isUnmessagable: message.isUnmessagable ?? false,
    isLicensed: message.isLicensed,
  };
  // A view would keep the whole chunk of the socket alive, and `slice` of a Buffer is one.
  if (message.publicKey.length === KEY_BYTES) user.publicKey = new Uint8Array(message.publicKey);
  return user;
}

export function toDeviceMetrics(message: Telemetry.DeviceMetrics): DeviceMetrics {
  const { batteryLevel, voltage, channelUtilization, airUtilTx, uptimeSeconds } = message;
  const metrics: Draft<DeviceMetrics> = {};
  if (isKnown(batteryLevel)) metrics.batteryLevel = batteryLevel;
  if (isKnown(voltage)) metrics.voltage = voltage;
  if (isKnown(channelUtilization)) metrics.channelUtilization = channelUtilization;
  if (isKnown(airUtilTx)) metrics.airUtilTx = airUtilTx;
  if (isKnown(uptimeSeconds)) metrics.uptimeSeconds = uptimeSeconds;
  return metrics;
}

function toEnvironmentMetrics(message: Telemetry.EnvironmentMetrics): EnvironmentMetrics {
  const { temperature, relativeHumidity, barometricPressure } = message;
  const metrics: Draft<EnvironmentMetrics> = {};
  if (isKnown(temperature)) metrics.temperatureCelsius = temperature;
  if (isKnown(relativeHumidity)) metrics.relativeHumidityPercent = relativeHumidity;
  if (isKnown(barometricPressure)) metrics.pressureHectopascal = barometricPressure;
  return metrics;
}

function toLocalStats(message: Telemetry.LocalStats): LocalStats {
  const stats: Draft<LocalStats> = {
    uptimeSeconds: message.uptimeSeconds,
    packetsTx: message.numPacketsTx,
    packetsRx: message.numPacketsRx,
    packetsRxBad: message.numPacketsRxBad,
    packetsRxDuplicate: message.numRxDupe,
    onlineNodes: message.numOnlineNodes,
    totalNodes: message.numTotalNodes,
  };
  if (isKnown(message.channelUtilization)) stats.channelUtilization = message.channelUtilization;
  if (isKnown(message.airUtilTx)) stats.airUtilTx = message.airUtilTx;
  return stats;
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
