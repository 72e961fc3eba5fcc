import type { Place } from '../../mesh/geo.js';

export interface Strike extends Place {
  readonly key: string;
  /** By the clock that never jumps. */
  readonly bornAt: number;
}

export const KEEP_MS = 2 * 3_600_000;
/** The strongest storms bring 200 a second; memory is finite. */
const MAX_STRIKES = 5000;

/** The strikes of the last two hours, each once. */
export class StrikeStore {
  readonly #strikes = new Map<string, Strike>();
  #thinnedUntil = Number.NEGATIVE_INFINITY;

  /** When the youngest was born of those that went for want of room: what is told of earlier times is too little. */
  get thinnedUntil(): number {
    return this.#thinnedUntil;
  }

  add(strike: Strike): void {
    if (this.#strikes.has(strike.key)) return;
    this.#strikes.set(strike.key, strike);
    const [oldest] = this.#strikes.values();
    if (!oldest || this.#strikes.size <= MAX_STRIKES) return;
    this.#strikes.delete(oldest.key);
    if (strike.bornAt - oldest.bornAt < KEEP_MS)
      this.#thinnedUntil = Math.max(this.#thinnedUntil, oldest.bornAt);
  }

  /** In the order in which they came; `uptime` is now. */
  all(uptime: number): readonly Strike[] {
    for (const { key, bornAt } of this.#strikes.values()) {
      if (uptime - bornAt > KEEP_MS) this.#strikes.delete(key);
    }
    return [...this.#strikes.values()];
  }
}
