/** Asks for news, one question at a time and for ever. */
import type { Clock } from '../../util/clock.js';
import type { Log } from '../../util/log.js';
import { Backoff } from './backoff.js';
import type { BotApi } from './bot-api.js';
import { TelegramFailure } from './failure.js';

/** Told how Telegram is. */
export interface TelegramHealth {
  succeeded(): void;
  failed(failure: TelegramFailure): void;
}

export interface PollerDeps {
  readonly api: Pick<BotApi, 'account' | 'updates' | 'webhook' | 'removeWebhook'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly health: TelegramHealth;
  readonly pollSeconds: number;
  readonly removeWebhook: boolean;
  /** The update to begin with; undefined for everything that was never confirmed. */
  offset(): number | undefined;
  /** Resolves when there is room for more. */
  room(signal: AbortSignal): Promise<void>;
  /** Once it returns, they are confirmed with the next question. */
  take(updates: readonly unknown[]): void;
  /** The bot's own name, once Telegram has told it. */
  named(userName: string): void;
}

/** A server that does not wait is not asked without a pause. */
const IDLE_MS = 1000;

export class Poller {
  readonly #deps: PollerDeps;
  readonly #backoff = new Backoff();
  #ending: AbortController | undefined;
  #isConflictTold = false;
  #running: Promise<void> = Promise.resolve();

  constructor(deps: PollerDeps) {
    this.#deps = deps;
  }

  start(): void {
    const ending = new AbortController();
    this.#ending = ending;
    this.#running = this.#run(ending.signal);
  }

  /** Resolves when nothing more comes. */
  stop(): Promise<void> {
    this.#ending?.abort(new Error('stopped'));
    return this.#running;
  }

  async #run(signal: AbortSignal): Promise<void> {
    let isNamed = false;
    while (!signal.aborted) {
      try {
        if (!isNamed) this.#deps.named((await this.#deps.api.account(signal)).userName);
        isNamed = true;
        await this.#ask(signal);
      } catch (error) {
        if (!signal.aborted) await this.#fail(error, signal);
      }
    }
  }

  async #ask(signal: AbortSignal): Promise<void> {
    const { api, clock, pollSeconds, health } = this.#deps;
    await this.#deps.room(signal);
    const offset = this.#deps.offset();
    const askedAt = clock.uptime();
    const question = { ...(offset !== undefined && { offset }), seconds: pollSeconds };
    const updates = await api.updates(question, signal);
    health.succeeded();
    this.#backoff.reset();
    this.#isConflictTold = false;
    if (signal.aborted) return;
    this.#deps.take(updates);
    // A server that answers at once and brings nothing new is not asked without end.
    if (this.#deps.offset() === offset && clock.uptime() - askedAt < IDLE_MS)
      await clock.sleep('telegram.idle', IDLE_MS, signal);
  }

  /** What is no failure of Telegram is a bug of ours, and is tried again all the same. */
  async #fail(error: unknown, signal: AbortSignal): Promise<void> {
    const { health, log, clock } = this.#deps;
    if (!(error instanceof TelegramFailure)) log.error('telegram updates not taken', { err: error });
    const failure = error instanceof TelegramFailure ? error : new TelegramFailure('refused');
    health.failed(failure);
    const pauseMs = this.#backoff.after(failure);
    if (failure.kind === 'conflict' && !this.#isConflictTold) await this.#lookForWebhook(signal);
    await clock.sleep('telegram.pause', pauseMs, signal).catch(() => {});
  }

  /** A webhook takes all updates, and who polls hears of it by the same refusal as of a second program. */
  async #lookForWebhook(signal: AbortSignal): Promise<void> {
    const { api, log, removeWebhook } = this.#deps;
    try {
      const webhook = await api.webhook(signal);
      this.#isConflictTold = true;
      if (webhook === '') {
        log.warn('another program uses this bot token: end it, or ask @BotFather for a new token');
        return;
      }
      if (removeWebhook) await api.removeWebhook(signal);
      const remedy = removeWebhook ? 'removed' : 'remove it, or set telegram.removeWebhook';
      log.warn('a webhook takes the updates of this bot token', { remedy });
    } catch (error) {
      log.debug('telegram webhook not read', { reason: String(error) });
    }
  }
}
