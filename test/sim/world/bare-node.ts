import { create, fromBinary, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import { Mesh } from '@meshtastic/protobufs';
import { channelHash, cryptChannel, decryptDirect, encryptDirect } from '../../../src/mesh/crypto.js';
import { BROADCAST_NUM, lastByteOf, type NodeNum, type PacketId, toPacketId } from '../../../src/mesh/ids.js';
import type { AirPacket, Antenna, Heard } from '../../../src/sim/air.js';
import { EventLog } from '../../../src/sim/event-log.js';
import { Chance } from '../../../src/sim/random.js';
import type { Identity } from '../../../src/sim/world/identity.js';
import { World, type WorldOptions } from '../../../src/sim/world/world.js';
import { FakeClock } from '../../support/fake-clock.js';

const KEY = Buffer.from('d4f1bb3a20290759f0bcffabcf4e6901', 'hex');
const HASH = channelHash('LongFast', KEY);

export interface Sending {
  readonly to?: NodeNum;
  readonly id?: number;
  readonly hopLimit?: number;
  readonly wantAck?: boolean;
  /** Encrypt for this public key instead of the channel. */
  readonly peer?: Uint8Array | undefined;
}

/** An antenna without firmware: keeps what it hears, sends what it is told, acknowledges nothing. */
export class BareNode implements Antenna {
  readonly nodeNum: NodeNum;
  readonly heard: (Heard & { readonly at: number })[] = [];
  readonly #clock: FakeClock;
  readonly #world: World;
  readonly #identity: Identity;
  #nextId = 1;

  constructor(clock: FakeClock, world: World, identity: Identity) {
    this.#clock = clock;
    this.#world = world;
    this.#identity = identity;
    this.nodeNum = identity.nodeNum;
    world.attach(this, identity);
  }

  hear(heard: Heard): void {
    this.heard.push({ ...heard, at: this.#clock.uptime() });
  }

  send(data: MessageInitShape<typeof Mesh.DataSchema>, sending: Sending = {}): PacketId {
    const { to = BROADCAST_NUM, hopLimit = 3, wantAck = false, peer } = sending;
    const id = toPacketId(sending.id ?? this.#nextId++);
    const from = this.nodeNum;
    const bytes = toBinary(Mesh.DataSchema, create(Mesh.DataSchema, data));
    const own = this.#identity.keyPair;
    const payload =
      own && peer
        ? encryptDirect({ own, peer, from, id, extraNonce: 7, bytes })
        : cryptChannel(KEY, from, id, bytes);
    const packet: AirPacket = {
      from,
      to,
      id,
      channelHash: peer ? 0 : HASH,
      hopLimit,
      hopStart: hopLimit,
      wantAck,
      viaMqtt: false,
      nextHop: 0,
      relayNode: lastByteOf(from),
      payload,
    };
    this.#world.transmit(from, packet);
    return id;
  }

  /** What a heard packet says; undefined when this node cannot read it. */
  open({ packet }: Heard): Mesh.Data | undefined {
    const peer = this.#world.people.find(({ nodeNum }) => nodeNum === packet.from)?.keyPair?.publicKey;
    const own = this.#identity.keyPair;
    const { from, id, payload } = packet;
    if (packet.channelHash === HASH) return fromBinary(Mesh.DataSchema, cryptChannel(KEY, from, id, payload));
    const bytes = own && peer && decryptDirect({ own, peer, from, id, payload });
    return bytes && fromBinary(Mesh.DataSchema, bytes);
  }

  /** Readable packets on one port, oldest first. */
  on(portnum: number): { readonly heard: Heard; readonly data: Mesh.Data; readonly at: number }[] {
    return this.heard.flatMap((heard) => {
      const data = this.open(heard);
      return data?.portnum === portnum ? [{ heard, data, at: heard.at }] : [];
    });
  }

  /** Verdicts about one packet. */
  verdicts(id: PacketId): { readonly error: number; readonly from: NodeNum; readonly at: number }[] {
    return this.on(5).flatMap(({ data, heard, at }) => {
      const { variant } = fromBinary(Mesh.RoutingSchema, data.payload);
      const isAbout = data.requestId === id && variant.case === 'errorReason';
      return isAbout ? [{ error: variant.value, from: heard.packet.from, at }] : [];
    });
  }
}

/** A mesh with a bare node in the place of Base. Nobody speaks unless told. */
export function aMesh(options: Partial<WorldOptions> & { readonly seed?: number | string } = {}) {
  const { seed = 1, ...rest } = options;
  const clock = new FakeClock();
  const events = new EventLog(clock);
  const world = new World({ clock, chance: new Chance(seed), events, nodes: 16, traffic: false, ...rest });
  const node = new BareNode(clock, world, world.base);
  return { clock, events, world, node };
}

export const text = (words: string) => ({ portnum: 1, payload: new TextEncoder().encode(words) });
