import type { Clock, Stop } from '../../util/clock.js';

interface Entry {
  readonly at: number;
  readonly order: number;
  /** Undefined once it was called off. */
  task: (() => void) | undefined;
}

/** All that a world has planned, behind one timer of the clock: a mesh plans thousands of things. */
export class Agenda {
  readonly #clock: Clock;
  /** A binary heap, the next entry first. */
  readonly #heap: Entry[] = [];
  #order = 0;
  #disarm: Stop | undefined;
  #armedFor = Number.POSITIVE_INFINITY;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get size(): number {
    return this.#heap.length;
  }

  after(ms: number, task: () => void): Stop {
    const entry: Entry = { at: this.#clock.uptime() + Math.max(0, ms), order: this.#order++, task };
    this.#push(entry);
    this.#arm();
    return () => {
      entry.task = undefined;
    };
  }

  /** Runs `task` again and again; `ms` is asked anew before each wait. */
  repeat(ms: () => number, task: () => void): Stop {
    let stop: Stop = () => {};
    const plan = () => {
      stop = this.after(ms(), () => {
        plan();
        task();
      });
    };
    plan();
    return () => stop();
  }

  clear(): void {
    this.#heap.length = 0;
    this.#disarm?.();
    this.#armedFor = Number.POSITIVE_INFINITY;
  }

  #arm(): void {
    const first = this.#heap[0];
    if (!first || first.at >= this.#armedFor) return;
    this.#disarm?.();
    this.#armedFor = first.at;
    this.#disarm = this.#clock.after('world.agenda', first.at - this.#clock.uptime(), () => this.#run());
  }

  #run(): void {
    const now = this.#clock.uptime();
    // Nothing that is planned meanwhile needs a timer before all that is due has run.
    this.#armedFor = Number.NEGATIVE_INFINITY;
    for (let next = this.#heap[0]; next && next.at <= now; next = this.#heap[0]) {
      this.#pop();
      next.task?.();
    }
    this.#armedFor = Number.POSITIVE_INFINITY;
    this.#arm();
  }

  #push(entry: Entry): void {
    const heap = this.#heap;
    let place = heap.length;
    while (place > 0) {
      const above = (place - 1) >> 1;
      const parent = heap[above];
      if (!parent || isBefore(parent, entry)) break;
      heap[place] = parent;
      place = above;
    }
    heap[place] = entry;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (!last || heap.length === 0) return;
    let place = 0;
    for (;;) {
      const child = this.#earlierChild(place);
      const below = heap[child];
      if (!below || isBefore(last, below)) break;
      heap[place] = below;
      place = child;
    }
    heap[place] = last;
  }

  #earlierChild(place: number): number {
    const left = this.#heap[2 * place + 1];
    const right = this.#heap[2 * place + 2];
    return left && right && isBefore(right, left) ? 2 * place + 2 : 2 * place + 1;
  }
}

function isBefore(a: Entry, b: Entry): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}
