import type { Clock } from '../util/clock.js';
import { known } from '../util/known.js';
import type { Log } from '../util/log.js';
import type { FailureReason, ServiceFailure } from './failure.js';

/**
 * `off`: not set up. `stale`: its last call failed, and an older value can still be told. `down`: there is none.
 * `denied`: it refuses us or our key.
 */
export type ServiceState = 'off' | 'ok' | 'stale' | 'down' | 'denied';

/** How a service is, for status and for people. All times are ms since 1970. */
export interface ServiceReport {
  readonly name: string;
  readonly state: ServiceState;
  /** Of this state; absent as long as nobody has asked the service. */
  readonly since?: number;
  readonly lastSuccess?: number;
  readonly lastError?: { readonly at: number; readonly reason: FailureReason };
  /** Until then it is left alone. */
  readonly nextTry?: number;
  /** It tells by itself over a connection that is open now, so there is no age. */
  readonly isLive?: boolean;
  /** Of the newest value that is kept, by the source where it tells. */
  readonly valueAt?: number;
  /** What of the configuration matters; never a secret. */
  readonly settings?: Readonly<Record<string, string>>;
  /** What a person can do; only of a service that refuses us. */
  readonly remedy?: string;
}

/** Since when a service fails, and why the last time. */
export interface Trouble {
  /** ms since 1970 */
  readonly since: number;
  readonly reason: FailureReason;
}

export interface ServiceHealthOptions {
  readonly name: string;
  /** Where it is, for the log. */
  readonly host: string;
  readonly clock: Clock;
  readonly log: Log;
  /** When the newest value that may still be told was made, ms since 1970. */
  readonly valueAt?: () => number | undefined;
  /** Told of each change between working, failing and being refused. */
  readonly onChange?: (report: ServiceReport) => void;
  /** For people who look closer; never a secret. */
  readonly settings?: Readonly<Record<string, string>>;
  /** What a person can do when it refuses us. */
  readonly remedy?: string;
}

/** Whether a service works; tells the log once when that changes. */
export class ServiceHealth {
  readonly #options: ServiceHealthOptions;
  #failures = 0;
  #trouble: (Trouble & { readonly atUptime: number }) | undefined;
  #since: number | undefined;
  #lastSuccess: number | undefined;
  #lastError: ServiceReport['lastError'];

  constructor(options: ServiceHealthOptions) {
    this.#options = options;
  }

  /** Undefined while it works, or was never asked. */
  get trouble(): Trouble | undefined {
    return this.#trouble;
  }

  /** In a row. */
  get failures(): number {
    return this.#failures;
  }

  report(): ServiceReport {
    const { name, settings } = this.#options;
    const valueAt = this.#options.valueAt?.();
    return {
      name,
      state: this.#state(valueAt !== undefined),
      ...known({
        since: this.#trouble?.since ?? this.#since,
        lastSuccess: this.#lastSuccess,
        lastError: this.#lastError,
        valueAt,
        settings,
        remedy: this.#remedy,
      }),
    };
  }

  succeeded(): void {
    const { clock, log, name: service, host } = this.#options;
    const isNews = this.#trouble !== undefined || this.#since === undefined;
    this.#lastSuccess = clock.now();
    if (isNews) this.#since = clock.now();
    if (this.#trouble) {
      const outageMs = Math.round(clock.uptime() - this.#trouble.atUptime);
      log.info('service restored', { service, host, outageMs, failures: this.#failures });
    }
    this.#trouble = undefined;
    this.#failures = 0;
    if (isNews) this.#options.onChange?.(this.report());
  }

  failed({ reason, notes }: ServiceFailure): void {
    const { clock } = this.#options;
    this.#failures += 1;
    const isFirst = !this.#trouble;
    const isNews = (this.#trouble?.reason === 'denied') !== (reason === 'denied') || !this.#trouble;
    const { since, atUptime } = this.#trouble ?? { since: clock.now(), atUptime: clock.uptime() };
    this.#trouble = { since, atUptime, reason };
    this.#lastError = { at: clock.now(), reason };
    this.#tell(isFirst || (isNews && this.#remedy !== undefined), reason, notes.detail);
    if (isNews) this.#options.onChange?.(this.report());
  }

  /** A refusal that a person can end is an error; all else passes by itself. */
  #tell(isNews: boolean, reason: FailureReason, detail: string | undefined): void {
    const { log, name: service, host } = this.#options;
    const remedy = this.#remedy;
    const fields = { service, host, reason, detail, failures: this.#failures, ...known({ remedy }) };
    if (!isNews) log.debug('service failed again', fields);
    else if (remedy === undefined) log.warn('service degraded', fields);
    else log.error('service refuses us', fields);
  }

  get #remedy(): string | undefined {
    return this.#trouble?.reason === 'denied' ? this.#options.remedy : undefined;
  }

  #state(isValueKept: boolean): ServiceState {
    if (!this.#trouble) return 'ok';
    if (this.#trouble.reason === 'denied') return 'denied';
    return isValueKept ? 'stale' : 'down';
  }
}
