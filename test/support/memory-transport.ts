import { create, fromBinary, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import { Channel, Config, Mesh, Portnums } from '@meshtastic/protobufs';
import { encodeFrame } from '../../src/radio/frame.js';
import type { Connection, Transport } from '../../src/radio/transport.js';

type FromRadioVariant = NonNullable<MessageInitShape<typeof Mesh.FromRadioSchema>['payloadVariant']>;

/** A system error as sockets throw it. */
export function systemError(code: string): Error {
  return Object.assign(new Error(`test ${code}`), { code });
}

export const OWN_NUM = 0x0b07ba5e;
export const PEER_NUM = 0x16fad3dc;

/** The far end of one connection, played by the test. */
export class Peer implements Connection {
  readonly written: Mesh.ToRadio[] = [];
  readonly #chunks: Uint8Array[] = [];
  #wake: () => void = () => {};
  #end: 'open' | 'fin' | Error = 'open';
  isClosed = false;
  /** Thrown by every write from now on. */
  writeError: Error | undefined;
  /** Writes never finish, as with a full buffer. */
  isStuck = false;
  /** Called with each message of the client, for peers that answer by themselves. */
  onWrite: (message: Mesh.ToRadio) => void = () => {};

  get incoming(): AsyncIterable<Uint8Array> {
    return this.#iterate();
  }

  async *#iterate(): AsyncGenerator<Uint8Array> {
    for (;;) {
      const chunk = this.#chunks.shift();
      if (chunk) {
        yield chunk;
        continue;
      }
      if (this.#end === 'fin') return;
      if (this.#end !== 'open') throw this.#end;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  write(bytes: Uint8Array): Promise<void> {
    if (this.writeError) return Promise.reject(this.writeError);
    if (this.isStuck) return new Promise(() => {});
    const message = fromBinary(Mesh.ToRadioSchema, bytes.subarray(4));
    this.written.push(message);
    this.onWrite(message);
    return Promise.resolve();
  }

  close(): Promise<void> {
    this.isClosed = true;
    this.fin();
    return Promise.resolve();
  }

  sendBytes(bytes: Uint8Array): void {
    this.#chunks.push(bytes);
    this.#wake();
  }

  send(payloadVariant: FromRadioVariant): void {
    this.sendBytes(frameOf(payloadVariant));
  }

  fin(): void {
    if (this.#end === 'open') this.#end = 'fin';
    this.#wake();
  }

  fail(error: Error): void {
    this.#end = error;
    this.#wake();
  }

  /** The nonce of the last `want_config`. */
  get nonce(): number {
    const asked = this.written.filter((message) => message.payloadVariant.case === 'wantConfigId').at(-1);
    return Number(asked?.payloadVariant.value ?? 0);
  }

  count(name: NonNullable<Mesh.ToRadio['payloadVariant']['case']>): number {
    return this.written.filter((message) => message.payloadVariant.case === name).length;
  }

  packets(): Mesh.MeshPacket[] {
    return this.written.flatMap(({ payloadVariant }) =>
      payloadVariant.case === 'packet' ? [payloadVariant.value] : [],
    );
  }

  /** Tells a whole configuration and completes it with `nonce`. */
  handshake(nonce = this.nonce, nodes = 2): void {
    for (const variant of dump(nodes)) this.send(variant);
    this.send({ case: 'configCompleteId', value: nonce });
  }

  answerHeartbeat(): void {
    this.status(0);
  }

  status(meshPacketId: number, res = 0, free = 16): void {
    this.send({
      case: 'queueStatus',
      value: create(Mesh.QueueStatusSchema, { res, free, maxlen: 16, meshPacketId }),
    });
  }

  /** A ROUTING packet about `requestId`. */
  routing(requestId: number, from: number, error: number): void {
    const payload = toBinary(
      Mesh.RoutingSchema,
      create(Mesh.RoutingSchema, { variant: { case: 'errorReason', value: error } }),
    );
    this.data(from, { portnum: Portnums.PortNum.ROUTING_APP, payload, requestId });
  }

  /** A decoded packet for us. */
  data(
    from: number,
    data: MessageInitShape<typeof Mesh.DataSchema>,
    header: MessageInitShape<typeof Mesh.MeshPacketSchema> = {},
  ): void {
    const packet = create(Mesh.MeshPacketSchema, {
      from,
      to: OWN_NUM,
      id: nextId++,
      hopStart: 3,
      hopLimit: 3,
      rxSnr: 6.25,
      rxRssi: -88,
      ...header,
      payloadVariant: { case: 'decoded', value: create(Mesh.DataSchema, data) },
    });
    this.send({ case: 'packet', value: packet });
  }

  text(from: number, text: string, header: MessageInitShape<typeof Mesh.MeshPacketSchema> = {}): void {
    const payload = new TextEncoder().encode(text);
    this.data(from, { portnum: Portnums.PortNum.TEXT_MESSAGE_APP, payload }, header);
  }
}

/** Answers as a node does that is well, with so many nodes in its database. */
export function lively(peer: Peer, nodes?: number): void {
  peer.onWrite = ({ payloadVariant }) => {
    if (payloadVariant.case === 'wantConfigId') peer.handshake(payloadVariant.value, nodes);
    if (payloadVariant.case === 'heartbeat') peer.answerHeartbeat();
    if (payloadVariant.case === 'disconnect') peer.fin();
  };
}

let nextId = 0x1000;

function frameOf(payloadVariant: FromRadioVariant): Uint8Array {
  return encodeFrame(toBinary(Mesh.FromRadioSchema, create(Mesh.FromRadioSchema, { payloadVariant })));
}

function dump(nodes: number): FromRadioVariant[] {
  const user = create(Mesh.UserSchema, { longName: 'Base', shortName: 'BASE' });
  const others = Array.from({ length: nodes - 1 }, (_, index) => ({
    case: 'nodeInfo' as const,
    value: create(Mesh.NodeInfoSchema, { num: PEER_NUM + index }),
  }));
  return [
    {
      case: 'myInfo',
      value: create(Mesh.MyNodeInfoSchema, { myNodeNum: OWN_NUM, rebootCount: 7 }),
    },
    { case: 'nodeInfo', value: create(Mesh.NodeInfoSchema, { num: OWN_NUM, user }) },
    { case: 'metadata', value: create(Mesh.DeviceMetadataSchema, { firmwareVersion: '2.7.26.54e0d8d' }) },
    {
      case: 'channel',
      value: create(Channel.ChannelSchema, { index: 0, role: Channel.Channel_Role.PRIMARY, settings: {} }),
    },
    {
      case: 'config',
      value: create(Config.ConfigSchema, {
        payloadVariant: {
          case: 'lora',
          value: create(Config.Config_LoRaConfigSchema, {
            usePreset: true,
            region: Config.Config_LoRaConfig_RegionCode.EU_868,
            hopLimit: 3,
            txEnabled: true,
          }),
        },
      }),
    },
    ...others,
  ];
}

/** Hands out peers; `next` decides what the following tries meet. */
export class MemoryTransport implements Transport {
  readonly address = 'memory:4403';
  readonly peers: Peer[] = [];
  /** What a try meets, in order; when empty, a peer is connected. `hang` never answers. */
  readonly next: (Error | 'hang')[] = [];
  /** Prepares each new peer. */
  onOpen: (peer: Peer) => void = () => {};
  opens = 0;

  identities(): Promise<readonly string[]> {
    return Promise.resolve([this.address]);
  }

  open(signal: AbortSignal): Promise<Connection> {
    this.opens += 1;
    const fate = this.next.shift();
    if (fate instanceof Error) return Promise.reject(fate);
    if (fate === 'hang') {
      return new Promise((_, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason), { once: true });
      });
    }
    const peer = new Peer();
    this.peers.push(peer);
    this.onOpen(peer);
    return Promise.resolve(peer);
  }

  /** The peer of the current connection. */
  get peer(): Peer {
    const peer = this.peers.at(-1);
    if (!peer) throw new Error('nothing has connected yet');
    return peer;
  }
}
