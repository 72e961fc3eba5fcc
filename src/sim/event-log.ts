import type { Clock } from '../util/clock.js';

/** Something that a test or a person may want to know; never the text of a message. */
export interface SimEvent {
  /** Wall clock, ms since 1970. */
  readonly at: number;
  readonly part: 'node' | 'front' | 'world' | 'behavior';
  readonly kind: string;
  readonly numbers: Readonly<Record<string, number | string>>;
}

/** Events kept: several hours of a default mesh. */
const MAX_EVENTS = 10_000;

interface Waiter {
  readonly predicate: (event: SimEvent) => boolean;
  readonly found: (event: SimEvent) => void;
}

/** What happened in the simulation, and how often. */
export class EventLog {
  readonly #clock: Clock;
  #events: SimEvent[] = [];
  readonly #counters: Record<string, number> = {};
  readonly #waiters = new Set<Waiter>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The last 10 000, oldest first. */
  get events(): readonly SimEvent[] {
    return this.#events.slice(-MAX_EVENTS);
  }

  get counters(): Readonly<Record<string, number>> {
    return this.#counters;
  }

  add(part: SimEvent['part'], kind: string, numbers: SimEvent['numbers'] = {}): void {
    const event: SimEvent = { at: this.#clock.now(), part, kind, numbers };
    this.#events.push(event);
    // In blocks, so that keeping the bound costs next to nothing per event.
    if (this.#events.length >= 2 * MAX_EVENTS) this.#events = this.#events.slice(-MAX_EVENTS);
    for (const waiter of [...this.#waiters]) if (waiter.predicate(event)) waiter.found(event);
  }

  count(name: string, by = 1): void {
    this.#counters[name] = (this.#counters[name] ?? 0) + by;
  }

  /** The next event from now on that fits; rejects when none came within that time. */
  seen(predicate: (event: SimEvent) => boolean, withinMs: number): Promise<SimEvent> {
    return new Promise((resolve, reject) => {
      const waiter: Waiter = {
        predicate,
        found: (event) => {
          stop();
          this.#waiters.delete(waiter);
          resolve(event);
        },
      };
      const stop = this.#clock.after('sim.seen', withinMs, () => {
        this.#waiters.delete(waiter);
        reject(new Error(`no such event within ${withinMs} ms`));
      });
      this.#waiters.add(waiter);
    });
  }
}
