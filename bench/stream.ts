/** A stream of the shape that a node of a busy mesh sends: kinds in the shares of a real day, sizes as on the air. */
import type { DescMessage } from '@bufbuild/protobuf';
import { create, fromBinary, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import { Mesh, Portnums, Telemetry } from '@meshtastic/protobufs';
import { encodeFrame } from '../src/radio/frame.js';

const { PortNum } = Portnums;

/** Deterministic numbers from 0 to 1 (Park and Miller). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 16_807) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

type Data = MessageInitShape<typeof Mesh.DataSchema>;

function telemetry(random: () => number): Data {
  const variant = {
    case: 'deviceMetrics' as const,
    value: create(Telemetry.DeviceMetricsSchema, {
      batteryLevel: Math.floor(random() * 101),
      voltage: 3.3 + random(),
      channelUtilization: random() * 30,
      airUtilTx: random() * 5,
      uptimeSeconds: Math.floor(random() * 1e6),
    }),
  };
  const message = create(Telemetry.TelemetrySchema, { time: 1_773_000_000, variant });
  return { portnum: PortNum.TELEMETRY_APP, payload: toBinary(Telemetry.TelemetrySchema, message) };
}

function position(random: () => number): Data {
  const message = create(Mesh.PositionSchema, {
    latitudeI: Math.floor(random() * 9e8),
    longitudeI: Math.floor(random() * 9e8),
    altitude: Math.floor(random() * 2000),
    time: 1_773_000_000,
    precisionBits: 32,
    groundSpeed: 3,
    satsInView: 9,
  });
  return { portnum: PortNum.POSITION_APP, payload: toBinary(Mesh.PositionSchema, message) };
}

function nodeInfo(random: () => number): Data {
  const publicKey = Uint8Array.from({ length: 32 }, () => Math.floor(random() * 256));
  const user = create(Mesh.UserSchema, {
    id: '!16fad3dc',
    longName: 'A node on a roof',
    shortName: 'ROOF',
    publicKey,
    hwModel: Mesh.HardwareModel.TBEAM,
  });
  return { portnum: PortNum.NODEINFO_APP, payload: toBinary(Mesh.UserSchema, user) };
}

function text(): Data {
  return {
    portnum: PortNum.TEXT_MESSAGE_APP,
    payload: new TextEncoder().encode('good evening from the ridge, anyone around?'),
  };
}

function routing(): Data {
  const message = create(Mesh.RoutingSchema, { variant: { case: 'errorReason', value: 0 } });
  return {
    portnum: PortNum.ROUTING_APP,
    payload: toBinary(Mesh.RoutingSchema, message),
    requestId: 0x1234_5678,
  };
}

/** Shares of the kinds, in percent: telemetry, position, node info, routing, text; the rest arrives encrypted. */
function payloadOf(random: () => number): Mesh.MeshPacket['payloadVariant'] {
  const percent = random() * 100;
  const decoded = (data: Data) => ({ case: 'decoded' as const, value: create(Mesh.DataSchema, data) });
  if (percent < 42) return decoded(telemetry(random));
  if (percent < 69) return decoded(position(random));
  if (percent < 78) return decoded(nodeInfo(random));
  if (percent < 87) return decoded(routing());
  if (percent < 91) return decoded(text());
  return { case: 'encrypted', value: Uint8Array.from({ length: 60 }, () => Math.floor(random() * 256)) };
}

export function makePayloads(count: number, seed: number): Uint8Array[] {
  const random = seeded(seed);
  return Array.from({ length: count }, (_, index) => {
    const packet = create(Mesh.MeshPacketSchema, {
      from: 1 + Math.floor(random() * 0xffff_fff0),
      to: 0xffff_ffff,
      id: index + 1,
      rxTime: 1_773_000_000 + index,
      rxSnr: Math.floor(random() * 100) / 4 - 12,
      rxRssi: -60 - Math.floor(random() * 60),
      hopLimit: 2,
      hopStart: 3,
      relayNode: 0xb7,
      payloadVariant: payloadOf(random),
    });
    return toBinary(
      Mesh.FromRadioSchema,
      create(Mesh.FromRadioSchema, { payloadVariant: { case: 'packet', value: packet } }),
    );
  });
}

/** The frames in one stream, cut at random into pieces of up to `maxBytes`. */
export function cutAtRandom(payloads: readonly Uint8Array[], maxBytes: number, seed: number): Uint8Array[] {
  const random = seeded(seed);
  const stream = Buffer.concat(payloads.map(encodeFrame));
  const chunks: Uint8Array[] = [];
  for (let at = 0; at < stream.length; ) {
    const size = 1 + Math.floor(random() * maxBytes);
    // A copy of its own, as a socket hands it out.
    chunks.push(Uint8Array.prototype.slice.call(stream, at, at + size));
    at += size;
  }
  return chunks;
}

const SCHEMAS = {
  [PortNum.TELEMETRY_APP]: Telemetry.TelemetrySchema,
  [PortNum.POSITION_APP]: Mesh.PositionSchema,
  [PortNum.NODEINFO_APP]: Mesh.UserSchema,
  [PortNum.ROUTING_APP]: Mesh.RoutingSchema,
};

/** What the bare library does for the same messages: the envelope and the message in it. */
export function decodeBare(payload: Uint8Array): void {
  const { payloadVariant } = fromBinary(Mesh.FromRadioSchema, payload);
  if (payloadVariant.case !== 'packet' || payloadVariant.value.payloadVariant.case !== 'decoded') return;
  const data = payloadVariant.value.payloadVariant.value;
  const schema = (SCHEMAS as Readonly<Record<number, DescMessage>>)[data.portnum];
  if (schema) fromBinary(schema, data.payload);
}
