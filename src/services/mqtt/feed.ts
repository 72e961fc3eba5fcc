import { backoffMs } from '../../util/backoff.js';
import type { Clock } from '../../util/clock.js';
import type { Lifecycle } from '../../util/lifecycle.js';
import type { Log } from '../../util/log.js';
import type { Random } from '../../util/random.js';
import { ServiceFailure } from '../failure.js';
import { ServiceHealth, type ServiceReport, type Trouble } from '../service-health.js';
import { Coverage } from './coverage.js';
import { type Broker, runSession } from './session.js';

export interface MqttFeedOptions {
  /** What the service is called in status and log. */
  readonly name: string;
  readonly broker: Broker;
  /** What to subscribe to; none as long as there is nothing to ask for. Asked again before each connection. */
  readonly topics: () => readonly string[];
  /** Says whether it was understood. */
  readonly onMessage: (topic: string, payload: Uint8Array) => boolean;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** What a person can do when the broker refuses us. */
  readonly remedy?: string;
}

const RETRY = { firstMs: 1000, factor: 2, maxMs: 120_000, jitter: 0.25 };
/** A broker that lets us in and throws us out again is asked ever less often too. */
const STEADY_MS = 60_000;
/** How often it is looked whether there is something to ask for. */
const IDLE_MS = 5000;
/** A wrong password does not get better by asking. */
const DENIED_FAILURES = 10;
/** So many messages in a row that say nothing: their form has changed, or one of the two clocks is wrong. */
const MAX_UNREADABLE = 5;
const CLIENT_ID_DIGITS = 8;

/** What a broker sends, for as long as the program runs: many sessions, one after the other. */
export class MqttFeed implements Lifecycle {
  readonly name: string;
  readonly #options: MqttFeedOptions;
  readonly #health: ServiceHealth;
  readonly #coverage: Coverage;
  readonly #clientId: string;
  #turn = new AbortController();
  #isStopping = false;
  #running: Promise<void> | undefined;
  #liveSince: number | undefined;
  #lastLife = 0;
  #nextTry: number | undefined;
  #isBroken = false;
  #unreadable = 0;
  /** Uptime of the last message before those that say nothing. */
  #lastReadable = 0;

  constructor(options: MqttFeedOptions) {
    this.#options = options;
    this.name = options.name;
    const { host } = new URL(options.broker.url);
    // What is told of a feed holds no more than this: the settings of whoever uses it hold a password.
    this.#health = new ServiceHealth({ ...options, host, settings: { host } });
    this.#coverage = new Coverage(options.clock);
    this.#clientId = `meshbot-${randomHex(options.random)}`;
  }

  /** Connected, every subscription granted, and what comes is understood. */
  get isLive(): boolean {
    return this.#liveSince !== undefined && this.#unreadable < MAX_UNREADABLE;
  }

  /** Undefined while it works, or before the first try has ended. */
  get trouble(): Trouble | undefined {
    return this.#health.trouble;
  }

  /** For how long nothing was missed, gaps of up to two minutes aside. */
  get coveredMs(): number {
    return this.#coverage.lengthMs;
  }

  report(): ServiceReport {
    const { clock } = this.#options;
    const lastSuccess = clock.now() - (clock.uptime() - this.#lastLife);
    return {
      ...this.#health.report(),
      isLive: this.isLive,
      ...(this.isLive && { lastSuccess: Math.round(lastSuccess) }),
      ...(this.#nextTry !== undefined && { nextTry: this.#nextTry }),
    };
  }

  /** Waits for nobody. */
  start(): void {
    this.#isStopping = false;
    this.#running = this.#run();
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    this.#turn.abort();
    await this.#running;
    this.#running = undefined;
  }

  /** There is something else to ask for. */
  renew(): void {
    this.#turn.abort();
  }

  async #run(): Promise<void> {
    let failures = 0;
    while (!this.#isStopping) {
      this.#turn = new AbortController();
      const { signal } = this.#turn;
      const { failure, wasSteady } = await this.#live(this.#options.topics(), signal);
      if (signal.aborted) continue;
      failures = nextFailures(wasSteady ? 0 : failures, failure);
      await this.#pause(failures, signal);
    }
  }

  /** One session, when there is something to ask for. */
  async #live(topics: readonly string[], signal: AbortSignal): Promise<Ended> {
    if (topics.length === 0) return { failure: undefined, wasSteady: false };
    const { broker, clock } = this.#options;
    const failure = await runSession({
      broker,
      clientId: this.#clientId,
      topics,
      clock,
      signal,
      onLive: () => this.#opened(),
      onLife: () => {
        this.#lastLife = clock.uptime();
      },
      onMessage: (topic, payload) => this.#take(topic, payload),
    });
    const wasSteady = this.#liveSince !== undefined && clock.uptime() - this.#liveSince >= STEADY_MS;
    if (this.isLive) this.#coverage.closed(this.#lastLife);
    this.#liveSince = undefined;
    if (failure) this.#health.failed(failure);
    return { failure, wasSteady };
  }

  #opened(): void {
    this.#liveSince = this.#options.clock.uptime();
    this.#unreadable = 0;
    this.#lastReadable = this.#liveSince;
    this.#hear();
  }

  #hear(): void {
    this.#coverage.opened();
    this.#health.succeeded();
  }

  #take(topic: string, payload: Uint8Array): void {
    if (!this.#isUnderstood(topic, payload)) {
      this.#unreadable += 1;
      if (this.#unreadable === MAX_UNREADABLE) this.#despair();
      return;
    }
    const isNews = this.#unreadable >= MAX_UNREADABLE;
    this.#unreadable = 0;
    this.#lastReadable = this.#options.clock.uptime();
    if (isNews) this.#hear();
  }

  /** A message that breaks the reader must not break the connection. */
  #isUnderstood(topic: string, payload: Uint8Array): boolean {
    try {
      return this.#options.onMessage(topic, payload);
    } catch (err) {
      if (!this.#isBroken) this.#options.log.error('feed message broke', { service: this.name, err });
      this.#isBroken = true;
      return false;
    }
  }

  #despair(): void {
    this.#coverage.closed(this.#lastReadable);
    this.#health.failed(new ServiceFailure('unreadable', { detail: 'messages' }));
  }

  async #pause(failures: number, signal: AbortSignal): Promise<void> {
    const { clock, random } = this.#options;
    const ms = failures > 0 ? backoffMs(RETRY, failures - 1, random) : IDLE_MS;
    if (this.trouble) this.#nextTry = Math.round(clock.now() + ms);
    await clock.sleep('mqtt.retry', ms, signal).catch(() => {});
    this.#nextTry = undefined;
  }
}

function nextFailures(before: number, failure: ServiceFailure | undefined): number {
  if (!failure) return 0;
  return failure.reason === 'denied' ? DENIED_FAILURES : before + 1;
}

interface Ended {
  /** Undefined when there was nothing to ask for, or somebody wished the end. */
  readonly failure: ServiceFailure | undefined;
  readonly wasSteady: boolean;
}

function randomHex(random: Random): string {
  return Math.floor(random() * 16 ** CLIENT_ID_DIGITS)
    .toString(16)
    .padStart(CLIENT_ID_DIGITS, '0');
}
