import type { Clock } from '../util/clock.js';

/** Whether the disk takes what is written: how many writes failed lately, and who still has something to write. */
export class WriteHealth {
  readonly #clock: Pick<Clock, 'uptime'>;
  readonly #owing = new Set<() => boolean>();
  #failures: number[] = [];
  #isCatchingUp = false;

  constructor(clock: Pick<Clock, 'uptime'>) {
    this.#clock = clock;
  }

  failed(): void {
    this.#failures.push(this.#clock.uptime());
    if (this.#failures.length > MAX_KEPT) this.#failures.shift();
  }

  /** `again` tries to write what the disk did not take, and says whether it did now. */
  owe(again: () => boolean): void {
    this.#owing.add(again);
  }

  /** What waits is written as soon as anything can be. */
  catchUp(): void {
    if (this.#isCatchingUp) return;
    this.#isCatchingUp = true;
    for (const again of this.#owing) {
      if (again()) this.#owing.delete(again);
    }
    this.#isCatchingUp = false;
  }

  /** Writes that failed within so long; no more than a thousand are counted. */
  failuresWithin(ms: number): number {
    const since = this.#clock.uptime() - ms;
    return this.#failures.filter((at) => at >= since).length;
  }
}

const MAX_KEPT = 1000;
