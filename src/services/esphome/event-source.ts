import { backoffMs } from '../../util/backoff.js';
import type { Clock } from '../../util/clock.js';
import type { Random } from '../../util/random.js';
import { type EventSourceMessage, readEventStream } from '../event-stream.js';
import { ServiceFailure } from '../failure.js';
import type { HttpOpener } from '../http.js';
import type { JsonRecord } from '../json.js';
import {
  ServiceHealth,
  type ServiceHealthOptions,
  type ServiceReport,
  type Trouble,
} from '../service-health.js';
import { createRecognizer, parseEntity, type SensorNames } from './entities.js';
import type { Metric } from './metrics.js';
import type { Source } from './source.js';

export interface EventSourceOptions {
  readonly http: HttpOpener;
  readonly clock: Clock;
  readonly random: Random;
  /** `http://192.168.1.40:80` */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly sensors: SensorNames;
  readonly periodMs: number;
  /** Whether it says a value. */
  readonly onEntity: (metric: Metric, entity: JsonRecord) => boolean;
  /** What was told on this connection still holds. */
  readonly onLife: (metrics: Iterable<Metric>) => void;
}

/** A device says `ping` every 10 s when it has nothing else to say. */
const SILENCE_MS = 30_000;
const RECONNECT = { firstMs: 2000, factor: 2, maxMs: 60_000, jitter: 0.25 };
/** A connection that lasted shorter was none. */
const LASTED_MS = 60_000;

/** Holds one connection over which a device tells every state, then every change. */
export class EventSource implements Source {
  readonly #options: EventSourceOptions;
  readonly #health: ServiceHealth;
  readonly #recognize: (entity: JsonRecord) => Metric | undefined;
  readonly #told = new Set<Metric>();
  #isLive = false;

  constructor(health: ServiceHealthOptions, options: EventSourceOptions) {
    this.#health = new ServiceHealth(health);
    this.#options = options;
    this.#recognize = createRecognizer(options.sensors);
  }

  get trouble(): Trouble | undefined {
    return this.#health.trouble;
  }

  report(): ServiceReport {
    return { ...this.#health.report(), isLive: this.#isLive };
  }

  async run(signal: AbortSignal, onRound: () => void): Promise<void> {
    const { clock, periodMs } = this.#options;
    const stop = clock.every('esphome.round', periodMs, onRound);
    try {
      await this.#hold(signal);
    } finally {
      stop();
    }
  }

  async #hold(signal: AbortSignal): Promise<void> {
    const { clock, random } = this.#options;
    let failures = 0;
    while (!signal.aborted) {
      const startedAt = clock.uptime();
      const failure = await this.#listen(signal);
      this.#isLive = false;
      this.#told.clear();
      if (!failure) return;
      this.#health.failed(failure);
      if (clock.uptime() - startedAt >= LASTED_MS) failures = 0;
      const pauseMs = Math.max(failure.notes.pauseMs ?? 0, backoffMs(RECONNECT, failures, random));
      failures += 1;
      await clock.sleep('esphome.reconnect', pauseMs, signal).catch(() => {});
    }
  }

  /** Why it ended; undefined when the signal ended it. */
  async #listen(signal: AbortSignal): Promise<ServiceFailure | undefined> {
    const { url, ...options } = this.#options;
    const onEvent = (event: EventSourceMessage) => this.#take(event);
    try {
      return await readEventStream({
        ...options,
        url: new URL('/events', url),
        silenceMs: SILENCE_MS,
        signal,
        onEvent,
      });
    } catch (error) {
      if (signal.aborted) return undefined;
      if (error instanceof ServiceFailure) return error;
      throw error;
    }
  }

  #take({ event, data }: EventSourceMessage): void {
    if (!this.#isLive) this.#health.succeeded();
    this.#isLive = true;
    if (event === 'state') this.#takeState(data);
    this.#options.onLife(this.#told);
  }

  #takeState(data: string): void {
    const entity = entityIn(data);
    const metric = entity && this.#recognize(entity);
    if (!metric) return;
    if (this.#options.onEntity(metric, entity)) this.#told.add(metric);
    else this.#told.delete(metric);
  }
}

/** Undefined for what is no JSON: the next event may be. */
function entityIn(data: string): JsonRecord | undefined {
  try {
    return parseEntity(data);
  } catch {
    return undefined;
  }
}
