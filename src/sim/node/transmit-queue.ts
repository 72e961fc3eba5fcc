import type { Mesh } from '@meshtastic/protobufs';
import { airtimeMs, type ModemSettings, slotMs } from '../../mesh/modem.js';
import type { Stop } from '../../util/clock.js';
import type { AirPacket } from '../air.js';
import type { NodeContext } from './context.js';

export interface Job {
  readonly packet: AirPacket;
  /** The same before it was encrypted. */
  readonly message: Mesh.MeshPacket;
  readonly source: 'client' | 'node';
  readonly priority: number;
}

/** Slots of the contention window on a quiet channel: 2³ (firmware src/mesh/RadioInterface.cpp, getTxDelayMsec). */
const CONTENTION_SLOTS = 8;

export const LORA_HEADER_BYTES = 16;

/** `ERRNO_UNKNOWN`: the transmit queue is full (firmware 2.7.26 src/mesh/MeshTypes.h:15-19). */
const TX_QUEUE_FULL = 32;

export interface TransmitQueueOptions {
  readonly context: NodeContext;
  readonly modem: () => ModemSettings;
  /** The last symbol has left the antenna. */
  readonly onSent: (job: Job, ms: number) => void;
}

/** Packets that wait for the transmitter, the most urgent first; it sends one at a time, in real airtime. */
export class TransmitQueue {
  readonly #options: TransmitQueueOptions;
  readonly #jobs: Job[] = [];
  #stop: Stop | undefined;

  constructor(options: TransmitQueueOptions) {
    this.#options = options;
  }

  get free(): number {
    return Math.max(0, this.#options.context.switches.txQueue - this.#jobs.length);
  }

  /** 0, or `TX_QUEUE_FULL`. A full queue gives up its last place to something more urgent. */
  enqueue(job: Job): number {
    const { events, switches } = this.#options.context;
    if (this.#jobs.length >= switches.txQueue) {
      const last = this.#jobs.at(-1);
      if (!last || last.priority >= job.priority) {
        events.count('dropped.transmit');
        return TX_QUEUE_FULL;
      }
      this.#jobs.pop();
      events.count('dropped.transmit');
    }
    const place = this.#jobs.findIndex((other) => other.priority < job.priority);
    this.#jobs.splice(place < 0 ? this.#jobs.length : place, 0, job);
    if (!this.#stop) this.#contend();
    return 0;
  }

  /** Nothing more is sent, what waits is lost. */
  clear(): void {
    this.#stop?.();
    this.#stop = undefined;
    this.#jobs.length = 0;
  }

  #contend(): void {
    const { context, modem } = this.#options;
    const delay = context.stream.int(0, CONTENTION_SLOTS - 1) * slotMs(modem());
    this.#stop = context.clock.after('node.contend', delay, () => this.#send());
  }

  #send(): void {
    const { context, modem, onSent } = this.#options;
    const job = this.#jobs.shift();
    if (!job) return;
    const ms = airtimeMs(modem(), LORA_HEADER_BYTES + job.packet.payload.length);
    this.#stop = context.clock.after('node.transmit', ms, () => {
      this.#stop = undefined;
      if (this.#jobs.length > 0) this.#contend();
      onSent(job, ms);
    });
  }
}
