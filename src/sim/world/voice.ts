import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { Mesh, Portnums } from '@meshtastic/protobufs';
import { BROADCAST_NUM, type NodeNum, type PacketId } from '../../mesh/ids.js';
import type { AirPacket } from '../air.js';
import type { Carrier } from './carrier.js';
import type { People } from './people.js';
import type { Person } from './person.js';
import { type ChannelKey, sealDirect, sealOnChannel } from './wire.js';

const { PortNum } = Portnums;

/** What a node sends. */
export interface Message {
  readonly to: NodeNum;
  readonly portnum: Portnums.PortNum;
  readonly payload: Uint8Array;
  readonly wantAck?: boolean;
  readonly wantResponse?: boolean;
  readonly requestId?: PacketId;
  readonly replyId?: PacketId;
  readonly isReaction?: boolean;
  /** The node's own setting unless told. */
  readonly hopLimit?: number;
}

/** A text as somebody said it, for whoever wants to follow the conversation. */
export interface SpokenLine {
  readonly from: NodeNum;
  readonly to: NodeNum;
  readonly text: string;
  /** ms since 1970 */
  readonly at: number;
  readonly channelName?: string;
}

export interface VoiceParts {
  readonly carrier: Carrier;
  readonly people: People;
  readonly channel: ChannelKey;
  /** The one that Base does not know. */
  readonly foreignChannel: ChannelKey;
  readonly stationOf: (nodeNum: NodeNum) => number | undefined;
  readonly onText: (line: Omit<SpokenLine, 'at'>) => void;
}

/** Never under PKI (firmware 2.7.26 src/mesh/Router.cpp:637-676). */
const NEVER_DIRECT: ReadonlySet<Portnums.PortNum> = new Set([
  PortNum.TRACEROUTE_APP,
  PortNum.NODEINFO_APP,
  PortNum.ROUTING_APP,
  PortNum.POSITION_APP,
]);
/** What people's nodes make something of; all else is for simulated nodes only. */
const FOR_PEOPLE: ReadonlySet<Portnums.PortNum> = new Set([PortNum.TEXT_MESSAGE_APP]);

/** Puts what people's nodes say on the air, encrypted as their firmware would. */
export class Voice {
  readonly #parts: VoiceParts;

  constructor(parts: VoiceParts) {
    this.#parts = parts;
  }

  channelOf(person: Person): ChannelKey {
    return person.traits.isForeign ? this.#parts.foreignChannel : this.#parts.channel;
  }

  /** A text on the channel or to one node. */
  say(person: Person, text: string, to: NodeNum = BROADCAST_NUM, more: Partial<Message> = {}): PacketId {
    const payload = new TextEncoder().encode(text);
    const isDirect = to !== BROADCAST_NUM;
    return this.send(person, { to, portnum: PortNum.TEXT_MESSAGE_APP, payload, wantAck: isDirect, ...more });
  }

  /**
   * The id, also when the node refuses to send: since 2.7.19 no direct message leaves without the addressee's key.
   */
  send(person: Person, message: Message): PacketId {
    const id = person.nextId();
    const packet = this.packetOf(person, message, id);
    if (!packet) return id;
    this.#tell(person, message);
    const { carrier } = this.#parts;
    if (message.to === BROADCAST_NUM) {
      const toPeople = FOR_PEOPLE.has(message.portnum) && !person.traits.isForeign;
      carrier.broadcast(person.station, packet, toPeople);
    } else {
      carrier.unicast(person.station, this.#parts.stationOf(message.to), packet);
    }
    return id;
  }

  /** The packet of a message, undefined when the node has no key for it. */
  packetOf(person: Person, message: Message, id: PacketId): AirPacket | undefined {
    const from = person.nodeNum;
    const hopLimit = message.hopLimit ?? person.traits.hopStart;
    const sealed = this.#seal(person, message, id);
    if (!sealed) return undefined;
    return {
      from,
      to: message.to,
      id,
      ...sealed,
      hopLimit,
      hopStart: person.traits.isOld ? 0 : hopLimit,
      wantAck: message.wantAck ?? false,
      viaMqtt: person.traits.viaMqtt,
      nextHop: 0,
      relayNode: person.relayByte,
    };
  }

  #seal(person: Person, message: Message, id: PacketId) {
    const envelope = { from: person.nodeNum, id };
    const data = dataOf(message, person.traits.isOld);
    const own = person.keyPair;
    if (!own || message.to === BROADCAST_NUM || NEVER_DIRECT.has(message.portnum)) {
      return sealOnChannel(this.channelOf(person), envelope, data);
    }
    const peer = person.keys.get(message.to) ?? this.#parts.people.get(message.to)?.keyPair?.publicKey;
    return peer && sealDirect({ own, peer, extraNonce: person.nextExtraNonce() }, envelope, data);
  }

  #tell(person: Person, message: Message): void {
    if (message.portnum !== PortNum.TEXT_MESSAGE_APP) return;
    const isDirect = message.to !== BROADCAST_NUM;
    this.#parts.onText({
      from: person.nodeNum,
      to: message.to,
      text: new TextDecoder().decode(message.payload),
      ...(!isDirect && { channelName: this.channelOf(person).name }),
    });
  }
}

/** Bit 1 of the bitfield repeats `want_response`, bit 0 allows MQTT; old firmware sends none. */
function dataOf(message: Message, isOld: boolean): Mesh.Data {
  const wantResponse = message.wantResponse ?? false;
  const data: MessageInitShape<typeof Mesh.DataSchema> = {
    portnum: message.portnum,
    payload: message.payload,
    wantResponse,
    requestId: message.requestId ?? 0,
    replyId: message.replyId ?? 0,
    emoji: message.isReaction ? 1 : 0,
    ...(!isOld && { bitfield: wantResponse ? 3 : 1 }),
  };
  return create(Mesh.DataSchema, data);
}
