import { rejectionOf } from '../util/abort.js';
import type { Clock } from '../util/clock.js';

const MAX_WAITING = 10;
/** What is answered later than this is worth nothing any more. */
const MAX_WAIT_MS = 300_000;

/** Those who wait until the mesh may be told something again: few, in turn, and not for long. */
export class WaitingLine {
  readonly #clock: Clock;
  readonly #take: () => number;
  #waiting = 0;
  #last: Promise<unknown> = Promise.resolve();

  /** `take` gives 0 when it found room, else the time until there is some. */
  constructor(clock: Clock, take: () => number) {
    this.#clock = clock;
    this.#take = take;
  }

  /** False when there is no room in time. Rejects when `signal` aborts. */
  async room(signal: AbortSignal | undefined): Promise<boolean> {
    if (this.#waiting === 0 && this.#take() === 0) return true;
    if (this.#waiting >= MAX_WAITING) return false;
    this.#waiting += 1;
    const before = this.#last;
    const turn = this.#turn(before, signal).finally(() => {
      this.#waiting -= 1;
    });
    // Whoever leaves early lets nobody pass those before him.
    this.#last = turn.catch(() => before);
    return turn;
  }

  async #turn(before: Promise<unknown>, signal: AbortSignal | undefined): Promise<boolean> {
    const until = this.#clock.uptime() + MAX_WAIT_MS;
    await (signal ? Promise.race([before, rejectionOf(signal)]) : before);
    signal?.throwIfAborted();
    for (let waitMs = this.#take(); waitMs > 0; waitMs = this.#take()) {
      if (this.#clock.uptime() + waitMs > until) return false;
      await this.#clock.sleep('bot.global-limit', waitMs, signal);
    }
    return true;
  }
}
