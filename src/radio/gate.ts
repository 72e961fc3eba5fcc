import type { Outgoing, Priority } from '../mesh/radio.js';
import type { QueueStatus } from './codec.js';
import { dutyCycleMs } from './delivery-rules.js';
import type { Pacing } from './pacing.js';

export interface GateDeps {
  readonly pacing: Pacing;
  /** Percent, as our own node measures it; undefined when it has not told lately. */
  channelUtilization(): number | undefined;
}

/** Places of the transmit queue that are left to the node's own packets. */
const MIN_FREE = 4;
const FULL_MS = 3000;
/** The node tells its figures once a minute: looking more often than this shows nothing new. */
const BUSY_MS = 10_000;

/** Channel use above which one has to wait, percent: the firmware's own limits for polite and for any extra traffic. */
const MAX_CHANNEL_USE: Readonly<Record<Priority, number>> = {
  emergency: Number.POSITIVE_INFINITY,
  reply: Number.POSITIVE_INFINITY,
  alert: 40,
  announcement: 25,
  chat: 40,
};

/** Says when the node may be handed a message: its limits, its queue, its airtime and its channel. */
export class Gate {
  readonly #deps: GateDeps;
  /** Uptime until which its transmit queue is left to drain. */
  #fullUntil = 0;
  /** Uptime until which it may not transmit at all. */
  #silentUntil = 0;

  constructor(deps: GateDeps) {
    this.#deps = deps;
  }

  /** Milliseconds until such a message may go, 0 for now. */
  waitMs({ content, priority }: Outgoing, uptime: number): number {
    const { pacing, channelUtilization } = this.#deps;
    const isBusy = (channelUtilization() ?? 0) > MAX_CHANNEL_USE[priority];
    const closedUntil = Math.max(this.#fullUntil, this.#silentUntil);
    return Math.max(pacing.waitMs(content.kind, uptime), closedUntil - uptime, isBusy ? BUSY_MS : 0);
  }

  /** A node that restarted has forgotten its airtime, and one that did not will say again how long to wait. */
  onReady(): void {
    this.#fullUntil = 0;
    this.#silentUntil = 0;
  }

  onQueueStatus({ free, maxlen }: QueueStatus, uptime: number): void {
    const isTight = maxlen > 0 && free < MIN_FREE;
    this.#fullUntil = isTight ? uptime + FULL_MS : 0;
  }

  /** What the node tells a person may say how long its airtime is used up, whichever packet it refused for that. */
  onNotice(text: string, uptime: number): void {
    const silentMs = dutyCycleMs(text);
    if (silentMs !== undefined) this.#silentUntil = uptime + silentMs;
  }

  /** The airtime is used up, for as long as the node has said or, when it has not, for `afterMs`. */
  keepSilent(afterMs: number, uptime: number): void {
    this.#silentUntil = Math.max(this.#silentUntil, uptime + afterMs);
  }
}
