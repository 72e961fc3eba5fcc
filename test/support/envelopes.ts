import { create, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import { Mesh, Mqtt, Portnums, Telemetry } from '@meshtastic/protobufs';
import { channelHash, cryptChannel, expandChannelKey } from '../../src/mesh/crypto.js';
import { BROADCAST_NUM, formatNodeId, type NodeNum, toNodeNum, toPacketId } from '../../src/mesh/ids.js';
import type { ChannelKey } from '../../src/mesh/mesh-feed.js';

const { PortNum } = Portnums;

/** Beyond the reach of Base; Golf and Hotel are gateways. */
export const KILO = toNodeNum(0x7d44a2e1);
export const GOLF = toNodeNum(0x6c33f1d4);
export const HOTEL = toNodeNum(0x6d33f1d5);
export const LONG_FAST_KEY = keyOf('LongFast', Uint8Array.of(1));

export function keyOf(name: string, psk: Uint8Array): ChannelKey {
  const key = expandChannelKey(psk);
  return { hash: channelHash(name, key), key };
}

export interface EnvelopeChanges {
  readonly from?: NodeNum;
  readonly id?: number;
  readonly gateway?: NodeNum | string;
  readonly packet?: Omit<MessageInitShape<typeof Mesh.MeshPacketSchema>, '$typeName'>;
  readonly bitfield?: number;
  /** Encrypts it. */
  readonly key?: ChannelKey;
}

let nextId = 0x51c0_0000;

/** What Golf heard of Kilo over one hop and put on the broker. */
export function anEnvelope(portnum: number, payload: Uint8Array, changes: EnvelopeChanges = {}): Uint8Array {
  const { from = KILO, id = nextId++, gateway = GOLF, packet, bitfield, key } = changes;
  const data = create(Mesh.DataSchema, { portnum, payload, ...(bitfield !== undefined && { bitfield }) });
  const bytes = toBinary(Mesh.DataSchema, data);
  const payloadVariant = key
    ? { case: 'encrypted' as const, value: cryptChannel(key.key, from, toPacketId(id), bytes) }
    : { case: 'decoded' as const, value: data };
  const gatewayId = typeof gateway === 'string' ? gateway : formatNodeId(gateway);
  const header = {
    from,
    to: BROADCAST_NUM,
    id,
    channel: key?.hash ?? 8,
    hopStart: 3,
    hopLimit: 2,
    rxSnr: 4.5,
  };
  const message = create(Mesh.MeshPacketSchema, { ...header, ...packet, payloadVariant });
  return toBinary(
    Mqtt.ServiceEnvelopeSchema,
    create(Mqtt.ServiceEnvelopeSchema, { packet: message, channelId: 'LongFast', gatewayId }),
  );
}

export function aUserEnvelope(longName: string, shortName: string, changes?: EnvelopeChanges): Uint8Array {
  const publicKey = new Uint8Array(32).fill(7);
  const user = create(Mesh.UserSchema, { longName, shortName, hwModel: Mesh.HardwareModel.TBEAM, publicKey });
  return anEnvelope(PortNum.NODEINFO_APP, toBinary(Mesh.UserSchema, user), changes);
}

export function aPositionEnvelope(
  latitude: number,
  longitude: number,
  changes?: EnvelopeChanges,
): Uint8Array {
  const [latitudeI, longitudeI] = [Math.round(latitude * 1e7), Math.round(longitude * 1e7)];
  const position = create(Mesh.PositionSchema, { latitudeI, longitudeI, precisionBits: 13 });
  return anEnvelope(PortNum.POSITION_APP, toBinary(Mesh.PositionSchema, position), changes);
}

export function aNeighborEnvelope(
  neighbors: readonly (readonly [NodeNum, number])[],
  changes: EnvelopeChanges & { readonly about?: NodeNum } = {},
): Uint8Array {
  const info = create(Mesh.NeighborInfoSchema, {
    nodeId: changes.about ?? changes.from ?? KILO,
    neighbors: neighbors.map(([nodeId, snr]) => create(Mesh.NeighborSchema, { nodeId, snr })),
  });
  return anEnvelope(PortNum.NEIGHBORINFO_APP, toBinary(Mesh.NeighborInfoSchema, info), changes);
}

export function aTelemetryEnvelope(variant: Telemetry.Telemetry['variant']): Uint8Array {
  const telemetry = create(Telemetry.TelemetrySchema, { variant });
  return anEnvelope(PortNum.TELEMETRY_APP, toBinary(Telemetry.TelemetrySchema, telemetry));
}
