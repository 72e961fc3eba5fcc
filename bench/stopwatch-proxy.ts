/** A proxy between the bot and the simulated node that times each reply against the question that it answers. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { fromBinary } from '@bufbuild/protobuf';
import { Mesh } from '@meshtastic/protobufs';
import { decodeFromRadio } from '../src/radio/codec.js';
import { FrameDecoder } from '../src/radio/frame.js';

export class StopwatchProxy {
  readonly #server: Server;
  readonly #sockets: Socket[] = [];
  /** When the last byte of a question left for the bot, by packet id. */
  readonly #askedAt = new Map<number, number>();
  /** Milliseconds from the last byte of each question to the first byte of its reply. */
  readonly times: number[] = [];
  #onReply: () => void = () => {};

  constructor(nodePort: number) {
    this.#server = createServer((bot) => {
      const node = connect(nodePort, '127.0.0.1');
      // What waits here for the bot's acknowledgement must not count as the bot's time.
      bot.setNoDelay(true);
      node.setNoDelay(true);
      this.#sockets.push(bot, node);
      node.on('data', this.#questions(bot));
      bot.on('data', this.#replies(node));
    });
  }

  async listen(): Promise<number> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return (this.#server.address() as AddressInfo).port;
  }

  /** Resolves when the next reply has begun. */
  nextReply(): Promise<void> {
    return new Promise((resolve) => {
      this.#onReply = resolve;
    });
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #questions(bot: Socket): (bytes: Uint8Array) => void {
    let ids: number[] = [];
    const decoder = new FrameDecoder((payload) => decodeFromRadio(payload, 0), {
      frame: (message) => {
        if (message.kind === 'packet' && message.packet.kind === 'text') ids.push(message.packet.id);
      },
      noise: () => {},
    });
    return (bytes) => {
      decoder.push(bytes);
      bot.write(bytes);
      const now = performance.now();
      for (const id of ids) this.#askedAt.set(id, now);
      ids = [];
    };
  }

  #replies(node: Socket): (bytes: Uint8Array) => void {
    let now = 0;
    const decoder = new FrameDecoder((payload) => fromBinary(Mesh.ToRadioSchema, payload), {
      frame: (message) => this.#note(message, now),
      noise: () => {},
    });
    return (bytes) => {
      now = performance.now();
      decoder.push(bytes);
      node.write(bytes);
    };
  }

  #note({ payloadVariant }: Mesh.ToRadio, now: number): void {
    if (payloadVariant.case !== 'packet') return;
    const data = payloadVariant.value.payloadVariant;
    const askedAt = data.case === 'decoded' ? this.#askedAt.get(data.value.replyId) : undefined;
    if (data.case !== 'decoded' || askedAt === undefined) return;
    this.#askedAt.delete(data.value.replyId);
    this.times.push(now - askedAt);
    this.#onReply();
  }
}
