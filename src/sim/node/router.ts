import { clone, create } from '@bufbuild/protobuf';
import { Mesh } from '@meshtastic/protobufs';
import { airtimeMs, type ModemSettings } from '../../mesh/modem.js';
import type { Acks } from './acks.js';
import { type ClientQueues, fromRadio } from './client-queues.js';
import type { NodeContext } from './context.js';
import type { DutyCycle } from './duty-cycle.js';
import type { NodeTable } from './node-table.js';
import {
  BROADCAST_NO_LORA,
  dataOf,
  isBroadcast,
  ownPacket,
  Port,
  priorityOf,
  RoutingError,
  routingPayload,
} from './packets.js';
import type { Sealer } from './sealer.js';
import { type Job, LORA_HEADER_BYTES, type TransmitQueue } from './transmit-queue.js';

/** `ERRNO_DISABLED`, `ERRNO_SHOULD_RELEASE` (firmware 2.7.26 src/mesh/MeshTypes.h:15-19). */
const TRANSMITTER_OFF = 34;
const NOT_FOR_LORA = 35;

export type Source = Job['source'];

export interface RouterParts {
  readonly context: NodeContext;
  readonly queues: ClientQueues;
  readonly table: NodeTable;
  readonly sealer: Sealer;
  readonly acks: Acks;
  readonly duty: DutyCycle;
  readonly transmit: TransmitQueue;
  readonly modem: () => ModemSettings;
  readonly hopLimit: () => number;
  /** A packet of this node for itself. */
  readonly loopback: (packet: Mesh.MeshPacket, source: Source) => void;
}

interface Local {
  readonly packet: Mesh.MeshPacket;
  readonly source: Source;
}

/** The way out (firmware src/mesh/MeshService.cpp, Router.cpp, RadioLibInterface.cpp). */
export class Router {
  readonly #parts: RouterParts;
  readonly #local: Local[] = [];
  /** The last status said that no place was free. */
  #saidFull = false;

  constructor(parts: RouterParts) {
    this.#parts = parts;
  }

  /** Sends, tells the client with a queueStatus, and works off what is for the node itself. */
  sendToMesh(packet: Mesh.MeshPacket, source: Source): number {
    const res = this.#sendLocal(packet, source);
    this.sayStatus(res, packet.id);
    this.#workLocal();
    return res;
  }

  /** Acks and refusals bypass the service, so no queueStatus tells of them (firmware src/modules/RoutingModule.cpp, sendAckNak). */
  sendVerdict(
    error: Mesh.Routing_Error,
    about: { readonly to: number; readonly id: number; readonly channel: number; readonly hopLimit?: number },
  ): void {
    const packet = ownPacket(this.#parts.context, {
      to: about.to,
      portnum: Port.ROUTING_APP,
      payload: routingPayload(error),
      channel: about.channel,
      hopLimit: about.hopLimit ?? 0,
      requestId: about.id,
    });
    this.#sendLocal(packet, 'node');
    this.#workLocal();
  }

  sayStatus(res: number, id: number): void {
    const { queues } = this.#parts;
    const status = this.status(res, id);
    this.#saidFull = status.free === 0;
    queues.pushStatus(status);
  }

  status(res: number, meshPacketId: number): Mesh.QueueStatus {
    const { transmit, context } = this.#parts;
    const maxlen = context.switches.txQueue;
    return create(Mesh.QueueStatusSchema, { res, meshPacketId, maxlen, free: transmit.free });
  }

  heartbeatAnswer(): Mesh.FromRadio {
    return fromRadio({ case: 'queueStatus', value: this.status(0, 0) });
  }

  notify(message: string, replyId: number): void {
    const { queues, context } = this.#parts;
    const level = Mesh.LogRecord_Level.WARNING;
    const time = context.time.seconds();
    queues.pushNotification(create(Mesh.ClientNotificationSchema, { message, replyId, level, time }));
  }

  /** The transmitter has finished a packet. */
  sent(job: Job): void {
    if (this.#parts.context.switches.queueStatusPerPacket === 2) this.sayStatus(0, job.packet.id);
    // A queue that was full and drains says so (firmware 2.7.26 src/mesh/MeshService.cpp:119-125).
    if (this.#saidFull && this.#parts.transmit.free > 0) this.sayStatus(0, 0);
  }

  forget(): void {
    this.#local.length = 0;
    this.#saidFull = false;
  }

  #workLocal(): void {
    for (let next = this.#local.shift(); next; next = this.#local.shift())
      this.#parts.loopback(next.packet, next.source);
  }

  #sendLocal(packet: Mesh.MeshPacket, source: Source): number {
    const { context, queues } = this.#parts;
    packet.from = context.nodeNum;
    if (packet.to === context.nodeNum) {
      this.#local.push({ packet, source });
      return 0;
    }
    if (isBroadcast(packet.to)) {
      if (context.switches.echoOwn) queues.pushPacket(clone(Mesh.MeshPacketSchema, packet));
    } else this.#addressPeer(packet);
    if (source === 'client') this.#raiseHops(packet);
    return this.#send(packet, source);
  }

  /** A DM on channel 0 takes the channel on which the peer was last heard (firmware 2.7.26 src/mesh/Router.cpp:262-269). */
  #addressPeer(packet: Mesh.MeshPacket): void {
    const { context, table } = this.#parts;
    if (packet.channel !== 0 || packet.pkiEncrypted) return;
    if (context.switches.dmChannel === 'last-heard') packet.channel = table.get(packet.to)?.channel ?? 0;
  }

  #raiseHops(packet: Mesh.MeshPacket): void {
    if (!packet.wantAck || packet.hopLimit !== 0) return;
    if (this.#parts.context.switches.zeroHops === 'direct-only') packet.hopLimit = this.#parts.hopLimit();
  }

  #send(packet: Mesh.MeshPacket, source: Source): number {
    const { acks, sealer, modem } = this.#parts;
    if (this.#exceedsDutyCycle(packet)) return this.#refuse(packet, RoutingError.DUTY_CYCLE_LIMIT);
    packet.hopStart = packet.hopLimit;
    const sealed = sealer.seal(packet);
    if ('error' in sealed) return this.#refuse(packet, sealed.error);
    const sizeBytes = LORA_HEADER_BYTES + sealed.packet.payload.length;
    if (packet.wantAck) acks.expect({ id: packet.id, channel: packet.channel, sizeBytes });
    acks.extend(airtimeMs(modem(), sizeBytes), packet.id);
    return this.#toRadio({ packet: sealed.packet, message: packet, priority: priorityOf(packet), source });
  }

  #toRadio(job: Job): number {
    const { switches } = this.#parts.context;
    if (!switches.regionSet || !switches.txEnabled) return TRANSMITTER_OFF;
    if (job.message.to === BROADCAST_NO_LORA) return NOT_FOR_LORA;
    return this.#parts.transmit.enqueue(job);
  }

  #exceedsDutyCycle(packet: Mesh.MeshPacket): boolean {
    const { context, duty } = this.#parts;
    const percent = context.switches.dutyCyclePercent;
    const isWithin = percent >= 100 || (percent > 0 && duty.airUtilTx() <= percent);
    if (isWithin) return false;
    const minutes = duty.silentMinutes(percent);
    this.notify(`Duty cycle limit exceeded. You can send again in ${minutes} mins`, packet.id);
    return true;
  }

  /** Only the client hears of it, not the mesh. */
  #refuse(packet: Mesh.MeshPacket, error: Mesh.Routing_Error): number {
    const { context } = this.#parts;
    this.countRefusal(error, packet);
    const verdict = ownPacket(context, {
      to: context.nodeNum,
      portnum: Port.ROUTING_APP,
      payload: routingPayload(error),
      channel: packet.channel,
      hopLimit: 0,
      requestId: packet.id,
    });
    this.#local.push({ packet: verdict, source: 'node' });
    return error;
  }

  countRefusal(error: Mesh.Routing_Error, packet: Mesh.MeshPacket): void {
    const { events } = this.#parts.context;
    const reason = RoutingError[error];
    events.count(`refusals.${reason}`);
    events.add('node', 'refused', { id: packet.id, reason, port: dataOf(packet)?.portnum ?? 0 });
  }
}
