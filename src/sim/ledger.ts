import { fromBinary } from '@bufbuild/protobuf';
import { Mesh, Portnums } from '@meshtastic/protobufs';
import { BROADCAST_NUM, type NodeNum, type PacketId, toNodeNum, toPacketId } from '../mesh/ids.js';
import type { Clock } from '../util/clock.js';
import type { AirPacket } from './air.js';
import type { Behavior, HookResult } from './behavior.js';

/** A text that the node took from its client and transmitted. */
export interface ReceivedText {
  readonly to: NodeNum;
  /** Index of the channel. */
  readonly channel: number;
  readonly text: string;
  readonly id: PacketId;
  /** The message replied to, if any. */
  readonly replyId?: PacketId;
  /** Wall clock of the first transmission, ms. */
  readonly at: number;
  /** How often the node has put it on the air. */
  readonly transmissions: number;
  /** By the addressee; of a broadcast, by a relay. */
  readonly acknowledged: boolean;
}

interface Entry {
  to: NodeNum;
  channel: number;
  text: string;
  id: PacketId;
  replyId?: PacketId;
  at: number;
  transmissions: number;
  acknowledged: boolean;
}

const MAX_TEXTS = 10_000;
const ROUTING_OK = 0;

/** Looks on, ahead of all behaviours, and keeps what the client had to say to the mesh. */
export class Ledger implements Behavior {
  readonly name = 'ledger';
  readonly #clock: Clock;
  readonly #texts = new Map<PacketId, Entry>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Those that went on the air, oldest first. */
  get texts(): ReceivedText[] {
    return [...this.#texts.values()].filter((text) => text.transmissions > 0).map((text) => ({ ...text }));
  }

  onToRadio(message: Mesh.ToRadio): HookResult<Mesh.ToRadio> {
    if (message.payloadVariant.case === 'packet') this.#note(message.payloadVariant.value);
    return message;
  }

  onTransmit(packet: AirPacket): HookResult<AirPacket> {
    const entry = this.#texts.get(packet.id);
    if (!entry || entry.to !== packet.to) return packet;
    if (entry.transmissions === 0) entry.at = this.#clock.now();
    entry.transmissions += 1;
    return packet;
  }

  onFromRadio(message: Mesh.FromRadio): HookResult<Mesh.FromRadio> {
    if (message.payloadVariant.case === 'packet') this.#settle(message.payloadVariant.value);
    return message;
  }

  #note(packet: Mesh.MeshPacket): void {
    const { case: kind, value: decoded } = packet.payloadVariant;
    if (kind !== 'decoded' || decoded.portnum !== Portnums.PortNum.TEXT_MESSAGE_APP) return;
    const id = toPacketId(packet.id);
    if (this.#texts.has(id)) return;
    this.#texts.set(id, {
      to: toNodeNum(packet.to),
      channel: packet.channel,
      text: new TextDecoder().decode(decoded.payload),
      id,
      ...(decoded.replyId ? { replyId: toPacketId(decoded.replyId) } : {}),
      at: 0,
      transmissions: 0,
      acknowledged: false,
    });
    const [oldest] = this.#texts.keys();
    if (this.#texts.size > MAX_TEXTS && oldest !== undefined) this.#texts.delete(oldest);
  }

  #settle(packet: Mesh.MeshPacket): void {
    const { case: kind, value: decoded } = packet.payloadVariant;
    if (kind !== 'decoded' || decoded.portnum !== Portnums.PortNum.ROUTING_APP) return;
    const entry = this.#texts.get(toPacketId(decoded.requestId));
    if (!entry || routingErrorCode(decoded.payload) !== ROUTING_OK) return;
    if (entry.to === BROADCAST_NUM || packet.from === entry.to) entry.acknowledged = true;
  }
}

/** The verdict of a ROUTING payload; none is written as `18 00` or not at all. */
function routingErrorCode(payload: Uint8Array): number | undefined {
  const { variant } = fromBinary(Mesh.RoutingSchema, payload);
  if (variant.case === undefined) return ROUTING_OK;
  return variant.case === 'errorReason' ? variant.value : undefined;
}
