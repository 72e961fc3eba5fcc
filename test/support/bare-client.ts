import { connect, type Socket } from 'node:net';
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { Mesh, Portnums } from '@meshtastic/protobufs';
import { encodeFrame } from '../../src/radio/frame.js';
import type { MemoryPipe } from '../../src/sim/front/memory-pipe.js';

type Variant = NonNullable<Mesh.FromRadio['payloadVariant']['case']>;

type ValueOf<Kind extends Variant> = Extract<Mesh.FromRadio['payloadVariant'], { case: Kind }>['value'];

/** How the connection stands for the client: `fin` after the node's EOF. */
export type BareEnd = 'open' | 'fin' | 'reset';

/**
 * A frame client of the tests' own, without any of the bot's link code: it keeps everything that came, and cuts the
 * stream at `94 C3` as the protocol says. It judges nothing.
 */
export class BareClient {
  readonly chunks: Uint8Array[] = [];
  end: BareEnd = 'open';
  readonly #send: (bytes: Uint8Array) => Promise<void>;
  readonly #close: () => void;

  private constructor(send: (bytes: Uint8Array) => Promise<void>, close: () => void) {
    this.#send = send;
    this.#close = close;
  }

  static overPipe(pipe: MemoryPipe): BareClient {
    const client = new BareClient(
      (bytes) => pipe.write(bytes),
      () => void pipe.close(),
    );
    void client.#drain(pipe.incoming);
    return client;
  }

  /** Resolves when the connection is made; rejects with the system's error. */
  static overTcp(port: number, host = '127.0.0.1'): Promise<BareClient> {
    return new Promise((resolve, reject) => {
      const socket: Socket = connect({ port, host, autoSelectFamily: false });
      socket.once('error', reject);
      socket.once('connect', () => {
        const client = new BareClient(
          async (bytes) => void socket.write(bytes),
          () => socket.destroy(),
        );
        socket.off('error', reject);
        socket.on('error', () => client.#ended('reset'));
        socket.on('end', () => client.#ended('fin'));
        socket.on('data', (chunk: Uint8Array) => client.chunks.push(chunk));
        resolve(client);
      });
    });
  }

  get bytes(): Uint8Array {
    return Buffer.concat(this.chunks);
  }

  /** Payloads in order, those that decode and those that do not. */
  get payloads(): Uint8Array[] {
    return cut(this.bytes).payloads;
  }

  get noiseBytes(): number {
    return cut(this.bytes).noise;
  }

  get messages(): Mesh.FromRadio[] {
    return this.payloads.flatMap((payload) => decode(payload) ?? []);
  }

  /** Kinds of all messages in order; `none` for an empty one. */
  get kinds(): (Variant | 'none')[] {
    return this.messages.map((message) => message.payloadVariant.case ?? 'none');
  }

  get packets(): Mesh.MeshPacket[] {
    return this.all('packet');
  }

  get texts(): string[] {
    return this.onPort(Portnums.PortNum.TEXT_MESSAGE_APP).map((data) =>
      new TextDecoder().decode(data.payload),
    );
  }

  all<Kind extends Variant>(kind: Kind): ValueOf<Kind>[] {
    const found: ValueOf<Kind>[] = [];
    for (const { payloadVariant } of this.messages)
      if (payloadVariant.case === kind) found.push(payloadVariant.value as ValueOf<Kind>);
    return found;
  }

  onPort(portnum: Portnums.PortNum): Mesh.Data[] {
    return this.packets.flatMap(({ payloadVariant }) =>
      payloadVariant.case === 'decoded' && payloadVariant.value.portnum === portnum
        ? [payloadVariant.value]
        : [],
    );
  }

  /** The verdicts that came for a packet: Routing error codes. */
  verdicts(id: number): number[] {
    return this.onPort(Portnums.PortNum.ROUTING_APP)
      .filter((data) => data.requestId === id)
      .map((data) => {
        const { variant } = fromBinary(Mesh.RoutingSchema, data.payload);
        return variant.case === 'errorReason' ? variant.value : 0;
      });
  }

  /** Forgets what came so far. */
  clear(): void {
    this.chunks.length = 0;
  }

  send(payloadVariant: Mesh.ToRadio['payloadVariant']): Promise<void> {
    return this.raw(frameOf(payloadVariant));
  }

  raw(bytes: Uint8Array): Promise<void> {
    return this.#send(bytes);
  }

  wantConfig(nonce = 4711): Promise<void> {
    return this.send({ case: 'wantConfigId', value: nonce });
  }

  heartbeat(nonce = 0): Promise<void> {
    return this.send({ case: 'heartbeat', value: create(Mesh.HeartbeatSchema, { nonce }) });
  }

  disconnect(): Promise<void> {
    return this.send({ case: 'disconnect', value: true });
  }

  text(packet: TextToSend): Promise<void> {
    return this.packet(packet, Portnums.PortNum.TEXT_MESSAGE_APP, Buffer.from(packet.text));
  }

  packet(header: PacketToSend, portnum: Portnums.PortNum, payload: Uint8Array): Promise<void> {
    const { wantResponse = false, replyId = 0, ...fields } = header;
    const decoded = create(Mesh.DataSchema, { portnum, payload, wantResponse, replyId });
    const packet = create(Mesh.MeshPacketSchema, {
      hopLimit: 3,
      wantAck: true,
      ...pickHeader(fields),
      payloadVariant: { case: 'decoded', value: decoded },
    });
    return this.send({ case: 'packet', value: packet });
  }

  close(): void {
    this.#close();
  }

  async #drain(incoming: AsyncIterable<Uint8Array>): Promise<void> {
    try {
      for await (const chunk of incoming) this.chunks.push(chunk);
      this.#ended('fin');
    } catch {
      this.#ended('reset');
    }
  }

  #ended(how: 'fin' | 'reset'): void {
    if (this.end === 'open') this.end = how;
  }
}

export interface PacketToSend {
  readonly from: number;
  readonly to: number;
  readonly id: number;
  readonly channel?: number;
  readonly hopLimit?: number;
  readonly wantAck?: boolean;
  readonly wantResponse?: boolean;
  readonly replyId?: number;
}

export interface TextToSend extends PacketToSend {
  readonly text: string;
}

export function frameOf(payloadVariant: Mesh.ToRadio['payloadVariant']): Uint8Array {
  return encodeFrame(toBinary(Mesh.ToRadioSchema, create(Mesh.ToRadioSchema, { payloadVariant })));
}

function pickHeader(fields: PacketToSend): Omit<PacketToSend, 'wantResponse' | 'replyId'> {
  const { from, to, id, channel = 0, hopLimit = 3, wantAck = true } = fields;
  return { from, to, id, channel, hopLimit, wantAck };
}

/** Whole frames and what lies between them; a bad second byte is tested again as a first one. */
function cut(stream: Uint8Array): { payloads: Uint8Array[]; noise: number } {
  const payloads: Uint8Array[] = [];
  let noise = 0;
  let at = 0;
  while (at + 4 <= stream.length) {
    const length = ((stream[at + 2] ?? 0) << 8) | (stream[at + 3] ?? 0);
    if (stream[at] !== 0x94 || stream[at + 1] !== 0xc3 || length > 512) {
      noise += 1;
      at += 1;
    } else if (at + 4 + length > stream.length) {
      return { payloads, noise };
    } else {
      payloads.push(stream.subarray(at + 4, at + 4 + length));
      at += 4 + length;
    }
  }
  return { payloads, noise };
}

function decode(payload: Uint8Array): Mesh.FromRadio | undefined {
  try {
    return fromBinary(Mesh.FromRadioSchema, payload);
  } catch {
    return undefined;
  }
}
