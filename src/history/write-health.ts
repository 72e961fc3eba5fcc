import type { Clock } from '../util/clock.js';

/** Whether the disk takes what is written: how many writes failed lately. */
export class WriteHealth {
  readonly #clock: Pick<Clock, 'uptime'>;
  #failures: number[] = [];

  constructor(clock: Pick<Clock, 'uptime'>) {
    this.#clock = clock;
  }

  failed(): void {
    this.#failures.push(this.#clock.uptime());
    if (this.#failures.length > MAX_KEPT) this.#failures.shift();
  }

  /** Writes that failed within so long; no more than a thousand are counted. */
  failuresWithin(ms: number): number {
    const since = this.#clock.uptime() - ms;
    return this.#failures.filter((at) => at >= since).length;
  }
}

const MAX_KEPT = 1000;
