import type { Clock } from '../../util/clock.js';

const MINUTE_MS = 60_000;
const HOUR_MINUTES = 60;
/** The channel's use is that of the last minute, in six parts (firmware src/airtime.h). */
const PART_MS = 10_000;
const PARTS = 6;

/** How long this node has sent and how busy the channel is (firmware src/airtime.cpp). */
export class DutyCycle {
  readonly #clock: Clock;
  readonly #sent = new Map<number, number>();
  readonly #busy = new Map<number, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  addSent(ms: number): void {
    add(this.#sent, this.#minute(), ms, HOUR_MINUTES);
    this.addHeard(ms);
  }

  addHeard(ms: number): void {
    add(this.#busy, this.#part(), ms, PARTS);
  }

  /** Percent of the last hour. */
  airUtilTx(): number {
    return (100 * sum(this.#sent, this.#minute() - HOUR_MINUTES)) / (HOUR_MINUTES * MINUTE_MS);
  }

  /** Percent of the last minute. */
  channelUtilization(): number {
    return Math.min(100, (100 * sum(this.#busy, this.#part() - PARTS)) / (PARTS * PART_MS));
  }

  /** Minutes until the hour's use is at or below `percent` when nothing more is sent. */
  silentMinutes(percent: number): number {
    // Below zero nobody ever is: a fault asks for that, tells itself how long it lasts, and may be over at once.
    if (percent < 0) return 1;
    const now = this.#minute();
    const limitMs = (percent / 100) * HOUR_MINUTES * MINUTE_MS;
    for (let minutes = 1; minutes < HOUR_MINUTES; minutes++) {
      if (sum(this.#sent, now - HOUR_MINUTES + minutes) <= limitMs) return minutes;
    }
    return HOUR_MINUTES;
  }

  forget(): void {
    this.#sent.clear();
    this.#busy.clear();
  }

  #minute(): number {
    return Math.floor(this.#clock.uptime() / MINUTE_MS);
  }

  #part(): number {
    return Math.floor(this.#clock.uptime() / PART_MS);
  }
}

function add(buckets: Map<number, number>, bucket: number, ms: number, kept: number): void {
  buckets.set(bucket, (buckets.get(bucket) ?? 0) + ms);
  for (const old of buckets.keys()) {
    if (old > bucket - kept) break;
    buckets.delete(old);
  }
}

function sum(buckets: Map<number, number>, after: number): number {
  let total = 0;
  for (const [bucket, ms] of buckets) if (bucket > after) total += ms;
  return total;
}
