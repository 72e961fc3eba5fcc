import type { LossReason, Outage } from '../mesh/radio.js';

/** A year of a bad Wi-Fi would be thousands; the last ones are what a person asks for. */
const MAX_KEPT = 200;

/** When the link was down, why, and for how long. */
export class OutageLog {
  readonly #outages: Outage[] = [];
  #count = 0;
  #totalMs = 0;
  #longestMs = 0;

  get current(): Outage | undefined {
    const last = this.#outages.at(-1);
    return last?.endedAt === undefined ? last : undefined;
  }

  /** The last ones, oldest first; one that still lasts has no `endedAt`. */
  get all(): readonly Outage[] {
    return [...this.#outages];
  }

  get totals(): { readonly count: number; readonly totalMs: number; readonly longestMs: number } {
    return { count: this.#count, totalMs: this.#totalMs, longestMs: this.#longestMs };
  }

  begin(reason: LossReason, at: number): void {
    this.#outages.push({ reason, startedAt: at });
    this.#count += 1;
    if (this.#outages.length > MAX_KEPT) this.#outages.shift();
  }

  /** `lastedMs` is measured, not computed from the stamps: the wall clock may have jumped. */
  end(at: number, lastedMs: number): void {
    const { current } = this;
    if (!current) return;
    this.#outages[this.#outages.length - 1] = { ...current, endedAt: at };
    this.#totalMs += lastedMs;
    this.#longestMs = Math.max(this.#longestMs, lastedMs);
  }
}
