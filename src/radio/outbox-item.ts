import type { PacketId } from '../mesh/ids.js';
import type { OutboxEntry } from '../mesh/outbox-store.js';
import type { Delivery, DeliveryFailure, Outgoing } from '../mesh/radio.js';
import type { Stop } from '../util/clock.js';

/**
 * `waiting`: for its turn. `keyless`: until the node has been given the addressee's key. `offered`: written, and the
 * node has not said whether it took it. `taken`: the node has it, and its fate is awaited.
 */
export type ItemPhase = 'waiting' | 'keyless' | 'offered' | 'taken';

export interface ItemStart {
  /** Uptime of now. */
  readonly uptime: number;
  /** How long ago it was accepted. */
  readonly agedMs: number;
}

/** An entry of the outbox while it is alive in this process. */
export class OutboxItem {
  entry: OutboxEntry;
  /** Uptime at which it is worth nothing any more. */
  readonly expiresAt: number;
  /** Uptime; below zero when it was accepted by a process before. */
  readonly acceptedAt: number;
  /** Goes out under the id that it has: the first time, and on a new connection when it was never confirmed. */
  keepsId = true;
  /** How often the bytes in flight were written. */
  offers = 0;
  isRelayed = false;
  /** Once is enough: a node that was given the key and lacks it still will lack it again. */
  hasAskedForKey = false;
  /** Why the last try was in vain. */
  lastFailure: DeliveryFailure | undefined;
  /** Told after each change of the phase. */
  onMove: (item: OutboxItem) => void = () => {};
  /** Ends the timer of the phase that it is in. */
  stopTimer: Stop = () => {};
  readonly settle: (delivery: Delivery) => void;
  #phase: ItemPhase = 'waiting';
  #notBefore = 0;
  #doubtedId: PacketId | undefined;
  #writtenId: PacketId | undefined;

  constructor(entry: OutboxEntry, start: ItemStart, settle: (delivery: Delivery) => void) {
    this.entry = entry;
    this.acceptedAt = start.uptime - start.agedMs;
    this.expiresAt = this.acceptedAt + entry.message.ttlMs;
    this.settle = settle;
  }

  get message(): Outgoing {
    return this.entry.message;
  }

  get phase(): ItemPhase {
    return this.#phase;
  }

  /** Uptime before which it must not be tried. */
  get notBefore(): number {
    return this.#notBefore;
  }

  get currentId(): PacketId | undefined {
    return this.entry.ids.at(-1);
  }

  /** Neither in the node nor on the way to it: its time can run out. */
  get isQueued(): boolean {
    return this.phase === 'waiting' || this.phase === 'keyless';
  }

  /** The node took it as often as it may. */
  isSpent(maxAttempts: number): boolean {
    return this.entry.attempts >= maxAttempts;
  }

  /** It was refused for its rate under the id that it has, and may have been taken before that. */
  get isInDoubt(): boolean {
    return this.#doubtedId !== undefined && this.#doubtedId === this.currentId;
  }

  /**
   * A node that does not remember ids takes the first copy and finds the second one too early. Then the next try keeps
   * the id, which is no second message for the receivers; a node that does remember swallows it, and is in no doubt.
   * False when the refusal was meant.
   */
  doubtsRefusal(): boolean {
    this.#doubtedId = this.offers > 1 ? this.currentId : undefined;
    this.keepsId = this.isInDoubt;
    return this.isInDoubt;
  }

  /** A connection that is gone had it under the id that it has: whatever the next one says, it may be on screens. */
  get mayBeOut(): boolean {
    return this.#writtenId !== undefined && this.#writtenId === this.currentId;
  }

  enter(phase: ItemPhase, notBefore = this.#notBefore): void {
    this.stopTimer();
    this.stopTimer = () => {};
    this.#phase = phase;
    this.#notBefore = notBefore;
    this.onMove(this);
  }

  /** The ids that a node remembers died with the connection, so the last one may go on the air again. */
  meetNewConnection(wasWritten: boolean): void {
    if (wasWritten) this.#writtenId = this.currentId;
    this.keepsId = this.currentId !== undefined && !this.entry.needsNewId;
  }
}
