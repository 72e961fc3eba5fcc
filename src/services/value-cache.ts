import type { ValueStore } from '../mesh/value-store.js';
import type { Clock } from '../util/clock.js';
import { ServiceError } from '../util/errors.js';
import type { Log } from '../util/log.js';

export interface Held<Value> {
  readonly value: Value;
  /** Since it was fetched, by the clock that never jumps; over a restart by the one on the wall. */
  readonly ageMs: number;
  /** The clock on the wall jumped since: what was told by it, such as the time of the source, may be wrong. */
  readonly isAgeUncertain: boolean;
}

/** Where values outlive the process. */
export interface KeptValues<Value> {
  readonly store: ValueStore;
  /** Of the service; nobody else uses it. */
  readonly name: string;
  /** The shape of the values: a new number for a new one, and what earlier releases kept is forgotten. */
  readonly format: number;
  /** When the source made it, ms since 1970, where it tells. */
  readonly sourceAt?: (value: Value) => number | undefined;
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
  /** Absent: in memory alone. */
  readonly kept?: KeptValues<Value>;
}

export type Load<Value> = (signal: AbortSignal) => Promise<Value>;

interface Entry<Value> {
  readonly value: Value;
  /** By the uptime. */
  readonly fetchedAt: number;
  /** By the clock on the wall. */
  readonly fetchedNow: number;
  /** Of an earlier process, whose uptime nobody knows. */
  readonly isRestored: boolean;
}

/** The wall clock may drift so far from the other one. */
const JUMP_MS = 60_000;

/** Whether what the clock on the wall says has passed cannot be true. */
export function isJumped(toldMs: number, measuredMs: number): boolean {
  return Math.abs(toldMs - measuredMs) > JUMP_MS;
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

  /** Takes over what an earlier process kept: once, when the store is open. */
  restore(): void {
    const { clock, log, kept } = this.#options;
    if (!kept) return;
    try {
      for (const { key, format, value, fetchedAt } of kept.store.all(kept.name)) {
        const ageMs = Math.max(0, clock.now() - fetchedAt);
        if (format !== kept.format || ageMs >= this.#options.keepMs) kept.store.remove(kept.name, key);
        else if (!this.#entries.has(key)) {
          const restored = { value: JSON.parse(value), fetchedAt: clock.uptime() - ageMs };
          this.#entries.set(key, { ...restored, fetchedNow: fetchedAt, isRestored: true });
        }
      }
    } catch (err) {
      log.warn('cannot read kept values: they are asked for again', { service: kept.name, err });
    }
  }

  /** The best value there is within the wait; never rejects. The load goes on when the asker goes away. */
  async get(key: string, load: Load<Value>, signal?: AbortSignal): Promise<Held<Value> | undefined> {
    const { freshMs, serveMs } = this.#options;
    const held = this.peek(key);
    const isSure = held !== undefined && !held.isAgeUncertain;
    if (isSure && held.ageMs < freshMs(held.value)) return held;
    const loading = this.refresh(key, load);
    if (isSure && held.ageMs < serveMs) return held;
    await this.#waitFor(loading, signal);
    return this.peek(key);
  }

  /** What is held now. */
  peek(key: string): Held<Value> | undefined {
    const entry = this.#entries.get(key);
    if (!entry) return undefined;
    const held = this.#held(entry);
    if (held.ageMs < this.#options.keepMs) return held;
    this.#forget(key);
    return undefined;
  }

  /** When the newest value that is held was made, by its source where that tells, ms since 1970. */
  newestAt(): number | undefined {
    const { keepMs, kept } = this.#options;
    const times = [...this.#entries.values()]
      .filter((entry) => this.#held(entry).ageMs < keepMs)
      .map(({ value, fetchedNow }) => kept?.sourceAt?.(value) ?? fetchedNow);
    return times.length === 0 ? undefined : Math.max(...times);
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

  #held({ value, fetchedAt, fetchedNow, isRestored }: Entry<Value>): Held<Value> {
    const { clock } = this.#options;
    const measuredMs = clock.uptime() - fetchedAt;
    const toldMs = clock.now() - fetchedNow;
    const isAgeUncertain = isJumped(toldMs, measuredMs);
    // The clock of a small computer stands still while it is off: what it makes up for later is age too.
    return { value, ageMs: isRestored ? Math.max(measuredMs, toldMs) : measuredMs, isAgeUncertain };
  }

  async #load(key: string, load: Load<Value>): Promise<void> {
    try {
      this.#put(key, await load(this.#controller.signal));
    } catch (err) {
      // Whoever was asked has told of it; anything else is a mistake of ours.
      if (!(err instanceof ServiceError)) this.#options.log.error('service call broke', { err });
    }
  }

  #put(key: string, value: Value): void {
    const { clock, kept, maxEntries } = this.#options;
    const fetchedNow = clock.now();
    this.#entries.delete(key);
    this.#entries.set(key, { value, fetchedAt: clock.uptime(), fetchedNow, isRestored: false });
    const [oldest] = this.#entries.keys();
    if (this.#entries.size > maxEntries && oldest !== undefined) this.#forget(oldest);
    if (!kept) return;
    const sourceAt = kept.sourceAt?.(value);
    kept.store.put({
      service: kept.name,
      key,
      format: kept.format,
      value: JSON.stringify(value),
      fetchedAt: fetchedNow,
      ...(sourceAt !== undefined && { sourceAt }),
    });
  }

  #forget(key: string): void {
    const { kept } = this.#options;
    this.#entries.delete(key);
    kept?.store.remove(kept.name, key);
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
