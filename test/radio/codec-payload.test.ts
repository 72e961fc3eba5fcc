import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { Config, Mesh, Telemetry } from '@meshtastic/protobufs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  toDeviceMetrics,
  toPosition,
  toRoute,
  toTelemetry,
  toUser,
  tryDecode,
} from '../../src/radio/codec-payload.js';

const positionOf = (init: MessageInitShape<typeof Mesh.PositionSchema>) =>
  toPosition(create(Mesh.PositionSchema, init));
const userOf = (init: MessageInitShape<typeof Mesh.UserSchema>) => toUser(create(Mesh.UserSchema, init));
type Variant = MessageInitShape<typeof Telemetry.TelemetrySchema>['variant'];
const telemetryOf = (variant: NonNullable<Variant>) =>
  toTelemetry(create(Telemetry.TelemetrySchema, { variant }));

const PARIS = { latitudeI: 488_566_000, longitudeI: 23_522_000 };

describe('a position', () => {
  it('is in degrees, metres, ms and km/h', () => {
    const position = positionOf({
      ...PARIS,
      altitude: -12,
      time: 1_773_316_000,
      groundSpeed: 50,
      groundTrack: 27_050,
      precisionBits: 13,
    });
    expect(position).toEqual({
      latitude: 48.8566,
      longitude: 2.3522,
      altitudeMeters: -12,
      time: 1_773_316_000_000,
      speedKmh: 50,
      trackDegrees: 270.5,
      precisionBits: 13,
    });
  });

  it('leaves out what is not told', () => {
    expect(positionOf(PARIS)).toEqual({ latitude: 48.8566, longitude: 2.3522 });
  });

  it('keeps a height of 0 when it is told', () => {
    expect(positionOf({ ...PARIS, altitude: 0, groundSpeed: 0, groundTrack: 0 })).toMatchObject({
      altitudeMeters: 0,
      speedKmh: 0,
      trackDegrees: 0,
    });
  });

  it('takes the time of the fix when the time of sending is missing', () => {
    expect(positionOf({ ...PARIS, timestamp: 1_773_316_000 })?.time).toBe(1_773_316_000_000);
    expect(positionOf({ ...PARIS, time: 5, timestamp: 9 })?.time).toBe(5000);
  });

  it.each([
    ['nothing', {}],
    ['0/0', { latitudeI: 0, longitudeI: 0 }],
    ['beyond the pole', { latitudeI: 900_000_001, longitudeI: 1 }],
    ['beyond the date line', { latitudeI: 1, longitudeI: -1_800_000_001 }],
  ])('is none when it tells %s', (_what, init) => {
    expect(positionOf(init)).toBeUndefined();
  });

  it.each([
    ['on the equator', 0, 23_522_000],
    ['on the meridian', 488_566_000, 0],
    ['at the pole', 900_000_000, 1],
    ['on the date line', 1, -1_800_000_000],
  ])('is one %s', (_where, latitudeI, longitudeI) => {
    expect(positionOf({ latitudeI, longitudeI })).toMatchObject({
      latitude: latitudeI / 1e7,
      longitude: longitudeI / 1e7,
    });
  });

  it('is exactly the decimal fraction that was sent', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 900_000_000 }), (latitudeI) => {
        const text = `${Math.floor(latitudeI / 1e7)}.${String(latitudeI % 1e7).padStart(7, '0')}`;
        expect(positionOf({ latitudeI, longitudeI: 1 })?.latitude).toBe(Number(text));
      }),
    );
  });
});

describe('a user', () => {
  it('is who the node says it is', () => {
    const publicKey = new Uint8Array(32).fill(5);
    const user = userOf({
      longName: 'Zoé 🌲',
      shortName: '🌲',
      hwModel: Mesh.HardwareModel.HELTEC_V3,
      role: Config.Config_DeviceConfig_Role.ROUTER,
      publicKey,
      isUnmessagable: true,
      isLicensed: true,
    });
    expect(user).toEqual({
      longName: 'Zoé 🌲',
      shortName: '🌲',
      hwModel: 'HELTEC_V3',
      role: 'ROUTER',
      publicKey,
      isUnmessagable: true,
      isLicensed: true,
    });
  });

  it('has numbers for what is newer than we are', () => {
    const hwModel = 9999 as Mesh.HardwareModel;
    const role = 99 as Config.Config_DeviceConfig_Role;
    expect(userOf({ hwModel, role })).toMatchObject({ hwModel: 'HW_9999', role: 'ROLE_99' });
  });

  it.each([0, 16, 33])('has no key when it sends %i bytes', (length) => {
    expect(userOf({ publicKey: new Uint8Array(length) })).not.toHaveProperty('publicKey');
  });

  it('can be written to unless it says otherwise', () => {
    expect(userOf({}).isUnmessagable).toBe(false);
  });
});

describe('telemetry', () => {
  it('of the device is what is present and a number', () => {
    const metrics = { batteryLevel: 101, voltage: Number.NaN, airUtilTx: 0, uptimeSeconds: 86_400 };
    expect(toDeviceMetrics(create(Telemetry.DeviceMetricsSchema, metrics))).toEqual({
      batteryLevel: 101,
      airUtilTx: 0,
      uptimeSeconds: 86_400,
    });
  });

  it('of the device knows every field', () => {
    const metrics = {
      batteryLevel: 80,
      voltage: 4,
      channelUtilization: 12.5,
      airUtilTx: 1.5,
      uptimeSeconds: 9,
    };
    const value = create(Telemetry.DeviceMetricsSchema, metrics);
    expect(telemetryOf({ case: 'deviceMetrics', value })).toEqual({ variant: 'device', metrics });
  });

  it('of the environment is renamed to its units', () => {
    const value = create(Telemetry.EnvironmentMetricsSchema, {
      temperature: -3.5,
      relativeHumidity: 80,
      barometricPressure: 1013.25,
    });
    expect(telemetryOf({ case: 'environmentMetrics', value })).toEqual({
      variant: 'environment',
      metrics: { temperatureCelsius: -3.5, relativeHumidityPercent: 80, pressureHectopascal: 1013.25 },
    });
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])('drops %d', (temperature) => {
    const value = create(Telemetry.EnvironmentMetricsSchema, { temperature });
    expect(telemetryOf({ case: 'environmentMetrics', value })).toEqual({
      variant: 'environment',
      metrics: {},
    });
  });

  it('of the node itself counts packets and nodes', () => {
    const value = create(Telemetry.LocalStatsSchema, {
      uptimeSeconds: 9,
      channelUtilization: 12.5,
      airUtilTx: 1.5,
      numPacketsTx: 1,
      numPacketsRx: 2,
      numPacketsRxBad: 3,
      numRxDupe: 4,
      numOnlineNodes: 5,
      numTotalNodes: 6,
    });
    expect(telemetryOf({ case: 'localStats', value })).toEqual({
      variant: 'localStats',
      metrics: {
        uptimeSeconds: 9,
        channelUtilization: 12.5,
        airUtilTx: 1.5,
        packetsTx: 1,
        packetsRx: 2,
        packetsRxBad: 3,
        packetsRxDuplicate: 4,
        onlineNodes: 5,
        totalNodes: 6,
      },
    });
  });

  it('of another kind is only named', () => {
    const value = create(Telemetry.PowerMetricsSchema, {});
    expect(telemetryOf({ case: 'powerMetrics', value })).toEqual({ variant: 'other', name: 'powerMetrics' });
    expect(toTelemetry(create(Telemetry.TelemetrySchema))).toEqual({ variant: 'other', name: 'unknown' });
  });
});

describe('a route', () => {
  it('has its signals in dB and its unknown parts undefined', () => {
    expect(toRoute([0x11, 0xffff_ffff], [25, -128, 127, -127, 0])).toEqual({
      relays: [0x11, undefined],
      snr: [6.25, undefined, 31.75, -31.75, 0],
    });
  });

  it('is direct when it is empty', () => {
    expect(toRoute([], [])).toEqual({ relays: [], snr: [] });
  });
});

describe('tryDecode', () => {
  it('reads a message', () => {
    expect(tryDecode(Mesh.RoutingSchema, Uint8Array.of(0x18, 5))?.variant).toEqual({
      case: 'errorReason',
      value: 5,
    });
  });

  it('gives nothing for what is none', () => {
    expect(tryDecode(Mesh.RoutingSchema, Uint8Array.of(0x0a, 50, 1))).toBeUndefined();
  });
});
