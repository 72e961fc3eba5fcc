import { create, toBinary } from '@bufbuild/protobuf';
import { Admin, Mesh, Portnums } from '@meshtastic/protobufs';
import type { ChannelIndex, NodeNum, PacketId } from '../mesh/ids.js';
import type { OutgoingContent } from '../mesh/radio.js';
import { encodeText } from '../util/text.js';
import { encodeTelemetry } from './codec-telemetry.js';
import { encodeFrame } from './frame.js';

const { PortNum } = Portnums;

/** A packet ready to be handed to the node. */
export interface OutgoingPacket {
  /** Always our own node number: a refusal is addressed to it (firmware 2.7.26 src/mesh/MeshService.cpp:358-371). */
  readonly from: NodeNum;
  readonly to: NodeNum;
  readonly id: PacketId;
  readonly channel: ChannelIndex;
  /** Left out it would be 0, direct neighbours only. */
  readonly hopLimit: number;
  readonly content: OutgoingContent;
}

export function encodeWantConfig(nonce: number): Uint8Array {
  return frameOf({ case: 'wantConfigId', value: nonce });
}

/** Nonce 0: nonce 1 would transmit (firmware 2.7.26 src/mesh/PhoneAPI.cpp:225-229). */
export function encodeHeartbeat(): Uint8Array {
  return frameOf({ case: 'heartbeat', value: create(Mesh.HeartbeatSchema, { nonce: 0 }) });
}

/** Tells the node that we go, so that it keeps messages for the next client. */
export function encodeGoodbye(): Uint8Array {
  return frameOf({ case: 'disconnect', value: true });
}

/** Asks the node for its metadata, which costs no airtime: the probe for firmware that leaves heartbeats unanswered. */
export function encodeMetadataRequest(own: NodeNum, id: PacketId): Uint8Array {
  return encodeLocalAdmin(own, id, { case: 'getDeviceMetadataRequest', value: true });
}

/** A request to the node itself; without hops, so that it never goes on the air. */
export function encodeLocalAdmin(
  own: NodeNum,
  id: PacketId,
  payloadVariant: Admin.AdminMessage['payloadVariant'],
): Uint8Array {
  return packetFrame(
    { from: own, to: own, id, hopLimit: 0, channel: 0, wantAck: false },
    {
      portnum: PortNum.ADMIN_APP,
      payload: toBinary(Admin.AdminMessageSchema, create(Admin.AdminMessageSchema, { payloadVariant })),
      wantResponse: true,
    },
  );
}

export function encodePacket(packet: OutgoingPacket): Uint8Array {
  const { from, to, id, hopLimit, channel } = packet;
  return packetFrame(
    { from, to, id, hopLimit, channel, wantAck: wantsAck(packet.content) },
    dataOf(packet.content),
  );
}

/** Measured values come again; nobody waits for the word that they were heard. */
export function wantsAck({ kind }: OutgoingContent): boolean {
  return kind !== 'telemetry';
}

/** Bytes of the encoded `Data`, for airtime. */
export function dataBytes(content: OutgoingContent): number {
  return toBinary(Mesh.DataSchema, create(Mesh.DataSchema, dataOf(content))).length;
}

type DataInit = {
  portnum: number;
  payload?: Uint8Array;
  wantResponse?: boolean;
  replyId?: number;
  emoji?: number;
};

function dataOf(content: OutgoingContent): DataInit {
  switch (content.kind) {
    case 'text':
      return {
        portnum: PortNum.TEXT_MESSAGE_APP,
        payload: encodeText(content.text),
        ...(content.replyId !== undefined && { replyId: content.replyId }),
        ...(content.isReaction && { emoji: 1 }),
      };
    case 'traceroute':
      return { portnum: PortNum.TRACEROUTE_APP, wantResponse: true };
    case 'telemetry':
      return { portnum: PortNum.TELEMETRY_APP, payload: encodeTelemetry(content) };
  }
}

interface HeaderInit {
  from: number;
  to: number;
  id: number;
  channel: number;
  hopLimit: number;
  wantAck: boolean;
}

function packetFrame(header: HeaderInit, data: DataInit): Uint8Array {
  const packet = create(Mesh.MeshPacketSchema, {
    ...header,
    payloadVariant: { case: 'decoded', value: create(Mesh.DataSchema, data) },
  });
  return frameOf({ case: 'packet', value: packet });
}

function frameOf(payloadVariant: Mesh.ToRadio['payloadVariant']): Uint8Array {
  return encodeFrame(toBinary(Mesh.ToRadioSchema, create(Mesh.ToRadioSchema, { payloadVariant })));
}
