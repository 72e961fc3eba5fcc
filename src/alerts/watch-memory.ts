import type { ValueStore } from '../mesh/value-store.js';
import type { Clock } from '../util/clock.js';
import type { Log } from '../util/log.js';
import type { AlertName } from './alert.js';

export interface WatchMemoryDeps {
  readonly values: Pick<ValueStore, 'put' | 'all'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
}

/** The shape of the values: a new number for a new one, and what earlier releases kept is forgotten. */
const FORMAT = 1;

/** What a watch saw last of each matter, kept over restarts, so that what changes meanwhile is news all the same. */
export class WatchMemory<Value> {
  readonly #name: AlertName;
  readonly #deps: WatchMemoryDeps;
  readonly #values = new Map<string, string>();

  constructor(name: AlertName, deps: WatchMemoryDeps) {
    this.#name = name;
    this.#deps = deps;
  }

  /** Once, when the store is open. */
  load(): void {
    const { values, log } = this.#deps;
    try {
      for (const { key, format, value } of values.all(this.#service))
        if (format === FORMAT) this.#values.set(key, value);
    } catch (err) {
      log.warn('cannot read what was seen before the restart', { alert: this.#name, err });
    }
  }

  get(key: string): Value | undefined {
    const value = this.#values.get(key);
    return value === undefined ? undefined : JSON.parse(value);
  }

  put(key: string, seen: Value): void {
    const value = JSON.stringify(seen);
    if (this.#values.get(key) === value) return;
    this.#values.set(key, value);
    const fetchedAt = this.#deps.clock.now();
    this.#deps.values.put({ service: this.#service, key, format: FORMAT, value, fetchedAt });
  }

  get #service(): string {
    return `alert ${this.#name}`;
  }
}
