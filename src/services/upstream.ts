import { backoffMs } from '../util/backoff.js';
import type { Clock } from '../util/clock.js';
import type { Log } from '../util/log.js';
import type { Random } from '../util/random.js';
import { type FailureReason, isTransient, ServiceFailure } from './failure.js';

/** How a service is, for status and for people. */
export interface ServiceReport {
  readonly name: string;
  readonly state: 'ok' | 'degraded' | 'off';
  /** ms since 1970 */
  readonly lastSuccess?: number;
}

/** Since when a service fails, and why the last time. */
export interface Trouble {
  /** ms since 1970 */
  readonly since: number;
  readonly reason: FailureReason;
}

export interface UpstreamOptions {
  readonly name: string;
  /** Where it is, for the log. */
  readonly host: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
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
  #failures = 0;
  #pausedUntil = 0;
  #isProbing = false;
  #trouble: (Trouble & { readonly atUptime: number }) | undefined;
  #lastSuccess: number | undefined;
  #day = { startedAt: 0, calls: 0 };

  constructor(options: UpstreamOptions) {
    this.#options = options;
  }

  /** Undefined while it works, or was never asked. */
  get trouble(): Trouble | undefined {
    return this.#trouble;
  }

  report(): ServiceReport {
    return {
      name: this.#options.name,
      state: this.#trouble ? 'degraded' : 'ok',
      ...(this.#lastSuccess !== undefined && { lastSuccess: this.#lastSuccess }),
    };
  }

  /** `attempt` gets the time it may take. Throws `ServiceFailure`, at once while the server is left alone. */
  async call<Result>(attempt: (timeoutMs: number) => Promise<Result>, patience: Patience): Promise<Result> {
    if (this.#options.clock.uptime() < this.#pausedUntil || this.#isProbing)
      throw new ServiceFailure('paused');
    this.#isProbing = this.#failures >= FAILURES_TO_PAUSE;
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
    const { clock, log, name: service, host } = this.#options;
    this.#lastSuccess = clock.now();
    if (this.#trouble) {
      const outageMs = Math.round(clock.uptime() - this.#trouble.atUptime);
      log.info('service restored', { service, host, outageMs, failures: this.#failures });
    }
    this.#trouble = undefined;
    this.#failures = 0;
    this.#pausedUntil = 0;
  }

  #failed({ reason, notes }: ServiceFailure): void {
    const { clock, log, name: service, host } = this.#options;
    this.#failures += 1;
    this.#pausedUntil = clock.uptime() + this.#pauseMs(reason, notes.pauseMs);
    const fields = { service, host, reason, detail: notes.detail, failures: this.#failures };
    if (this.#trouble) log.debug('service failed again', fields);
    else log.warn('service degraded', fields);
    const { since, atUptime } = this.#trouble ?? { since: clock.now(), atUptime: clock.uptime() };
    this.#trouble = { since, atUptime, reason };
  }

  #pauseMs(reason: FailureReason, wishedMs = 0): number {
    const isOften = this.#failures >= FAILURES_TO_PAUSE;
    const ownMs = isOften ? backoffMs(PAUSE, this.#failures - FAILURES_TO_PAUSE, this.#options.random) : 0;
    return Math.max(ownMs, wishedMs, reason === 'denied' ? DENIED_PAUSE_MS : 0);
  }
}
