import { create } from '@bufbuild/protobuf';
import { WireType } from '@bufbuild/protobuf/wire';
import { Mesh } from '@meshtastic/protobufs';
import { isOneNode, toNodeNum } from '../../mesh/ids.js';
import { airtimeMs, type ModemSettings } from '../../mesh/modem.js';
import type { AirPacket, Heard } from '../air.js';
import type { Acks } from './acks.js';
import type { ClientQueues } from './client-queues.js';
import type { NodeContext } from './context.js';
import type { DutyCycle } from './duty-cycle.js';
import { askModules, type ModuleParts } from './modules.js';
import type { MqttProxy } from './mqtt-proxy.js';
import type { NodeTable } from './node-table.js';
import type { PacketCounts } from './own-telemetry.js';
import {
  BITFIELD_WANT_RESPONSE,
  dataOf,
  isBroadcast,
  ownPacket,
  Port,
  Priority,
  RoutingError,
  responseHopLimit,
  routingPayload,
  verdictOf,
} from './packets.js';
import type { Answer } from './question.js';
import type { RepeatHistory } from './repeat-history.js';
import type { Router, Source } from './router.js';
import { isSigned, type Opened, type Sealer } from './sealer.js';
import { LORA_HEADER_BYTES } from './transmit-queue.js';

const Via = Mesh.MeshPacket_TransportMechanism;
const TRANSPORTS = { lora: Via.TRANSPORT_LORA, mqtt: Via.TRANSPORT_MQTT, udp: Via.TRANSPORT_MULTICAST_UDP };
/** Percent of channel use above which unknown nodes are not asked for their names. */
const MAX_USE_TO_ASK = 25;
/** `MeshPacket.xeddsa_signed` of 2.8. */
const SIGNED_FIELD = 22;

export interface ReceiverParts {
  readonly context: NodeContext;
  readonly queues: ClientQueues;
  readonly table: NodeTable;
  readonly sealer: Sealer;
  readonly acks: Acks;
  readonly duty: DutyCycle;
  readonly router: Router;
  readonly history: RepeatHistory;
  readonly proxy: MqttProxy;
  readonly modules: ModuleParts;
  readonly counts: PacketCounts;
  readonly modem: () => ModemSettings;
  readonly hopLimit: () => number;
}

/** The way in: from the antenna, and from the node to itself (firmware src/mesh/Router.cpp, ReliableRouter.cpp). */
export class Receiver {
  readonly #parts: ReceiverParts;

  constructor(parts: ReceiverParts) {
    this.#parts = parts;
  }

  hear(heard: Heard): void {
    const { packet } = heard;
    const { acks, context, history, router, sealer, table, counts } = this.#parts;
    counts.heard++;
    if (packet.from === context.nodeNum) this.#hearOwn(packet);
    if (heard.via === 'lora') acks.extend(this.#occupy(packet));
    if (packet.from === context.nodeNum || !isOneNode(packet.from) || table.get(packet.from)?.isIgnored)
      return;
    const memory = history.note(packet);
    if (memory.isRepeat) {
      counts.repeated++;
      if (memory.verdict && packet.wantAck && packet.hopStart === packet.hopLimit)
        router.sendVerdict(memory.verdict.error, memory.verdict.about);
      return;
    }
    const opened = sealer.open(packet);
    const message = asMeshPacket(heard, opened, context.time.seconds());
    if (opened.by === 'channel') this.#parts.proxy.offer(packet, opened.channel);
    if (opened.by === 'nothing') this.#takeEncrypted(message);
    else this.#take(message, opened.data);
  }

  /** A packet of this node for itself: the client's requests, and what is for the client. */
  loopback(packet: Mesh.MeshPacket, source: Source): void {
    const { queues, router, modules } = this.#parts;
    const data = dataOf(packet);
    if (source === 'node') queues.pushPacket(packet);
    if (source === 'node' || !data) return;
    const answer = askModules(modules, { packet, data, isForUs: true, fromClient: true });
    if (isReply(answer)) this.#reply(packet, answer);
    else if (packet.wantAck)
      router.sendVerdict(RoutingError.NONE, { to: packet.from, id: packet.id, channel: packet.channel });
  }

  /** Somebody repeats a packet of ours: the implicit ack (firmware 2.7.26 src/mesh/ReliableRouter.cpp:42-62). */
  #hearOwn(packet: AirPacket): void {
    const { acks, context, router } = this.#parts;
    const pending = acks.settle(packet.id);
    if (!pending) return;
    context.events.add('node', 'implicit ack', { id: pending.id });
    router.sendVerdict(RoutingError.NONE, { to: context.nodeNum, id: pending.id, channel: pending.channel });
  }

  #occupy(packet: AirPacket): number {
    const ms = airtimeMs(this.#parts.modem(), LORA_HEADER_BYTES + packet.payload.length);
    this.#parts.duty.addHeard(ms);
    return ms;
  }

  #takeEncrypted(message: Mesh.MeshPacket): void {
    const { context, queues, table } = this.#parts;
    if (context.switches.undecryptable === 'dropped') {
      context.events.count('dropped.undecryptable');
      return;
    }
    if (message.to === context.nodeNum && message.wantAck) {
      const lacksKey = message.channel === 0 && !table.keyOf(message.from);
      this.#judge(message, lacksKey ? RoutingError.PKI_UNKNOWN_PUBKEY : RoutingError.NO_CHANNEL, 0);
    }
    if (message.to === context.nodeNum || isBroadcast(message.to)) queues.pushPacket(message);
  }

  #take(message: Mesh.MeshPacket, data: Mesh.Data): void {
    const { context, modules, queues, table } = this.#parts;
    if (data.portnum === Port.NEIGHBORINFO_APP && !context.switches.neighborModule) {
      context.events.count('dropped.neighborinfo');
      return;
    }
    const isDirect = message.to === context.nodeNum;
    const isForUs = isDirect || isBroadcast(message.to);
    if (isForUs) table.observe(message);
    const answer = askModules(modules, { packet: message, data, isForUs, fromClient: false });
    if (isDirect) this.#sniff(message, data, answer);
    if (isForUs) {
      this.#askUnknown(message, data);
      queues.pushPacket(message);
    }
    if (isReply(answer)) this.#reply(message, answer);
    else if (isDirect && data.wantResponse && answer === undefined)
      this.#judge(message, RoutingError.NO_RESPONSE, message.channel);
  }

  /** Acknowledges, and ends the wait for an acknowledgement (firmware 2.7.26 src/mesh/ReliableRouter.cpp:96-140). */
  #sniff(message: Mesh.MeshPacket, data: Mesh.Data, answer: Answer): void {
    const { acks, modules } = this.#parts;
    if (message.wantAck && !isReply(answer)) this.#judge(message, RoutingError.NONE, message.channel);
    if (verdictOf(data) === RoutingError.PKI_UNKNOWN_PUBKEY) {
      const { from: to, channel } = message;
      modules.nodeInfo.announce({ to, wantsReplies: false, channel, isUrgent: true });
    }
    if (data.requestId !== 0) acks.settle(data.requestId);
  }

  #judge(message: Mesh.MeshPacket, error: Mesh.Routing_Error, channel: number): void {
    const { history, hopLimit, router } = this.#parts;
    const about = {
      to: message.from,
      id: message.id,
      channel,
      hopLimit: responseHopLimit(message, hopLimit()),
    };
    if (message.wantAck && error !== RoutingError.NO_RESPONSE)
      history.judge(toNodeNum(message.from), message.id, { error, about });
    router.sendVerdict(error, about);
  }

  /** A sender without a name is asked for it (firmware 2.7.26 src/mesh/MeshService.cpp:90-109). */
  #askUnknown(message: Mesh.MeshPacket, data: Mesh.Data): void {
    const { context, duty, modules, table } = this.#parts;
    const isTelemetryReply = data.portnum === Port.TELEMETRY_APP && data.requestId !== 0;
    if (!context.switches.asksUnknown || isTelemetryReply || table.isFull) return;
    const isNameless = table.get(message.from)?.user === undefined;
    if (!isNameless || duty.channelUtilization() > MAX_USE_TO_ASK) return;
    modules.nodeInfo.announce({ to: message.from, wantsReplies: true, channel: message.channel });
  }

  #reply(question: Mesh.MeshPacket, answer: Reply): void {
    const { context, hopLimit, router } = this.#parts;
    const isVerdict = 'verdict' in answer;
    const packet = ownPacket(context, {
      to: question.from,
      portnum: isVerdict ? Port.ROUTING_APP : answer.portnum,
      payload: isVerdict ? routingPayload(answer.verdict) : answer.payload,
      channel: question.channel,
      hopLimit: responseHopLimit(question, hopLimit()),
      priority: Priority.RELIABLE,
      requestId: question.id,
    });
    packet.wantAck = question.from !== context.nodeNum && question.wantAck;
    router.sendToMesh(packet, 'node');
  }
}

type Reply = Exclude<Answer, 'silent' | undefined>;

function isReply(answer: Answer): answer is Reply {
  return typeof answer === 'object';
}

/** The packet as the client gets it; an encrypted one has the channel's hash where others have the index. */
function asMeshPacket({ packet, snr, rssi, via }: Heard, opened: Opened, rxTime: number): Mesh.MeshPacket {
  const { from, to, id, hopLimit, hopStart, wantAck, viaMqtt, nextHop, relayNode } = packet;
  const header = { from, to, id, hopLimit, hopStart, wantAck, viaMqtt, nextHop, relayNode };
  const message = create(Mesh.MeshPacketSchema, {
    ...header,
    rxTime,
    rxSnr: snr,
    rxRssi: rssi,
    transportMechanism: TRANSPORTS[via],
    channel: opened.by === 'channel' ? opened.channel : opened.by === 'key' ? 0 : packet.channelHash,
    ...(opened.by === 'key' && { pkiEncrypted: true, publicKey: opened.publicKey }),
  });
  if (opened.by === 'nothing') message.payloadVariant = { case: 'encrypted', value: packet.payload };
  else {
    const { data } = opened;
    if (((data.bitfield ?? 0) & BITFIELD_WANT_RESPONSE) !== 0) data.wantResponse = true;
    message.payloadVariant = { case: 'decoded', value: data };
    if (isSigned(data))
      message.$unknown = [{ no: SIGNED_FIELD, wireType: WireType.Varint, data: Uint8Array.of(1) }];
  }
  return message;
}
