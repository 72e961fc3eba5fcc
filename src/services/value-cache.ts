import type { Clock } from '../util/clock.js';
import { ServiceError } from '../util/errors.js';
import type { Log } from '../util/log.js';

export interface Held<Value> {
  readonly value: Value;
  /** Since it was fetched, by the clock that never jumps. */
  readonly ageMs: number;
}

export interface ValueCacheOptions<Value> {
  readonly clock: Clock;
  readonly log: Log;
  /** So young, it is given without asking again. */
  readonly freshMs: (value: Value) => number;
  /** So young, it is given at once, and asked for again behind the asker's back. */
  readonly serveMs: number;
  /** Older, it is nothing any more. */
  readonly keepMs: number;
  /** How long an asker waits for what is not there or too old to be given at once. */
  readonly waitMs: number;
  readonly maxEntries: number;
}

export type Load<Value> = (signal: AbortSignal) => Promise<Value>;

interface Entry<Value> {
  readonly value: Value;
  readonly fetchedAt: number;
}

/** The last good values, by key; whoever asks for the same key at the same time shares one call. */
export class ValueCache<Value> {
  readonly #options: ValueCacheOptions<Value>;
  readonly #entries = new Map<string, Entry<Value>>();
  readonly #loading = new Map<string, Promise<void>>();
  readonly #controller = new AbortController();

  constructor(options: ValueCacheOptions<Value>) {
    this.#options = options;
  }

  /** The best value there is within the wait; never rejects. The load goes on when the asker goes away. */
  async get(key: string, load: Load<Value>, signal?: AbortSignal): Promise<Held<Value> | undefined> {
    const { freshMs, serveMs } = this.#options;
    const held = this.peek(key);
    if (held && held.ageMs < freshMs(held.value)) return held;
    const loading = this.refresh(key, load);
    if (held && held.ageMs < serveMs) return held;
    await this.#waitFor(loading, signal);
    return this.peek(key);
  }

  /** What is held now. */
  peek(key: string): Held<Value> | undefined {
    const entry = this.#entries.get(key);
    if (!entry) return undefined;
    const ageMs = this.#options.clock.uptime() - entry.fetchedAt;
    if (ageMs < this.#options.keepMs) return { value: entry.value, ageMs };
    this.#entries.delete(key);
    return undefined;
  }

  /** Resolves when the load has ended, however it ended. */
  refresh(key: string, load: Load<Value>): Promise<void> {
    const running = this.#loading.get(key);
    if (running) return running;
    const loading = this.#load(key, load).finally(() => this.#loading.delete(key));
    this.#loading.set(key, loading);
    return loading;
  }

  /** Ends what is still being loaded. */
  stop(): void {
    this.#controller.abort(new ServiceError('stopped'));
  }

  async #load(key: string, load: Load<Value>): Promise<void> {
    try {
      const value = await load(this.#controller.signal);
      this.#entries.delete(key);
      this.#entries.set(key, { value, fetchedAt: this.#options.clock.uptime() });
      const [oldest] = this.#entries.keys();
      if (this.#entries.size > this.#options.maxEntries && oldest !== undefined) this.#entries.delete(oldest);
    } catch (err) {
      // Whoever was asked has told of it; anything else is a mistake of ours.
      if (!(err instanceof ServiceError)) this.#options.log.error('service call broke', { err });
    }
  }

  async #waitFor(loading: Promise<void>, signal?: AbortSignal): Promise<void> {
    const { clock, waitMs } = this.#options;
    const done = new AbortController();
    const ends = signal ? AbortSignal.any([signal, done.signal]) : done.signal;
    const patience = clock.sleep('services.wait', waitMs, ends).catch(() => {});
    await Promise.race([loading, patience]);
    done.abort();
  }
}
