import { create } from '@bufbuild/protobuf';
import { Mesh } from '@meshtastic/protobufs';
import { expect } from 'vitest';
import { BROADCAST_NUM, PRIMARY_CHANNEL, toNodeNum } from '../../src/mesh/ids.js';
import type { Delivery, Outgoing, SettledMessage } from '../../src/mesh/radio.js';
import { Claims } from '../../src/radio/claims.js';
import { DEFAULT_LINK_SETTINGS } from '../../src/radio/link-settings.js';
import { NodeRadio } from '../../src/radio/node-radio.js';
import { DEFAULT_GAPS } from '../../src/radio/pacing.js';
import { systemRandom } from '../../src/util/random.js';
import { FakeClock } from './fake-clock.js';
import { MemoryOutboxStore } from './memory-outbox-store.js';
import { MemoryTransport, PEER_NUM, type Peer } from './memory-transport.js';
import { RecordingLog } from './recording-log.js';

export const VERDICT = {
  none: 0,
  maxRetransmit: 5,
  noChannel: 6,
  dutyCycle: 9,
  unknownKey: 35,
  rateLimit: 38,
  noKey: 39,
} as const;

/** A radio whose node the test plays. The store, the clock and the log outlive the process. */
export class OutboxDesk {
  readonly clock = new FakeClock();
  readonly store = new MemoryOutboxStore();
  readonly log = new RecordingLog();
  /** The end of every message, as told to whoever listens. */
  readonly settled: SettledMessage[] = [];
  /** What the node does with each packet that it is handed. */
  onPacket: (peer: Peer, id: number) => void = (peer, id) => peer.status(id);
  /** What the key keeper does for an addressee. */
  giveKey: (to: number) => Promise<boolean> = () => Promise.resolve(false);
  /** What the key keeper knows of an addressee. */
  isKeyless: (to: number) => boolean = () => false;
  channelUse: number | undefined;
  readonly #processes: Process[] = [];

  /** A process on the node, in place of the one before. */
  async boot(): Promise<void> {
    const transport = new MemoryTransport();
    transport.onOpen = (peer) => {
      peer.onWrite = ({ payloadVariant }) => {
        if (payloadVariant.case === 'wantConfigId') peer.handshake(payloadVariant.value);
        if (payloadVariant.case === 'heartbeat') peer.answerHeartbeat();
        if (payloadVariant.case === 'disconnect') peer.fin();
        if (payloadVariant.case === 'packet') this.onPacket(peer, payloadVariant.value.id);
      };
    };
    const radio = this.#createRadio(transport);
    this.#processes.push({ radio, transport });
    radio.on('delivery', (settled) => this.settled.push(settled));
    void radio.start();
    await this.clock.advance(0);
  }

  get radio(): NodeRadio {
    return this.#process.radio;
  }

  get transport(): MemoryTransport {
    return this.#process.transport;
  }

  /** Every packet that went out, from the first process on. */
  get packets(): Mesh.MeshPacket[] {
    return this.#processes.flatMap(({ transport }) => transport.peers.flatMap((peer) => peer.packets()));
  }

  get ids(): number[] {
    return this.packets.map((packet) => packet.id);
  }

  get texts(): string[] {
    return this.packets.map(({ payloadVariant }) =>
      new TextDecoder().decode((payloadVariant.value as { payload: Uint8Array }).payload),
    );
  }

  /** `end` is filled when it is over. */
  send(message: Outgoing): { end?: Delivery } {
    const result: { end?: Delivery } = {};
    void this.radio.send(message).then((delivery) => {
      result.end = delivery;
    });
    return result;
  }

  /** Stops in order; nothing is left behind. */
  async stop(): Promise<void> {
    const stopping = this.radio.stop();
    await this.clock.advance(1000);
    await stopping;
    expect(this.clock.pending()).toEqual([]);
  }

  get #process(): Process {
    const process = this.#processes.at(-1);
    if (!process) throw new Error('nothing has started yet');
    return process;
  }

  #createRadio(transport: MemoryTransport): NodeRadio {
    return new NodeRadio({
      transport,
      claims: new Claims(),
      clock: this.clock,
      log: this.log,
      random: systemRandom,
      settings: DEFAULT_LINK_SETTINGS,
      store: this.store,
      gaps: DEFAULT_GAPS,
      maxAttempts: 3,
      channelUtilization: () => this.channelUse,
      isKeyless: (to) => this.isKeyless(to),
      onMissingKey: (to) => this.giveKey(to),
    });
  }
}

interface Process {
  readonly radio: NodeRadio;
  readonly transport: MemoryTransport;
}

export function dm(text: string, extra: Partial<Outgoing> = {}): Outgoing {
  return {
    to: toNodeNum(PEER_NUM),
    channel: PRIMARY_CHANNEL,
    content: { kind: 'text', text },
    priority: 'reply',
    ttlMs: 300_000,
    ...extra,
  };
}

export function broadcast(text: string): Outgoing {
  return dm(text, { to: BROADCAST_NUM });
}

/** The node tells something to a person. */
export function notice(peer: Peer, about: number, message: string): void {
  const value = create(Mesh.ClientNotificationSchema, { message, replyId: about });
  peer.send({ case: 'clientNotification', value });
}
