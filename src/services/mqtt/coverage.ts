import type { Clock } from '../../util/clock.js';

/** A pause so short is none: a broker restarts, a router takes a new address. */
const LONGEST_GAP_MS = 2 * 60_000;

/** Since when somebody has listened without a gap that matters: what was silent before may have been missed. */
export class Coverage {
  readonly #clock: Pick<Clock, 'uptime'>;
  #since: number | undefined;
  #lostAt: number | undefined;

  constructor(clock: Pick<Clock, 'uptime'>) {
    this.#clock = clock;
  }

  /** How long it has lasted; 0 when nobody listens. */
  get lengthMs(): number {
    if (this.#since === undefined || this.#isBroken()) return 0;
    return this.#clock.uptime() - this.#since;
  }

  opened(): void {
    if (this.#since === undefined || this.#isBroken()) this.#since = this.#clock.uptime();
    this.#lostAt = undefined;
  }

  /** `lastLife`: uptime when something was heard for the last time. */
  closed(lastLife: number): void {
    this.#lostAt ??= lastLife;
  }

  #isBroken(): boolean {
    return this.#lostAt !== undefined && this.#clock.uptime() - this.#lostAt > LONGEST_GAP_MS;
  }
}
