import type { PacketId } from '../mesh/ids.js';
import type { Packet } from '../mesh/packet.js';
import type { OrderOutcome } from '../mesh/radio.js';
import type { Clock } from '../util/clock.js';
import type { QueueStatus } from './codec.js';
import { CONFIRMATION_WAITS_MS } from './confirmation.js';

export interface LocalAdminDeps {
  readonly clock: Clock;
  write(frame: Uint8Array): boolean;
}

export type AdminOutcome = OrderOutcome;

export interface AdminQuestion {
  readonly id: PacketId;
  readonly frame: Uint8Array;
  /** The session: what it does not answer is not answered. */
  readonly signal: AbortSignal;
}

interface OpenQuestion {
  readonly id: PacketId;
  /** Aborted by the next answer. */
  answer: AbortController;
  verdict?: 'done' | 'failed';
}

/**
 * "Taken" comes before "done", and a managed node never says "done" (firmware 2.7.26 src/modules/AdminModule.cpp:84-127);
 * a flash write between the two takes well under a second.
 */
const VERDICT_WAIT_MS = 1500;

/** Asks our own node to change something, one question at a time. It costs no airtime. */
export class LocalAdmin {
  readonly #deps: LocalAdminDeps;
  #open: OpenQuestion | undefined;

  constructor(deps: LocalAdminDeps) {
    this.#deps = deps;
  }

  async ask({ id, frame, signal }: AdminQuestion): Promise<AdminOutcome> {
    const open: OpenQuestion = { id, answer: new AbortController() };
    this.#open = open;
    const isTaken = await this.#offer(frame, open, signal);
    if (isTaken && !open.verdict) {
      open.answer = new AbortController();
      await this.#wait({ name: 'admin.verdict', ms: VERDICT_WAIT_MS }, open, signal);
    }
    this.#open = undefined;
    if (signal.aborted) return 'failed';
    return open.verdict ?? (isTaken ? 'taken' : 'failed');
  }

  onQueueStatus({ packetId, res }: QueueStatus): void {
    if (packetId !== this.#open?.id) return;
    if (res !== 0) this.#open.verdict = 'failed';
    this.#open.answer.abort();
  }

  onPacket(packet: Packet): void {
    if (packet.kind !== 'routing' || packet.error === undefined) return;
    if (!this.#open || packet.requestId !== this.#open.id) return;
    this.#open.verdict = packet.error === 'NONE' ? 'done' : 'failed';
    this.#open.answer.abort();
  }

  /** The same bytes again ask for a lost confirmation. */
  async #offer(frame: Uint8Array, open: OpenQuestion, signal: AbortSignal): Promise<boolean> {
    for (const ms of CONFIRMATION_WAITS_MS) {
      if (!this.#deps.write(frame)) return false;
      if (await this.#wait({ name: 'admin.status', ms }, open, signal)) return !signal.aborted;
    }
    return false;
  }

  /** True when it was cut short, by an answer or by the end of the session. */
  #wait(
    { name, ms }: { readonly name: string; readonly ms: number },
    { answer }: OpenQuestion,
    signal: AbortSignal,
  ): Promise<boolean> {
    const either = AbortSignal.any([signal, answer.signal]);
    return this.#deps.clock.sleep(name, ms, either).then(
      () => false,
      () => true,
    );
  }
}
