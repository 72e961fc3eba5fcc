import type { Clock } from '../util/clock.js';

/** Our own node database is fresh for so long: a reconnect need not fetch tens of kB again. */
const NODES_FRESH_MS = 3_600_000;

/** When the node told its whole database last. */
export class ToldNodes {
  readonly #clock: Pick<Clock, 'uptime'>;
  #at: number | undefined;
  #count = 0;

  constructor(clock: Pick<Clock, 'uptime'>) {
    this.#clock = clock;
  }

  get count(): number {
    return this.#count;
  }

  get areFresh(): boolean {
    return this.#at !== undefined && this.#clock.uptime() - this.#at < NODES_FRESH_MS;
  }

  told(count: number): void {
    this.#at = this.#clock.uptime();
    this.#count = count;
  }
}
