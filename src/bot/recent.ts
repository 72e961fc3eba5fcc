import type { Clock } from '../util/clock.js';

interface Entry<Value> {
  readonly value: Value;
  /** On the clock's `uptime`. */
  readonly until: number;
}

/** Remembers values for a while, and never more than `max` of them: the oldest goes first. */
export class Recent<Value> {
  readonly #clock: Pick<Clock, 'uptime'>;
  readonly #max: number;
  readonly #entries = new Map<string, Entry<Value>>();

  constructor(clock: Pick<Clock, 'uptime'>, max: number) {
    this.#clock = clock;
    this.#max = max;
  }

  get(key: string): Value | undefined {
    const entry = this.#entries.get(key);
    if (!entry) return undefined;
    if (entry.until > this.#clock.uptime()) return entry.value;
    this.#entries.delete(key);
    return undefined;
  }

  /** How long it is still remembered; 0 when it is not. */
  leftMs(key: string): number {
    const entry = this.#entries.get(key);
    return entry ? Math.max(0, entry.until - this.#clock.uptime()) : 0;
  }

  set(key: string, value: Value, ttlMs: number): void {
    this.#entries.delete(key);
    this.#entries.set(key, { value, until: this.#clock.uptime() + ttlMs });
    if (this.#entries.size > this.#max) this.#dropOldest();
  }

  delete(key: string): void {
    this.#entries.delete(key);
  }

  get size(): number {
    return this.#entries.size;
  }

  #dropOldest(): void {
    const oldest = this.#entries.keys().next();
    if (!oldest.done) this.#entries.delete(oldest.value);
  }
}
