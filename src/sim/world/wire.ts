import { create, type DescMessage, fromBinary, type MessageShape, toBinary } from '@bufbuild/protobuf';
import { Mesh, Portnums } from '@meshtastic/protobufs';
import {
  channelHash,
  cryptChannel,
  decryptDirect,
  encryptDirect,
  expandChannelKey,
  type KeyPair,
} from '../../mesh/crypto.js';
import type { NodeNum, PacketId } from '../../mesh/ids.js';
import type { AirPacket } from '../air.js';

/** A channel as it is on the air. */
export interface ChannelKey {
  readonly name: string;
  readonly key: Uint8Array;
  readonly hash: number;
}

export function channelKeyOf(channel: { readonly name: string; readonly psk: Uint8Array }): ChannelKey {
  const key = expandChannelKey(channel.psk);
  return { name: channel.name, key, hash: channelHash(channel.name, key) };
}

interface Envelope {
  readonly from: NodeNum;
  readonly id: PacketId;
}

type Sealed = Pick<AirPacket, 'channelHash' | 'payload'>;

export function sealOnChannel(channel: ChannelKey, envelope: Envelope, data: Mesh.Data): Sealed {
  const bytes = toBinary(Mesh.DataSchema, data);
  return {
    channelHash: channel.hash,
    payload: cryptChannel(channel.key, envelope.from, envelope.id, bytes),
  };
}

export function sealDirect(
  keys: { readonly own: KeyPair; readonly peer: Uint8Array; readonly extraNonce: number },
  envelope: Envelope,
  data: Mesh.Data,
): Sealed {
  const bytes = toBinary(Mesh.DataSchema, data);
  const { from, id } = envelope;
  return { channelHash: 0, payload: encryptDirect({ ...keys, from, id, bytes }) };
}

/** Undefined when it belongs to another channel. */
export function openOnChannel(channel: ChannelKey, packet: AirPacket): Mesh.Data | undefined {
  if (packet.channelHash !== channel.hash) return undefined;
  return decodeData(cryptChannel(channel.key, packet.from, packet.id, packet.payload));
}

/** Undefined when it is not for this pair of keys. */
export function openDirect(own: KeyPair, peer: Uint8Array, packet: AirPacket): Mesh.Data | undefined {
  const { from, id, payload } = packet;
  const bytes = decryptDirect({ own, peer, from, id, payload });
  return bytes && decodeData(bytes);
}

/** The channel cipher authenticates nothing: what decodes and names a port is taken (firmware 2.7.26 src/mesh/CryptoEngine.cpp:241-272). */
function decodeData(bytes: Uint8Array): Mesh.Data | undefined {
  const data = decode(Mesh.DataSchema, bytes);
  return data?.portnum === Portnums.PortNum.UNKNOWN_APP ? undefined : data;
}

/** Undefined when the bytes are no such message: clients send what they like. */
export function decode<Desc extends DescMessage>(
  schema: Desc,
  bytes: Uint8Array,
): MessageShape<Desc> | undefined {
  try {
    return fromBinary(schema, bytes);
  } catch {
    return undefined;
  }
}

export function routingPayload(error: Mesh.Routing_Error): Uint8Array {
  return toBinary(
    Mesh.RoutingSchema,
    create(Mesh.RoutingSchema, { variant: { case: 'errorReason', value: error } }),
  );
}
