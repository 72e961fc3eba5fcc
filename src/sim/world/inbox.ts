import { Mesh, Portnums } from '@meshtastic/protobufs';
import { BROADCAST_NUM, type NodeNum, type PacketId, toPacketId } from '../../mesh/ids.js';
import type { Clock } from '../../util/clock.js';
import type { AirPacket } from '../air.js';
import type { Agenda } from './agenda.js';
import type { Answers } from './answers.js';
import type { Carrier, Reception } from './carrier.js';
import type { People } from './people.js';
import type { Person } from './person.js';
import type { Timing } from './timing.js';
import type { Voice } from './voice.js';
import { type ChannelKey, decode, openDirect, openOnChannel, routingPayload } from './wire.js';

const { PortNum } = Portnums;
const { Routing_Error: RoutingError } = Mesh;

/** Answered requests that are remembered, of the whole mesh. */
const MAX_ANSWERED = 2_000;

/** A text that came to a person's phone for the first time. */
export interface ReadText {
  readonly from: NodeNum;
  readonly id: PacketId;
  readonly text: string;
  readonly isDirect: boolean;
  readonly isReaction: boolean;
}

export interface InboxParts {
  readonly clock: Clock;
  readonly agenda: Agenda;
  readonly timing: Timing;
  readonly carrier: Carrier;
  readonly people: People;
  readonly voice: Voice;
  readonly answers: Answers;
  readonly onRead: (person: Person, text: ReadText) => void;
  /** The addressee of a message lacks the person's key. */
  readonly onKeyMissed: (person: Person, from: NodeNum, id: PacketId) => void;
}

type Opened = { readonly data: Mesh.Data } | { readonly error: Mesh.Routing_Error };

/** What people's nodes do with what they hear: decrypt, show, acknowledge, answer. */
export class Inbox {
  readonly #parts: InboxParts;
  /** A broadcast comes to many people one after the other, and is the same for all. */
  #lastOpened: { packet: AirPacket; channel: ChannelKey; data: Mesh.Data | undefined } | undefined;

  /** Requests that have been answered; a repeated one is only acknowledged. */
  readonly #answered = new Set<string>();

  constructor(parts: InboxParts) {
    this.#parts = parts;
  }

  take(person: Person, reception: Reception): void {
    const { packet } = reception;
    const isMine = packet.to === person.nodeNum;
    if (!isMine && packet.to !== BROADCAST_NUM) return;
    const opened = this.#open(person, reception);
    if ('error' in opened) {
      if (isMine && packet.wantAck) this.#acknowledge(person, reception, opened.error);
      return;
    }
    this.#read(person, reception, opened.data);
  }

  /** An undecryptable packet is answered by 35 when the sender's key is missing, else by 6 (firmware 2.7.26 src/mesh/ReliableRouter.cpp:96-126). */
  #open(person: Person, { packet }: Reception): Opened {
    const isMine = packet.to === person.nodeNum;
    const onChannel = this.#openOnChannel(person, packet);
    if (onChannel) {
      // Since 2.7.14 a text to one node has to come under PKI.
      const isLegacy =
        isMine && onChannel.portnum === PortNum.TEXT_MESSAGE_APP && person.keyPair !== undefined;
      return isLegacy ? { error: RoutingError.NO_CHANNEL } : { data: onChannel };
    }
    if (packet.channelHash !== 0 || !isMine || !person.keyPair) return { error: RoutingError.NO_CHANNEL };
    const peer = person.keys.get(packet.from) ?? this.#parts.people.get(packet.from)?.keyPair?.publicKey;
    if (!peer) return { error: RoutingError.PKI_UNKNOWN_PUBKEY };
    const data = openDirect(person.keyPair, peer, packet);
    return data ? { data } : { error: RoutingError.NO_CHANNEL };
  }

  #openOnChannel(person: Person, packet: AirPacket): Mesh.Data | undefined {
    const channel = this.#parts.voice.channelOf(person);
    const last = this.#lastOpened;
    if (last?.packet === packet && last.channel === channel) return last.data;
    const data = openOnChannel(channel, packet);
    this.#lastOpened = { packet, channel, data };
    return data;
  }

  #read(person: Person, reception: Reception, data: Mesh.Data): void {
    const { packet } = reception;
    if (data.requestId !== 0) this.#parts.carrier.settle(person.nodeNum, toPacketId(data.requestId));
    switch (data.portnum) {
      case PortNum.TEXT_MESSAGE_APP:
        this.#show(person, reception, data);
        break;
      case PortNum.ROUTING_APP:
        this.#readVerdict(person, packet.from, data);
        return;
      case PortNum.NODEINFO_APP:
        this.#learnKey(person, packet.from, data.payload);
        break;
      default:
    }
    if (data.wantResponse && this.#respond(person, reception, data)) return;
    if (packet.to === person.nodeNum && packet.wantAck)
      this.#acknowledge(person, reception, RoutingError.NONE);
  }

  #show(person: Person, { packet, isRetry }: Reception, data: Mesh.Data): void {
    if (isRetry && person.screen.has(packet.from, packet.id)) return;
    const shown: ReadText = {
      from: packet.from,
      id: packet.id,
      text: new TextDecoder().decode(data.payload),
      isDirect: packet.to !== BROADCAST_NUM,
      isReaction: data.emoji !== 0,
    };
    const at = this.#parts.clock.now();
    const replyId = data.replyId === 0 ? {} : { replyId: toPacketId(data.replyId) };
    if (person.screen.show({ ...shown, at, ...replyId })) this.#parts.onRead(person, shown);
  }

  #readVerdict(person: Person, from: NodeNum, data: Mesh.Data): void {
    const variant = decode(Mesh.RoutingSchema, data.payload)?.variant;
    if (variant?.case !== 'errorReason' || variant.value !== RoutingError.PKI_UNKNOWN_PUBKEY) return;
    this.#parts.onKeyMissed(person, from, toPacketId(data.requestId));
  }

  /** The first key stays; a NodeInfo with another one is dropped (firmware 2.7.26 src/mesh/NodeDB.cpp:1872-1877). */
  #learnKey(person: Person, from: NodeNum, payload: Uint8Array): void {
    const publicKey = decode(Mesh.UserSchema, payload)?.publicKey;
    if (publicKey?.length === 32 && !person.keys.has(from)) person.keys.set(from, publicKey);
  }

  /** True when the answer stands for the acknowledgement too (firmware 2.7.26 src/mesh/ReliableRouter.cpp:96-126). */
  #respond(person: Person, reception: Reception, request: Mesh.Data): boolean {
    const { packet } = reception;
    const isMine = packet.to === person.nodeNum;
    if (!this.#isNew(person, reception)) return false;
    const answer = this.#parts.answers.to(person, reception, request);
    if (answer === 'silence') return false;
    if (answer === undefined) {
      if (isMine) this.#acknowledge(person, reception, RoutingError.NO_RESPONSE);
      return isMine;
    }
    // Everybody was asked: they take turns.
    const wait = isMine ? this.#parts.timing.answerMs(person.stream) : person.stream.between(1_000, 60_000);
    this.#send(person, reception, { ...answer, wait });
    return true;
  }

  #isNew(person: Person, { packet }: Reception): boolean {
    const key = `${person.nodeNum}/${packet.from}/${packet.id}`;
    if (this.#answered.has(key)) return false;
    this.#answered.add(key);
    for (const oldest of this.#answered) {
      if (this.#answered.size <= MAX_ANSWERED) break;
      this.#answered.delete(oldest);
    }
    return true;
  }

  #acknowledge(person: Person, reception: Reception, error: Mesh.Routing_Error): void {
    const payload = routingPayload(error);
    const wait = this.#parts.timing.answerMs(person.stream);
    this.#send(person, reception, { portnum: PortNum.ROUTING_APP, payload, wait });
  }

  #send(
    person: Person,
    { packet, arrival }: Reception,
    answer: { readonly portnum: Portnums.PortNum; readonly payload: Uint8Array; readonly wait: number },
  ): void {
    const { agenda, voice } = this.#parts;
    const { portnum, payload } = answer;
    const message = {
      to: packet.from,
      portnum,
      payload,
      requestId: packet.id,
      hopLimit: hopsForAnswer(arrival.relays.length, person.traits.hopStart),
    };
    agenda.after(answer.wait, () => voice.send(person, message));
  }
}

/** As many hops as the request took and two to spare (firmware 2.7.26 src/mesh/Router.cpp, getHopLimitForResponse). */
function hopsForAnswer(hopsTaken: number, configured: number): number {
  return hopsTaken > configured ? hopsTaken : Math.min(hopsTaken + 2, configured);
}
