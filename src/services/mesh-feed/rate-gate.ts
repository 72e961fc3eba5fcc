import type { Clock } from '../../util/clock.js';

/** Lets so many through in a second, a second's worth at once. */
export class RateGate {
  readonly #clock: Pick<Clock, 'uptime'>;
  readonly #perSecond: number;
  #left: number;
  #filledAt: number;

  constructor(clock: Pick<Clock, 'uptime'>, perSecond: number) {
    this.#clock = clock;
    this.#perSecond = perSecond;
    this.#left = perSecond;
    this.#filledAt = clock.uptime();
  }

  admits(): boolean {
    const now = this.#clock.uptime();
    const filled = ((now - this.#filledAt) / 1000) * this.#perSecond;
    this.#left = Math.min(this.#perSecond, this.#left + filled);
    this.#filledAt = now;
    if (this.#left < 1) return false;
    this.#left -= 1;
    return true;
  }
}
