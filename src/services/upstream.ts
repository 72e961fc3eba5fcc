import { backoffMs } from '../util/backoff.js';
import type { Random } from '../util/random.js';
import { type FailureReason, isTransient, ServiceFailure } from './failure.js';
import {
  ServiceHealth,
  type ServiceHealthOptions,
  type ServiceReport,
  type Trouble,
} from './service-health.js';

export type { ServiceReport, Trouble } from './service-health.js';

export interface UpstreamOptions extends ServiceHealthOptions {
  readonly random: Random;
  /** Our own ceiling; absent for none. */
  readonly maxCallsPerDay?: number;
}

/** How long one call may go on, tries and pauses together. */
export interface Patience {
  /** By the uptime of the clock. */
  readonly until: number;
  readonly tries: number;
  readonly signal: AbortSignal;
}

const DAY_MS = 24 * 3_600_000;
const FAILURES_TO_PAUSE = 3;
const PAUSE = { firstMs: 60_000, factor: 2, maxMs: 30 * 60_000, jitter: 0.25 };
/** A wrong key does not get better by asking. */
const DENIED_PAUSE_MS = 3_600_000;
const RETRY = { firstMs: 2000, factor: 3, maxMs: 7500, jitter: 0.25 };
/** A try that has less than this is not worth the pause before it. */
const SHORTEST_TRY_MS = 500;

/** One server outside: whether it works, and how often it is asked while it does not. */
export class Upstream {
  readonly #options: UpstreamOptions;
  readonly #health: ServiceHealth;
  #pausedUntil = 0;
  #isProbing = false;
  #day = { startedAt: 0, calls: 0 };

  constructor(options: UpstreamOptions) {
    this.#options = options;
    this.#health = new ServiceHealth(options);
  }

  /** Undefined while it works, or was never asked. */
  get trouble(): Trouble | undefined {
    return this.#health.trouble;
  }

  report(): ServiceReport {
    const { clock } = this.#options;
    const pauseMs = this.#pausedUntil - clock.uptime();
    const report = this.#health.report();
    return pauseMs > 0 ? { ...report, nextTry: Math.round(clock.now() + pauseMs) } : report;
  }

  /** `attempt` gets the time it may take. Throws `ServiceFailure`, at once while the server is left alone. */
  async call<Result>(attempt: (timeoutMs: number) => Promise<Result>, patience: Patience): Promise<Result> {
    if (this.#options.clock.uptime() < this.#pausedUntil || this.#isProbing)
      throw new ServiceFailure('paused');
    this.#isProbing = this.#health.failures >= FAILURES_TO_PAUSE;
    try {
      const result = await this.#retrying(attempt, patience);
      this.#succeeded();
      return result;
    } catch (error) {
      if (error instanceof ServiceFailure) this.#failed(error);
      throw error;
    } finally {
      this.#isProbing = false;
    }
  }

  async #retrying<Result>(
    attempt: (timeoutMs: number) => Promise<Result>,
    { until, tries, signal }: Patience,
  ): Promise<Result> {
    const { clock, random } = this.#options;
    for (let failures = 0; ; failures++) {
      this.#count();
      try {
        return await attempt(Math.max(0, until - clock.uptime()));
      } catch (error) {
        const pauseMs = backoffMs(RETRY, failures, random);
        const isInTime = clock.uptime() + pauseMs + SHORTEST_TRY_MS <= until;
        if (!isTransient(error) || failures + 1 >= tries || !isInTime) throw error;
        await clock.sleep('services.retry', pauseMs, signal);
      }
    }
  }

  #count(): void {
    const { clock, maxCallsPerDay = Number.POSITIVE_INFINITY } = this.#options;
    const now = clock.uptime();
    if (now - this.#day.startedAt >= DAY_MS) this.#day = { startedAt: now, calls: 0 };
    if (this.#day.calls >= maxCallsPerDay) {
      const pauseMs = this.#day.startedAt + DAY_MS - now;
      throw new ServiceFailure('busy', { detail: 'our own ceiling of calls a day', pauseMs });
    }
    this.#day.calls += 1;
  }

  #succeeded(): void {
    this.#health.succeeded();
    this.#pausedUntil = 0;
  }

  #failed(failure: ServiceFailure): void {
    this.#health.failed(failure);
    this.#pausedUntil = this.#options.clock.uptime() + this.#pauseMs(failure.reason, failure.notes.pauseMs);
  }

  #pauseMs(reason: FailureReason, wishedMs = 0): number {
    const { failures } = this.#health;
    const isOften = failures >= FAILURES_TO_PAUSE;
    const ownMs = isOften ? backoffMs(PAUSE, failures - FAILURES_TO_PAUSE, this.#options.random) : 0;
    return Math.max(ownMs, wishedMs, reason === 'denied' ? DENIED_PAUSE_MS : 0);
  }
}
