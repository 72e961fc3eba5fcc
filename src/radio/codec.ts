import { fromBinary } from '@bufbuild/protobuf';
import { Channel, Mesh } from '@meshtastic/protobufs';
import { isChannelIndex, type NodeNum, type PacketId, toNodeNum, toPacketId } from '../mesh/ids.js';
import type { NodeReport } from '../mesh/mesh-node.js';
import type { Channel as MeshChannel } from '../mesh/own-node.js';
import type { Packet } from '../mesh/packet.js';
import { type LoraFacts, loraFactsOf } from './codec-config.js';
import { toPacket } from './codec-packet.js';
import { toDeviceMetrics, toPosition, toUser } from './codec-payload.js';
import { readTextLeniently } from './lenient-text.js';

readTextLeniently();

/** What the node says, in the words of the domain. */
export type FromNode =
  | { readonly kind: 'packet'; readonly packet: Packet }
  | { readonly kind: 'queueStatus'; readonly status: QueueStatus }
  | { readonly kind: 'myInfo'; readonly nodeNum: NodeNum; readonly rebootCount: number }
  | { readonly kind: 'node'; readonly report: NodeReport }
  | { readonly kind: 'metadata'; readonly firmware: string; readonly hwModel: string }
  | { readonly kind: 'channel'; readonly channel: MeshChannel }
  | { readonly kind: 'lora'; readonly facts: LoraFacts }
  | { readonly kind: 'neighborModule'; readonly isEnabled: boolean }
  | { readonly kind: 'configComplete'; readonly nonce: number }
  | { readonly kind: 'notice'; readonly text: string; readonly about?: PacketId }
  /** Sent on serial only: the node has just started anew. */
  | { readonly kind: 'rebooted' }
  /** Part of the handshake that nothing here needs. */
  | { readonly kind: 'config' }
  /** Known and of no use to us, or of a newer firmware. */
  | { readonly kind: 'other'; readonly name: string };

export interface QueueStatus {
  /** 0 is taken, 32 and up are refusals; see `delivery-rules.ts`. */
  readonly res: number;
  /** Places left in the transmit queue. */
  readonly free: number;
  readonly maxlen: number;
  /** 0 for heartbeats. */
  readonly packetId: PacketId;
}

/** Reads one payload; undefined when it is no `FromRadio`. `at` (ms since 1970) stamps packets. */
export function decodeFromRadio(payload: Uint8Array, at: number): FromNode | undefined {
  let message: Mesh.FromRadio;
  try {
    message = fromBinary(Mesh.FromRadioSchema, payload, { readUnknownFields: false });
  } catch {
    return undefined;
  }
  return toFromNode(message.payloadVariant, payload.length, at);
}

function toFromNode(variant: Mesh.FromRadio['payloadVariant'], sizeBytes: number, at: number): FromNode {
  switch (variant.case) {
    case 'packet':
      return { kind: 'packet', packet: toPacket(variant.value, sizeBytes, at) };
    case 'queueStatus':
      return { kind: 'queueStatus', status: toQueueStatus(variant.value) };
    case 'nodeInfo':
      return { kind: 'node', report: toNodeReport(variant.value) };
    case 'configCompleteId':
      return { kind: 'configComplete', nonce: variant.value };
    case 'clientNotification':
      return toNotice(variant.value);
    case 'rebooted':
      return { kind: 'rebooted' };
    default:
      return toConfigPart(variant);
  }
}

function toConfigPart(variant: Mesh.FromRadio['payloadVariant']): FromNode {
  switch (variant.case) {
    case 'myInfo':
      return {
        kind: 'myInfo',
        nodeNum: toNodeNum(variant.value.myNodeNum),
        rebootCount: variant.value.rebootCount,
      };
    case 'metadata': {
      const { firmwareVersion, hwModel } = variant.value;
      return { kind: 'metadata', firmware: firmwareVersion, hwModel: hardwareName(hwModel) };
    }
    case 'channel':
      return toChannel(variant.value);
    case 'config': {
      const { payloadVariant } = variant.value;
      if (payloadVariant.case !== 'lora') return { kind: 'config' };
      return { kind: 'lora', facts: loraFactsOf(payloadVariant.value) };
    }
    case 'moduleConfig': {
      const { payloadVariant } = variant.value;
      if (payloadVariant.case !== 'neighborInfo') return { kind: 'config' };
      return { kind: 'neighborModule', isEnabled: payloadVariant.value.enabled };
    }
    case 'deviceuiConfig':
    case 'fileInfo':
      return { kind: 'config' };
    default:
      return { kind: 'other', name: variant.case ?? 'unknown' };
  }
}

function hardwareName(model: Mesh.HardwareModel): string {
  return Mesh.HardwareModel[model] ?? `HW_${model}`;
}

function toQueueStatus(status: Mesh.QueueStatus): QueueStatus {
  const { res, free, maxlen, meshPacketId } = status;
  return { res, free, maxlen, packetId: toPacketId(meshPacketId) };
}

function toNotice(notification: Mesh.ClientNotification): FromNode {
  const { message, replyId } = notification;
  return { kind: 'notice', text: message, ...(replyId && { about: toPacketId(replyId) }) };
}

const CHANNEL_ROLES = {
  [Channel.Channel_Role.DISABLED]: 'disabled',
  [Channel.Channel_Role.PRIMARY]: 'primary',
  [Channel.Channel_Role.SECONDARY]: 'secondary',
} as const;

function toChannel(channel: Channel.Channel): FromNode {
  if (!isChannelIndex(channel.index)) return { kind: 'other', name: 'channel' };
  const role = CHANNEL_ROLES[channel.role] ?? 'disabled';
  const { name = '', psk = new Uint8Array() } = channel.settings ?? {};
  const key = psk.length > 0 && { key: new Uint8Array(psk) };
  return { kind: 'channel', channel: { index: channel.index, name, role, ...key } };
}

function toNodeReport(info: Mesh.NodeInfo): NodeReport {
  const position = info.position && toPosition(info.position);
  return {
    nodeNum: toNodeNum(info.num),
    viaMqtt: info.viaMqtt,
    isFavorite: info.isFavorite,
    ...(info.user && { user: toUser(info.user) }),
    ...(position && { position }),
    ...(info.deviceMetrics && { metrics: toDeviceMetrics(info.deviceMetrics) }),
    ...(info.snr !== 0 && Number.isFinite(info.snr) && { snr: info.snr }),
    ...(info.lastHeard !== 0 && { lastHeard: info.lastHeard * 1000 }),
    ...(info.hopsAway !== undefined && { hopsAway: info.hopsAway }),
  };
}
