/** What the flight recorder keeps of a frame: what it is, between whom, and never what it says. */
import { Mesh } from '@meshtastic/protobufs';
import { formatAddressee, formatNodeId, toNodeNum, toPacketId } from '../mesh/ids.js';
import type { FlightEvent } from '../mesh/outage-store.js';
import type { Packet } from '../mesh/packet.js';
import type { FromNode } from './codec.js';
import { tryDecode } from './codec-payload.js';
import { HEADER_BYTES } from './frame.js';

export type FrameFacts = Pick<FlightEvent, 'what'> &
  Partial<
    Pick<FlightEvent, 'portnum' | 'from' | 'to' | 'id' | 'requestId' | 'error' | 'res' | 'free' | 'nonce'>
  >;

/** Filled in place: each frame passes here, and copies would cost as much as all the rest. */
export type Draft<Shape> = { -readonly [Key in keyof Shape]: Shape[Key] };

/** Of a frame from the node. */
export function factsOfMessage(message: FromNode): FrameFacts {
  switch (message.kind) {
    case 'packet':
      return factsOfPacket(message.packet);
    case 'queueStatus': {
      const { res, free, packetId } = message.status;
      return { what: 'queueStatus', res, free, ...(packetId !== 0 && { id: packetId }) };
    }
    case 'configComplete':
      return { what: 'configComplete', nonce: message.nonce };
    case 'notice':
      return { what: 'notice', ...(message.about !== undefined && { requestId: message.about }) };
    case 'other':
      return { what: message.name };
    default:
      return { what: message.kind };
  }
}

function factsOfPacket(packet: Packet): FrameFacts {
  const { kind, id } = packet;
  const facts: Draft<FrameFacts> = {
    what: kind,
    from: formatNodeId(packet.from),
    to: formatAddressee(packet.to),
    id,
  };
  if (kind === 'encrypted') return facts;
  facts.portnum = packet.portnum;
  if (packet.requestId !== undefined) facts.requestId = packet.requestId;
  if (kind === 'routing' && packet.error !== undefined) facts.error = packet.error;
  return facts;
}

/** Of a whole frame to the node. */
export function factsOfFrame(frame: Uint8Array): FrameFacts {
  const variant = tryDecode(Mesh.ToRadioSchema, frame.subarray(HEADER_BYTES))?.payloadVariant;
  switch (variant?.case) {
    case 'packet': {
      const { from, to, id, payloadVariant } = variant.value;
      return {
        what: 'packet',
        from: formatNodeId(toNodeNum(from)),
        to: formatAddressee(toNodeNum(to)),
        id: toPacketId(id),
        ...(payloadVariant.case === 'decoded' && { portnum: payloadVariant.value.portnum }),
      };
    }
    case 'wantConfigId':
      return { what: 'wantConfig', nonce: variant.value };
    default:
      return { what: variant?.case ?? 'unknown' };
  }
}
