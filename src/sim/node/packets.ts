import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { Mesh, Portnums } from '@meshtastic/protobufs';
import { BROADCAST_NUM, type PacketId, toPacketId } from '../../mesh/ids.js';
import type { Stream } from '../random.js';
import type { NodeContext } from './context.js';

export const Port = Portnums.PortNum;
export const RoutingError = Mesh.Routing_Error;
export const Priority = Mesh.MeshPacket_Priority;

/** A broadcast that stays off LoRa (firmware src/mesh/MeshTypes.h). */
export const BROADCAST_NO_LORA = 1;
/** `config.lora.hop_limit` as it is installed. */
const CONFIGURED_HOP_LIMIT = 3;
/** Bit of `Data.bitfield` that repeats `want_response` (firmware src/mesh/MeshTypes.h). */
export const BITFIELD_WANT_RESPONSE = 2;

export function isBroadcast(to: number): boolean {
  return to === BROADCAST_NUM || to === BROADCAST_NO_LORA;
}

export function newPacketId(stream: Stream): PacketId {
  return toPacketId(stream.int(1, 0xffff_ffff));
}

/** The decoded content, undefined while it is encrypted. */
export function dataOf(packet: Mesh.MeshPacket): Mesh.Data | undefined {
  return packet.payloadVariant.case === 'decoded' ? packet.payloadVariant.value : undefined;
}

export interface PacketFields {
  readonly to: number;
  readonly portnum: Portnums.PortNum;
  readonly payload: Uint8Array;
  readonly channel?: number;
  readonly hopLimit?: number;
  readonly priority?: Mesh.MeshPacket_Priority;
  readonly requestId?: number;
  readonly wantResponse?: boolean;
}

/** A packet of the node's own making, with its own id (firmware Router::allocForSending). */
export function ownPacket(context: NodeContext, fields: PacketFields): Mesh.MeshPacket {
  const data = create(Mesh.DataSchema, {
    portnum: fields.portnum,
    payload: fields.payload,
    requestId: fields.requestId ?? 0,
    wantResponse: fields.wantResponse ?? false,
  });
  return create(Mesh.MeshPacketSchema, {
    from: context.nodeNum,
    to: fields.to,
    id: newPacketId(context.ids),
    channel: fields.channel ?? 0,
    hopLimit: fields.hopLimit ?? CONFIGURED_HOP_LIMIT,
    priority: fields.priority ?? Priority.UNSET,
    rxTime: context.time.seconds(),
    payloadVariant: { case: 'decoded', value: data },
  });
}

export function routingPayload(error: Mesh.Routing_Error): Uint8Array {
  return toBinary(
    Mesh.RoutingSchema,
    create(Mesh.RoutingSchema, { variant: { case: 'errorReason', value: error } }),
  );
}

/** What a ROUTING packet says; undefined for any other packet. Without content it says NONE. */
export function verdictOf(data: Mesh.Data): Mesh.Routing_Error | undefined {
  if (data.portnum !== Port.ROUTING_APP) return undefined;
  try {
    const { variant } = fromBinary(Mesh.RoutingSchema, data.payload);
    return variant.case === 'errorReason' ? variant.value : RoutingError.NONE;
  } catch {
    return undefined;
  }
}

/** Undefined when the header does not tell (firmware 2.7.26 src/mesh/NodeDB.cpp:1675-1690). */
export function hopsAwayOf(packet: Mesh.MeshPacket): number | undefined {
  const isTold = packet.hopStart !== 0 || dataOf(packet)?.bitfield !== undefined;
  return isTold && packet.hopStart >= packet.hopLimit ? packet.hopStart - packet.hopLimit : undefined;
}

/** Hops for an answer: those of the question and two more, within reason (firmware RoutingModule::getHopLimitForResponse). */
export function responseHopLimit(packet: Mesh.MeshPacket, configured: number): number {
  if (packet.hopStart === 0) return configured;
  const used = packet.hopStart < packet.hopLimit ? configured : packet.hopStart - packet.hopLimit;
  if (used > configured) return used;
  return Math.min(used + 2, configured);
}

/** What the firmware gives a packet whose sender asked for nothing (firmware src/mesh/MeshPacketQueue.cpp, fixPriority). */
export function priorityOf(packet: Mesh.MeshPacket): Mesh.MeshPacket_Priority {
  if (packet.priority !== Priority.UNSET) return packet.priority;
  const data = dataOf(packet);
  if (data?.portnum === Port.ROUTING_APP) return Priority.ACK;
  if (data?.portnum === Port.TEXT_MESSAGE_APP || data?.portnum === Port.ADMIN_APP) return Priority.HIGH;
  if (data?.requestId) return Priority.RESPONSE;
  return packet.wantAck || data?.wantResponse ? Priority.RELIABLE : Priority.DEFAULT;
}
