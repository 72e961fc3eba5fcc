const BUCKET_MS = 60_000;
const BUCKETS = 60;

/** Airtime of the last hour, by minutes. */
export class AirtimeMeter {
  readonly #buckets = new Float64Array(BUCKETS);
  #newest = 0;

  add(at: number, ms: number): void {
    this.#advance(at);
    const index = this.#newest % BUCKETS;
    this.#buckets[index] = (this.#buckets[index] ?? 0) + ms;
  }

  /** Percent of the last `minutes` (1 to 60), the running one included. */
  percent(at: number, minutes: number): number {
    this.#advance(at);
    let sum = 0;
    for (let back = 0; back < minutes; back++) {
      sum += this.#buckets[(this.#newest - back + BUCKETS) % BUCKETS] ?? 0;
    }
    return Math.round((sum / (minutes * BUCKET_MS)) * 10_000) / 100;
  }

  #advance(at: number): void {
    const minute = Math.floor(at / BUCKET_MS) + BUCKETS;
    const steps = Math.min(BUCKETS, minute - this.#newest);
    for (let step = 0; step < steps; step++) this.#buckets[(minute - step) % BUCKETS] = 0;
    this.#newest = Math.max(this.#newest, minute);
  }
}
