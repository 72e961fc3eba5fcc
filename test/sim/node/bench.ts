import { create, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import { Admin, Config, Mesh, type Portnums } from '@meshtastic/protobufs';
import { channelHash, cryptChannel, encryptDirect, keyPairFrom } from '../../../src/mesh/crypto.js';
import { BROADCAST_NUM, type NodeNum, toNodeNum, toPacketId } from '../../../src/mesh/ids.js';
import type { ModemSettings } from '../../../src/mesh/modem.js';
import type { AirPacket, Heard } from '../../../src/sim/air.js';
import { EventLog } from '../../../src/sim/event-log.js';
import { SimNode } from '../../../src/sim/node/sim-node.js';
import type { PhoneApi } from '../../../src/sim/phone-api.js';
import { Chance } from '../../../src/sim/random.js';
import { DEFAULT_SWITCHES, SwitchBoard, type Switches } from '../../../src/sim/switches.js';
import type { Identity, KnownNode } from '../../../src/sim/world/identity.js';
import { FakeClock } from '../../support/fake-clock.js';
import { type Frame, KEY, Port, readChannel, readDirect } from './reading.js';

export * from './reading.js';

export const BASE = toNodeNum(0x0b07ba5e);
export const ALPHA = toNodeNum(0x16fad3dc);
export const BRAVO = toNodeNum(0x2b4a7c10);

const HASH = channelHash('LongFast', KEY);

export function identityOf(nodeNum: NodeNum, longName: string): Identity {
  const seed = new Uint8Array(32).fill(nodeNum & 0xff);
  return {
    nodeNum,
    longName,
    shortName: longName.slice(0, 4).toUpperCase(),
    keyPair: keyPairFrom(seed),
    hwModel: Mesh.HardwareModel.TBEAM,
    role: Config.Config_DeviceConfig_Role.CLIENT,
    isUnmessagable: false,
    place: { latitude: 45.19, longitude: 5.72, altitudeMeters: 210 },
    precisionBits: 32,
  };
}

export function knownOf(identity: Identity, changes: Partial<KnownNode> = {}): KnownNode {
  return {
    identity,
    hasUser: true,
    hasKey: true,
    lastHeard: 1_773_316_000_000,
    snr: 6,
    hopsAway: 0,
    viaMqtt: false,
    isFavorite: false,
    ...changes,
  };
}

/** What is said on the mesh around the node. */
export interface Said {
  readonly from?: NodeNum;
  readonly to?: NodeNum;
  readonly portnum?: Portnums.PortNum;
  readonly payload?: Uint8Array;
  readonly text?: string;
  readonly id?: number;
  readonly wantAck?: boolean;
  readonly data?: MessageInitShape<typeof Mesh.DataSchema>;
  readonly packet?: Partial<AirPacket>;
  /** As 2.8 signs; nobody verifies it here. */
  readonly signature?: Uint8Array;
  readonly snr?: number;
  readonly via?: Heard['via'];
}

export interface ClientFields {
  readonly from?: number;
  readonly to?: number;
  readonly id?: number;
  readonly channel?: number;
  readonly hopLimit?: number;
  readonly wantAck?: boolean;
  readonly pkiEncrypted?: boolean;
  readonly publicKey?: Uint8Array;
}

/** A node, its client, and the air around it, all in the hands of the test. */
export class Bench {
  readonly clock = new FakeClock();
  readonly events = new EventLog(this.clock);
  readonly base = identityOf(BASE, 'Base');
  readonly alpha = identityOf(ALPHA, 'Alpha');
  readonly bravo = identityOf(BRAVO, 'Bravo');
  readonly onAir: AirPacket[] = [];
  readonly switches: SwitchBoard;
  readonly node: SimNode;
  phone: PhoneApi;
  #nextId = 1000;

  constructor(switches: Partial<Switches> = {}, known?: readonly KnownNode[], modem?: ModemSettings) {
    this.switches = new SwitchBoard({ ...DEFAULT_SWITCHES, userlessNodes: 0, ...switches });
    this.node = new SimNode({
      clock: this.clock,
      stream: new Chance(1).stream('node'),
      switches: this.switches,
      events: this.events,
      air: { transmit: (_sender, packet) => this.onAir.push(packet) },
      identity: this.base,
      firmware: '2.7.26.54e0d8d',
      ...(modem && { modem }),
      known: known ?? [knownOf(this.alpha), knownOf(this.bravo, { hasKey: false })],
    });
    this.node.start();
    this.phone = this.node.connect();
  }

  /** The handshake, and the frames of it. */
  configure(nonce = 7): Frame[] {
    this.write({ case: 'wantConfigId', value: nonce });
    return this.read();
  }

  write(payloadVariant: MessageInitShape<typeof Mesh.ToRadioSchema>['payloadVariant']): void {
    this.phone.receive(create(Mesh.ToRadioSchema, payloadVariant && { payloadVariant }));
  }

  /** Everything that the node has to say now. */
  read(): Frame[] {
    const frames: Frame[] = [];
    for (let frame = this.phone.next(); frame; frame = this.phone.next()) frames.push(frame.payloadVariant);
    return frames;
  }

  /** Sends a packet of the client's; returns its id. */
  send(fields: ClientFields, data: MessageInitShape<typeof Mesh.DataSchema>): number {
    const packet = create(Mesh.MeshPacketSchema, {
      from: BASE,
      to: BROADCAST_NUM,
      hopLimit: 3,
      id: this.#nextId++,
      ...fields,
      payloadVariant: { case: 'decoded', value: create(Mesh.DataSchema, data) },
    });
    this.write({ case: 'packet', value: packet });
    return packet.id;
  }

  text(text: string, fields: ClientFields = {}): number {
    return this.send(fields, { portnum: Port.TEXT_MESSAGE_APP, payload: Buffer.from(text) });
  }

  admin(
    payloadVariant: MessageInitShape<typeof Admin.AdminMessageSchema>['payloadVariant'],
    wantResponse = true,
  ): number {
    const message = create(Admin.AdminMessageSchema, payloadVariant && { payloadVariant });
    const payload = toBinary(Admin.AdminMessageSchema, message);
    return this.send({ to: BASE }, { portnum: Port.ADMIN_APP, payload, wantResponse });
  }

  /** A peer's packet on the default channel reaches the antenna. */
  hear(said: Said): AirPacket {
    const from = said.from ?? ALPHA;
    const id = toPacketId(said.id ?? this.#nextId++);
    const payload = cryptChannel(KEY, from, id, dataBytes(said));
    return this.#arrive(said, { from, id, channelHash: HASH, payload });
  }

  /** A peer's packet under PKI. */
  hearDirect(said: Said, sender: Identity = this.alpha): AirPacket {
    const from = sender.nodeNum;
    const id = toPacketId(said.id ?? this.#nextId++);
    const { keyPair: own } = sender;
    const { keyPair: peer } = this.base;
    if (!own || !peer) throw new Error('a direct message needs two key pairs');
    const bytes = dataBytes(said);
    const payload = encryptDirect({ own, peer: peer.publicKey, from, id, extraNonce: 5, bytes });
    return this.#arrive({ to: BASE, ...said }, { from, id, channelHash: 0, payload });
  }

  /** Header and content of a text on a channel of that name with the default key. */
  onChannel(name: string, from: NodeNum, id: number, text: string): Partial<AirPacket> {
    const payload = cryptChannel(KEY, from, toPacketId(id), dataBytes({ text }));
    return { id: toPacketId(id), channelHash: this.hashOf(name), payload };
  }

  /** Texts to everybody that the node has sent. */
  textsOnAir(): string[] {
    const broadcasts = this.onAir.filter((packet) => packet.to === BROADCAST_NUM).map(readChannel);
    const said = broadcasts.filter((data) => data.portnum === Port.TEXT_MESSAGE_APP);
    return said.map((data) => Buffer.from(data.payload).toString());
  }

  /** What the node tells of one in its database. */
  told(num: number): Mesh.NodeInfo | undefined {
    const infos = this.configure(69_421).flatMap((frame) => (frame.case === 'nodeInfo' ? [frame.value] : []));
    return infos.find((info) => info.num === num);
  }

  /** The one packet that the node sends for what `act` makes the client write. */
  async sentBy(act: () => void): Promise<AirPacket | undefined> {
    this.configure();
    act();
    await this.clock.advance(5000);
    if (this.onAir.length > 1) throw new Error('more than one packet was sent');
    return this.onAir[0];
  }

  /** What the node sends in answer, in the order of sending. */
  async answers(): Promise<Mesh.Data[]> {
    await this.clock.advance(6000);
    return this.onAir.map((packet) => readDirect(packet, this.alpha, this.base) ?? readChannel(packet));
  }

  hashOf(channelName: string): number {
    return channelHash(channelName, KEY);
  }

  /** A relay repeats the last packet of the node. */
  echoLast(): void {
    const packet = this.onAir.at(-1);
    if (!packet) throw new Error('nothing was sent');
    this.node.hear({
      packet: { ...packet, hopLimit: packet.hopLimit - 1, relayNode: 1 },
      snr: 4,
      rssi: -90,
      via: 'lora',
    });
  }

  #arrive(said: Said, base: Pick<AirPacket, 'from' | 'id' | 'channelHash' | 'payload'>): AirPacket {
    const packet: AirPacket = {
      ...base,
      to: said.to ?? BROADCAST_NUM,
      hopLimit: 3,
      hopStart: 3,
      wantAck: said.wantAck ?? false,
      viaMqtt: false,
      nextHop: 0,
      relayNode: base.from & 0xff,
      ...said.packet,
    };
    this.node.hear({ packet, snr: said.snr ?? 5.5, rssi: -80, via: said.via ?? 'lora' });
    return packet;
  }
}

function dataBytes(said: Said): Uint8Array {
  const payload = said.payload ?? Buffer.from(said.text ?? '');
  const portnum = said.portnum ?? Port.TEXT_MESSAGE_APP;
  const plain = toBinary(Mesh.DataSchema, create(Mesh.DataSchema, { portnum, payload, ...said.data }));
  if (!said.signature) return plain;
  return Uint8Array.from([...plain, 0x52, said.signature.length, ...said.signature]);
}
