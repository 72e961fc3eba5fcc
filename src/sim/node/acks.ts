import { type ModemSettings, maxRetransmitMs } from '../../mesh/modem.js';
import type { Stop } from '../../util/clock.js';
import type { NodeContext } from './context.js';

/** A packet of the node's own that somebody has to acknowledge. */
export interface Pending {
  readonly id: number;
  readonly channel: number;
  readonly sizeBytes: number;
}

interface Waiting extends Pending {
  /** Uptime in ms. */
  deadline: number;
  stop: Stop;
}

export interface AcksOptions {
  readonly context: NodeContext;
  readonly modem: () => ModemSettings;
  /** Three transmissions, and nobody was heard. */
  readonly onGiveUp: (pending: Pending) => void;
}

/** Waits for acknowledgements, real or implicit (firmware src/mesh/ReliableRouter.cpp, NextHopRouter.cpp). */
export class Acks {
  readonly #options: AcksOptions;
  readonly #waiting = new Map<number, Waiting>();

  constructor(options: AcksOptions) {
    this.#options = options;
  }

  expect(pending: Pending): void {
    this.settle(pending.id);
    const { context, modem } = this.#options;
    const ms = maxRetransmitMs(modem(), pending.sizeBytes);
    const waiting: Waiting = { ...pending, deadline: context.clock.uptime() + ms, stop: () => {} };
    this.#waiting.set(pending.id, waiting);
    this.#arm(waiting);
  }

  /** While anything is sent or heard no ack can be heard: the wait grows by that (firmware 2.7.26 src/mesh/NextHopRouter.cpp:265-292). */
  extend(ms: number, exceptId?: number): void {
    for (const waiting of this.#waiting.values()) if (waiting.id !== exceptId) waiting.deadline += ms;
  }

  /** Ends the wait; undefined when there was none. */
  settle(id: number): Pending | undefined {
    const waiting = this.#waiting.get(id);
    waiting?.stop();
    this.#waiting.delete(id);
    return waiting;
  }

  clear(): void {
    for (const id of [...this.#waiting.keys()]) this.settle(id);
  }

  #arm(waiting: Waiting): void {
    const { clock } = this.#options.context;
    waiting.stop = clock.after('node.retransmit', waiting.deadline - clock.uptime(), () => {
      if (clock.uptime() < waiting.deadline) return this.#arm(waiting);
      this.#waiting.delete(waiting.id);
      this.#options.onGiveUp(waiting);
    });
  }
}
