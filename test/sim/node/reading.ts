import { fromBinary } from '@bufbuild/protobuf';
import { Mesh, Portnums } from '@meshtastic/protobufs';
import { cryptChannel, decryptDirect, expandChannelKey } from '../../../src/mesh/crypto.js';
import type { AirPacket } from '../../../src/sim/air.js';
import type { Identity } from '../../../src/sim/world/identity.js';

export const Port = Portnums.PortNum;
/** The key that every node is delivered with. */
export const KEY = expandChannelKey(Uint8Array.of(1));

export type Frame = Mesh.FromRadio['payloadVariant'];

/** What a packet on the default channel says. */
export function readChannel(packet: AirPacket | undefined): Mesh.Data {
  if (!packet) throw new Error('nothing was sent');
  return fromBinary(Mesh.DataSchema, cryptChannel(KEY, packet.from, packet.id, packet.payload));
}

/** What a packet says to the owner of the key; undefined when it is not for it. */
export function readDirect(
  packet: AirPacket | undefined,
  reader: Identity,
  sender: Identity,
): Mesh.Data | undefined {
  const { keyPair: own } = reader;
  const { keyPair: peer } = sender;
  if (!packet || !own || !peer) return undefined;
  const { from, id, payload } = packet;
  const bytes = decryptDirect({ own, peer: peer.publicKey, from, id, payload });
  return bytes && fromBinary(Mesh.DataSchema, bytes);
}

export function statuses(frames: readonly Frame[]): Mesh.QueueStatus[] {
  return frames.flatMap((frame) => (frame.case === 'queueStatus' ? [frame.value] : []));
}

export function packets(frames: readonly Frame[]): Mesh.MeshPacket[] {
  return frames.flatMap((frame) => (frame.case === 'packet' ? [frame.value] : []));
}

export function notices(frames: readonly Frame[]): string[] {
  return frames.flatMap((frame) => (frame.case === 'clientNotification' ? [frame.value.message] : []));
}

/** ROUTING packets as [sender, id meant, error]. */
export function verdicts(frames: readonly Frame[]): [number, number, number][] {
  return packets(frames).flatMap((packet): [number, number, number][] => {
    const data = packet.payloadVariant.case === 'decoded' ? packet.payloadVariant.value : undefined;
    return data?.portnum === Port.ROUTING_APP ? [[packet.from, data.requestId, errorOf(data)]] : [];
  });
}

export function errorOf(data: Mesh.Data): number {
  const { variant } = fromBinary(Mesh.RoutingSchema, data.payload);
  return variant.case === 'errorReason' ? variant.value : 0;
}

export function texts(frames: readonly Frame[]): string[] {
  return packets(frames).flatMap((packet) => {
    const data = packet.payloadVariant.case === 'decoded' ? packet.payloadVariant.value : undefined;
    return data?.portnum === Port.TEXT_MESSAGE_APP ? [Buffer.from(data.payload).toString()] : [];
  });
}
