import { type Clock, type Stop, sleepWith } from '../../src/util/clock.js';

interface Timer {
  readonly name: string;
  readonly at: number;
  readonly order: number;
  readonly task: () => void;
  readonly everyMs?: number;
}

/** A clock that moves only when told. Timers run in the order of (time, creation). */
export class FakeClock implements Clock {
  #uptime = 0;
  #offset: number;
  #order = 0;
  readonly #timers = new Set<Timer>();

  /** 2026-03-12T12:00:00Z unless told otherwise. */
  constructor(startAt = 1_773_316_800_000) {
    this.#offset = startAt;
  }

  now(): number {
    return this.#offset + this.#uptime;
  }

  uptime(): number {
    return this.#uptime;
  }

  /** Lets the wall clock jump without any time passing. */
  jump(ms: number): void {
    this.#offset += ms;
  }

  sleep(name: string, ms: number, signal?: AbortSignal): Promise<void> {
    return sleepWith((...args) => this.after(...args), name, ms, signal);
  }

  after(name: string, ms: number, task: () => void): Stop {
    return this.#add(name, ms, task);
  }

  every(name: string, ms: number, task: () => void): Stop {
    let stop = () => {};
    const again = () => {
      stop = this.#add(name, ms, run);
    };
    const run = () => {
      again();
      task();
    };
    again();
    return () => stop();
  }

  /** Names of the timers that are still set: a leak test expects none. */
  pending(): string[] {
    return [...this.#timers].map((timer) => timer.name).sort();
  }

  /** Passes `ms`, running due timers in order and letting everything asynchronous settle between them. */
  async advance(ms: number): Promise<void> {
    const end = this.#uptime + ms;
    await settle();
    for (let timer = this.#next(end); timer; timer = this.#next(end)) {
      this.#timers.delete(timer);
      this.#uptime = Math.max(this.#uptime, timer.at);
      timer.task();
      await settle();
    }
    this.#uptime = Math.max(this.#uptime, end);
    await settle();
  }

  /** Time passes, but nothing runs: a blocked event loop or a suspended machine. */
  block(ms: number): void {
    this.#uptime += ms;
  }

  #add(name: string, ms: number, task: () => void): Stop {
    const timer: Timer = { name, at: this.#uptime + Math.max(0, ms), order: this.#order++, task };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  #next(end: number): Timer | undefined {
    let first: Timer | undefined;
    for (const timer of this.#timers) {
      if (timer.at > end) continue;
      if (!first || timer.at < first.at || (timer.at === first.at && timer.order < first.order))
        first = timer;
    }
    return first;
  }
}

/** Lets promise chains and immediate callbacks run out. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
}
