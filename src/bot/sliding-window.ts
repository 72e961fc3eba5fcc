import type { Clock } from '../util/clock.js';
import { Recent } from './recent.js';

/** Askers that are counted at a time: more than a mesh has, so only forged ones push each other out. */
const MAX_KEYS = 5000;

/** At most so many in any stretch of time, by key. */
export class SlidingWindow {
  readonly #clock: Pick<Clock, 'uptime'>;
  readonly #taken: Recent<number[]>;

  constructor(clock: Pick<Clock, 'uptime'>) {
    this.#clock = clock;
    this.#taken = new Recent(clock, MAX_KEYS);
  }

  /** Takes one when there is room and gives 0, else takes nothing and gives the time until there is. */
  take(key: string, max: number, windowMs: number): number {
    const wait = this.waitMs(key, max, windowMs);
    if (wait === 0) this.add(key, windowMs);
    return wait;
  }

  /** Counts one whether there is room or not. */
  add(key: string, windowMs: number): void {
    this.#taken.set(key, [...this.#inside(key, windowMs), this.#clock.uptime()], windowMs);
  }

  waitMs(key: string, max: number, windowMs: number): number {
    const inside = this.#inside(key, windowMs);
    const leaving = inside[inside.length - max];
    return leaving === undefined ? 0 : leaving + windowMs - this.#clock.uptime();
  }

  used(key: string, windowMs: number): number {
    return this.#inside(key, windowMs).length;
  }

  /** Time until the oldest one no longer counts; 0 when none does. */
  oldestLeavesMs(key: string, windowMs: number): number {
    const oldest = this.#inside(key, windowMs)[0];
    return oldest === undefined ? 0 : oldest + windowMs - this.#clock.uptime();
  }

  #inside(key: string, windowMs: number): number[] {
    const since = this.#clock.uptime() - windowMs;
    return (this.#taken.get(key) ?? []).filter((at) => at > since);
  }
}
