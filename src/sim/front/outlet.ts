import type { Clock, Stop } from '../../util/clock.js';
import { joinBytes, type Wire } from './wire.js';

/** How the way to the client forms what is written. */
export interface Shape {
  /** The way carries no more than this. */
  readonly bytesPerSecond?: number;
  /** So many writes leave as one segment. */
  readonly writesPerSegment?: number;
}

export interface OutletSettings {
  /** What the node's network stack holds for a client that does not read. */
  readonly sendBufferBytes: number;
  /** After so long without any room a write gives up (arduino-esp32 2.x WiFiClient.cpp: 10 × 1 s). */
  readonly stuckWriteSeconds: number;
}

/** `short`: only a part was taken. `broken`: the client is gone and the node noticed. */
export type WriteOutcome = 'written' | 'short' | 'broken';

const DRAIN_MS = 50;
const COALESCE_MS = 250;

/** What stands between a finished frame and the wire: the send buffer, and a bad way if a behaviour wants one. */
export class Outlet {
  readonly #clock: Clock;
  readonly #wire: Wire;
  readonly #settings: () => OutletSettings;
  readonly #shape: () => Shape;
  #held: Uint8Array[] = [];
  #heldBytes = 0;
  #stopDrain: Stop | undefined;
  #wakeWriter: (() => void) | undefined;
  #writesToNobody = 0;

  constructor(parts: { clock: Clock; wire: Wire; settings: () => OutletSettings; shape: () => Shape }) {
    this.#clock = parts.clock;
    this.#wire = parts.wire;
    this.#settings = parts.settings;
    this.#shape = parts.shape;
  }

  async write(bytes: Uint8Array): Promise<WriteOutcome> {
    let rest = bytes;
    for (;;) {
      if (this.#wire.peer !== 'open') return this.#writeToNobody();
      const room = Math.max(0, this.#settings().sendBufferBytes - this.#pendingBytes());
      this.#deliver(rest.subarray(0, room));
      rest = rest.subarray(room);
      if (rest.length === 0) return 'written';
      if (!(await this.#roomCame())) return 'short';
    }
  }

  /** There may be room now, or the client is gone. */
  wake(): void {
    this.#wakeWriter?.();
  }

  /** Hands everything held back to the wire. */
  flush(): void {
    this.#stopDrain?.();
    this.#stopDrain = undefined;
    const held = this.#takeHeld();
    if (held.length > 0) this.#wire.write(held);
  }

  end(): void {
    this.#stopDrain?.();
    this.#stopDrain = undefined;
    this.#takeHeld();
    this.#wakeWriter?.();
  }

  /** After a FIN the first write still succeeds, and is answered by the RST that fails the second. */
  #writeToNobody(): WriteOutcome {
    this.#writesToNobody += 1;
    return this.#wire.peer === 'reset' || this.#writesToNobody > 1 ? 'broken' : 'written';
  }

  #pendingBytes(): number {
    return this.#wire.pendingBytes + this.#heldBytes;
  }

  #hold(bytes: Uint8Array): void {
    this.#held.push(bytes);
    this.#heldBytes += bytes.length;
  }

  #takeHeld(): Uint8Array {
    const held = joinBytes(this.#held);
    this.#held = [];
    this.#heldBytes = 0;
    return held;
  }

  #roomCame(): Promise<boolean> {
    return new Promise((resolve) => {
      const settle = (came: boolean) => {
        stop();
        this.#wakeWriter = undefined;
        resolve(came);
      };
      const stop = this.#clock.after('outlet.stuck', this.#settings().stuckWriteSeconds * 1000, () =>
        settle(false),
      );
      this.#wakeWriter = () => settle(true);
    });
  }

  #deliver(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    const { bytesPerSecond, writesPerSegment } = this.#shape();
    if (this.#held.length === 0 && !bytesPerSecond && !writesPerSegment) {
      this.#wire.write(bytes);
      return;
    }
    this.#hold(bytes);
    if (writesPerSegment && this.#held.length >= writesPerSegment) this.flush();
    else this.#stopDrain ??= this.#clock.after('outlet.drain', this.#drainMs(), () => this.#drain());
  }

  #drainMs(): number {
    return this.#shape().bytesPerSecond ? DRAIN_MS : COALESCE_MS;
  }

  #drain(): void {
    this.#stopDrain = undefined;
    const { bytesPerSecond } = this.#shape();
    if (!bytesPerSecond) {
      this.flush();
      return;
    }
    const share = Math.max(1, Math.round((bytesPerSecond * DRAIN_MS) / 1000));
    const waiting = this.#takeHeld();
    this.#wire.write(waiting.slice(0, share));
    if (waiting.length > share) this.#hold(waiting.subarray(share));
    if (this.#heldBytes > 0)
      this.#stopDrain = this.#clock.after('outlet.drain', DRAIN_MS, () => this.#drain());
    this.#wakeWriter?.();
  }
}
