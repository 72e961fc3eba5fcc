import { type AddressInfo, createServer, type Socket } from 'node:net';
import type { Lifecycle } from '../../util/lifecycle.js';

/** The packets of MQTT 3.1.1 that a listener at QoS 0 needs. */
const CONNECT = 1;
const SUBSCRIBE = 8;
const PINGREQ = 12;
const DISCONNECT = 14;
const CONNACK_ACCEPTED = Uint8Array.of(0x20, 2, 0, 0);
const PINGRESP = Uint8Array.of(0xd0, 0);
const SUBACK = 0x90;
const PUBLISH = 0x30;
const MAX_PACKET_BYTES = 65_536;

/** An MQTT broker on the loopback interface that only its own program speaks through. */
export class PlayedBroker implements Lifecycle {
  readonly name: string;
  /** Somebody has begun to listen to `filter`. */
  readonly #onSubscribe: (filter: string, broker: PlayedBroker) => void;
  readonly #clients = new Map<Socket, string[]>();
  readonly #server = createServer((socket) => this.#welcome(socket));

  constructor(name: string, onSubscribe: (filter: string, broker: PlayedBroker) => void = () => {}) {
    this.name = name;
    this.#onSubscribe = onSubscribe;
  }

  /** Known once it has started: `mqtt://127.0.0.1:41234` */
  get url(): string {
    return `mqtt://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** What somebody listens to at the moment. */
  get filters(): readonly string[] {
    return [...this.#clients.values()].flat();
  }

  start(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(0, '127.0.0.1', resolve);
    });
  }

  stop(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      for (const socket of this.#clients.keys()) socket.destroy();
    });
  }

  publish(topic: string, payload: Uint8Array): void {
    const packet = publishPacket(topic, payload);
    for (const [socket, filters] of this.#clients) {
      if (filters.some((filter) => matches(filter, topic))) socket.write(packet);
    }
  }

  #welcome(socket: Socket): void {
    let waiting = Buffer.alloc(0);
    this.#clients.set(socket, []);
    socket.on('close', () => this.#clients.delete(socket));
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk) => {
      waiting = Buffer.concat([waiting, chunk]);
      for (let packet = nextPacket(waiting); packet; packet = nextPacket(waiting)) {
        waiting = waiting.subarray(packet.bytes);
        this.#answer(socket, packet);
      }
      if (waiting.length > MAX_PACKET_BYTES) socket.destroy();
    });
  }

  #answer(socket: Socket, { kind, body }: Packet): void {
    if (kind === CONNECT) socket.write(CONNACK_ACCEPTED);
    if (kind === PINGREQ) socket.write(PINGRESP);
    if (kind === DISCONNECT) socket.end();
    if (kind === SUBSCRIBE) this.#subscribe(socket, body);
  }

  #subscribe(socket: Socket, body: Buffer): void {
    const filters = filtersIn(body.subarray(2));
    this.#clients.get(socket)?.push(...filters);
    socket.write(
      Buffer.from([SUBACK, 2 + filters.length, body[0] ?? 0, body[1] ?? 0, ...filters.map(() => 0)]),
    );
    for (const filter of filters) this.#onSubscribe(filter, this);
  }
}

interface Packet {
  readonly kind: number;
  readonly body: Buffer;
  /** All of it. */
  readonly bytes: number;
}

/** Undefined as long as it is not all there. */
function nextPacket(waiting: Buffer): Packet | undefined {
  let length = 0;
  for (let at = 1; at <= 4; at++) {
    const byte = waiting[at];
    if (byte === undefined) return undefined;
    length += (byte & 0x7f) * 128 ** (at - 1);
    if (byte & 0x80) continue;
    const bytes = at + 1 + length;
    if (waiting.length < bytes) return undefined;
    return { kind: (waiting[0] ?? 0) >> 4, body: waiting.subarray(at + 1, bytes), bytes };
  }
  return undefined;
}

/** Each with its length before it and the wished QoS behind it. */
function filtersIn(body: Buffer): string[] {
  const filters: string[] = [];
  for (let at = 0; at + 2 <= body.length; ) {
    const end = at + 2 + body.readUInt16BE(at);
    filters.push(body.toString('utf8', at + 2, end));
    at = end + 1;
  }
  return filters;
}

function publishPacket(topic: string, payload: Uint8Array): Buffer {
  const name = Buffer.from(topic);
  const head = Buffer.alloc(2);
  head.writeUInt16BE(name.length);
  const body = Buffer.concat([head, name, payload]);
  return Buffer.concat([Buffer.of(PUBLISH, ...lengthBytes(body.length)), body]);
}

function lengthBytes(length: number): number[] {
  return length < 128 ? [length] : [(length % 128) | 0x80, ...lengthBytes(Math.floor(length / 128))];
}

/** `+` stands for one level, `#` at the end for all that follow. */
function matches(filter: string, topic: string): boolean {
  const levels = topic.split('/');
  const wanted = filter.split('/');
  if (wanted.at(-1) === '#') return wanted.slice(0, -1).every((level, at) => isLevel(level, levels[at]));
  return wanted.length === levels.length && wanted.every((level, at) => isLevel(level, levels[at]));
}

function isLevel(wanted: string, level: string | undefined): boolean {
  return level !== undefined && (wanted === '+' || wanted === level);
}
