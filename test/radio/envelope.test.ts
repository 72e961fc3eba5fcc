import { create, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import { Mesh, Mqtt, Portnums, Telemetry } from '@meshtastic/protobufs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toNodeNum } from '../../src/mesh/ids.js';
import { openEnvelope } from '../../src/radio/envelope.js';
import { BRAVO, OSCAR } from '../support/builders.js';
import {
  aNeighborEnvelope,
  anEnvelope,
  aPositionEnvelope,
  aTelemetryEnvelope,
  aUserEnvelope,
  type EnvelopeChanges,
  GOLF,
  KILO,
  keyOf,
  LONG_FAST_KEY,
} from '../support/envelopes.js';

const { PortNum } = Portnums;
const read = (bytes: Uint8Array, keys = [LONG_FAST_KEY]) => openEnvelope(bytes)?.read(keys);

describe('an envelope from a broker', () => {
  it('tells who sent the packet and how its gateway heard it', () => {
    expect(openEnvelope(aUserEnvelope('Kilo', 'KILO', { id: 0x51c0ffee }))).toMatchObject({
      from: KILO,
      id: 0x51c0ffee,
      gateway: { nodeNum: GOLF, hops: 1, snr: 4.5 },
    });
    const gateway = (packet: EnvelopeChanges['packet'], of = GOLF) =>
      openEnvelope(aUserEnvelope('Kilo', 'KILO', { ...(packet && { packet }), gateway: of }))?.gateway;
    expect(gateway({ rxSnr: 0 })).toEqual({ nodeNum: GOLF, hops: 1 });
    expect(gateway({ rxSnr: Number.NaN })).toEqual({ nodeNum: GOLF, hops: 1 });
    expect(gateway({ hopStart: 0, rxSnr: 0, rxRssi: -90 })).toEqual({ nodeNum: GOLF, snr: 0 });
    // It brings its own packets itself.
    expect(gateway({}, KILO)).toEqual({ nodeNum: KILO });
  });

  it('is none without a packet, a sender, an id or a gateway', () => {
    expect(openEnvelope(new Uint8Array())).toBeUndefined();
    expect(openEnvelope(aUserEnvelope('Kilo', 'KILO', { from: toNodeNum(0) }))).toBeUndefined();
    expect(openEnvelope(aUserEnvelope('Kilo', 'KILO', { from: toNodeNum(0xffff_ffff) }))).toBeUndefined();
    expect(openEnvelope(aUserEnvelope('Kilo', 'KILO', { id: 0 }))).toBeUndefined();
    expect(openEnvelope(aUserEnvelope('Kilo', 'KILO', { gateway: 'golf' }))).toBeUndefined();
  });

  it('survives garbage', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        openEnvelope(bytes)?.read([LONG_FAST_KEY]);
      }),
    );
    const good = aUserEnvelope('Kilo', 'KILO', { key: LONG_FAST_KEY });
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.nat(255), (at, byte) => {
        openEnvelope(good.with(at, byte))?.read([LONG_FAST_KEY]);
      }),
    );
  });
});

describe('what is in an envelope', () => {
  it('is the name of a node', () => {
    expect(read(aUserEnvelope('Kilo', 'KILO'))).toMatchObject({
      kind: 'node',
      report: { nodeNum: KILO, user: { longName: 'Kilo', shortName: 'KILO', hwModel: 'TBEAM' } },
    });
  });

  it('is a place with its precision, unless that is nowhere', () => {
    expect(read(aPositionEnvelope(45.3, 5.9))).toEqual({
      kind: 'node',
      report: { nodeNum: KILO, position: { latitude: 45.3, longitude: 5.9, precisionBits: 13 } },
    });
    expect(read(aPositionEnvelope(0, 0))).toEqual({ kind: 'other' });
  });

  it('is how other nodes are heard, ten at most, and only by the sender himself', () => {
    const many = Array.from({ length: 12 }, (_, index) => [toNodeNum(100 + index), index] as const);
    const content = read(aNeighborEnvelope([[OSCAR, -2], ...many]));
    expect(content).toMatchObject({ kind: 'links' });
    const links = content?.kind === 'links' ? content.links : [];
    expect(links).toHaveLength(10);
    expect(links[0]).toEqual({ sender: OSCAR, receiver: KILO, snr: -2 });
    expect(read(aNeighborEnvelope([[OSCAR, -2]], { about: BRAVO }))).toEqual({ kind: 'other' });
  });

  it('is what a node measures', () => {
    const device = create(Telemetry.DeviceMetricsSchema, { batteryLevel: 80 });
    expect(read(aTelemetryEnvelope({ case: 'deviceMetrics', value: device }))).toEqual({
      kind: 'node',
      report: { nodeNum: KILO, device: { batteryLevel: 80 } },
    });
    const environment = create(Telemetry.EnvironmentMetricsSchema, { temperature: 12.5 });
    expect(read(aTelemetryEnvelope({ case: 'environmentMetrics', value: environment }))).toEqual({
      kind: 'node',
      report: { nodeNum: KILO, environment: { temperatureCelsius: 12.5 } },
    });
    const power = create(Telemetry.PowerMetricsSchema, {});
    expect(read(aTelemetryEnvelope({ case: 'powerMetrics', value: power }))).toEqual({ kind: 'other' });
  });

  it('is a map report, with or without a place', () => {
    const report = (changes: Omit<MessageInitShape<typeof Mqtt.MapReportSchema>, '$typeName'>) =>
      read(
        anEnvelope(
          PortNum.MAP_REPORT_APP,
          toBinary(
            Mqtt.MapReportSchema,
            create(Mqtt.MapReportSchema, { longName: 'Kilo', shortName: 'KILO', ...changes }),
          ),
        ),
      );
    expect(
      report({ latitudeI: 453_000_000, longitudeI: 59_000_000, altitude: 900, positionPrecision: 13 }),
    ).toMatchObject({
      kind: 'node',
      report: {
        user: { longName: 'Kilo' },
        position: { latitude: 45.3, longitude: 5.9, altitudeMeters: 900, precisionBits: 13 },
      },
    });
    expect(report({})).not.toHaveProperty('report.position');
    expect(read(anEnvelope(PortNum.MAP_REPORT_APP, Uint8Array.of(255, 255)))).toEqual({ kind: 'other' });
  });

  it('is nothing for us when it is a text or an unknown port', () => {
    expect(read(anEnvelope(PortNum.TEXT_MESSAGE_APP, Buffer.from('hi')))).toEqual({ kind: 'other' });
    expect(read(anEnvelope(PortNum.PRIVATE_APP, Uint8Array.of(1)))).toEqual({ kind: 'other' });
  });

  it('is read with the key of its channel and with no other', () => {
    const locked = aUserEnvelope('Kilo', 'KILO', { key: LONG_FAST_KEY });
    expect(read(locked)).toMatchObject({ kind: 'node', report: { user: { longName: 'Kilo' } } });
    expect(read(locked, [])).toEqual({ kind: 'locked' });
    expect(read(locked, [keyOf('club', Uint8Array.of(1))])).toEqual({ kind: 'locked' });
    // The same hash by chance: what it makes of the bytes is no packet.
    const wrong = { ...LONG_FAST_KEY, key: new Uint8Array(16).fill(9) };
    expect(read(locked, [wrong])).not.toMatchObject({ kind: 'node' });
    expect(read(locked, [wrong, LONG_FAST_KEY])).toMatchObject({ kind: 'node' });
  });

  it('is left alone when its sender does not wish it to go over MQTT', () => {
    expect(read(aUserEnvelope('Kilo', 'KILO', { bitfield: 0 }))).toEqual({ kind: 'private' });
    expect(read(aUserEnvelope('Kilo', 'KILO', { bitfield: 2 }))).toEqual({ kind: 'private' });
    expect(read(aUserEnvelope('Kilo', 'KILO', { bitfield: 3 }))).toMatchObject({ kind: 'node' });
  });

  it('is locked when there is nothing in it', () => {
    const packet = create(Mesh.MeshPacketSchema, { from: KILO, id: 5 });
    const envelope = create(Mqtt.ServiceEnvelopeSchema, { packet, gatewayId: '!6c33f1d4' });
    expect(read(toBinary(Mqtt.ServiceEnvelopeSchema, envelope))).toEqual({ kind: 'locked' });
  });
});
