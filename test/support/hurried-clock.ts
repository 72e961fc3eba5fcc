import { type Clock, type Stop, SystemClock, sleepWith } from '../../src/util/clock.js';

/** The system's clock run faster, for stories over real sockets: everybody in the story must use the same one. */
export class HurriedClock implements Clock {
  readonly #system = new SystemClock();
  readonly #factor: number;
  readonly #startedAt = this.#system.now();

  constructor(factor = 10) {
    this.#factor = factor;
  }

  now(): number {
    return this.#startedAt + (this.#system.now() - this.#startedAt) * this.#factor;
  }

  uptime(): number {
    return this.#system.uptime() * this.#factor;
  }

  sleep(name: string, ms: number, signal?: AbortSignal): Promise<void> {
    return sleepWith((...args) => this.after(...args), name, ms, signal);
  }

  after(name: string, ms: number, task: () => void): Stop {
    return this.#system.after(name, ms / this.#factor, task);
  }

  every(name: string, ms: number, task: () => void): Stop {
    return this.#system.every(name, ms / this.#factor, task);
  }
}
