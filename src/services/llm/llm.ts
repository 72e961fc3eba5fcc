import type { Clock } from '../../util/clock.js';
import type { Lifecycle } from '../../util/lifecycle.js';
import type { Log } from '../../util/log.js';
import type { Random } from '../../util/random.js';
import { ServiceFailure } from '../failure.js';
import type { ServiceReport } from '../service-health.js';
import { Upstream } from '../upstream.js';
import type { CallLimits, ChatClient, ChatMessage } from './chat-client.js';
import { cleanAnswer } from './clean.js';
import type { Guards, Refusal } from './guards.js';
import { type Turn, Turns } from './turns.js';

export interface LlmOptions {
  readonly client: ChatClient;
  readonly guards: Guards;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** What a command begins with: an answer must not. */
  readonly prefixes: readonly string[];
}

/** A question as the model gets it. */
export interface LlmQuestion {
  /** Who asks: each person has one question at a time. */
  readonly person: string;
  readonly messages: readonly ChatMessage[];
  readonly maxTokens: number;
  /** From now to the answer, waiting for its turn included. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** How a question ended; everything but `answer` and `nothing` was never thought about, or not to the end. */
export type LlmOutcome =
  | { readonly kind: 'answer'; readonly text: string; readonly isCutOff: boolean }
  | { readonly kind: 'nothing' }
  | Refusal
  | { readonly kind: 'full'; readonly before: number }
  /** That person's question before is not answered yet. */
  | { readonly kind: 'twice'; readonly before: number }
  | { readonly kind: 'late'; readonly afterMs: number }
  /** ms since 1970 */
  | { readonly kind: 'down'; readonly since: number }
  | { readonly kind: 'cancelled' };

const MAX_WAITING = 3;
/** So young, a success says that the next question will be taken too. */
const HEALTHY_MS = 60_000;
const TRIES = 3;
/** A model of some gigabytes is loaded from a memory card in minutes. */
const LOADING_POLL_MS = 3000;
/** The request ends so long before the question's time is over, so that its lateness counts against the server. */
const MARGIN_MS = 250;

/** The time is over. */
class LateError extends Error {
  override readonly name = 'LateError';
}

/** The asker does not want to know any more. */
class CancelledError extends Error {
  override readonly name = 'CancelledError';
}

/** A language model behind one door: one question at a time, as long as the machine can bear it. */
export class LlmService implements Lifecycle {
  readonly name = 'llm';
  readonly #options: LlmOptions;
  readonly #upstream: Upstream;
  readonly #turns = new Turns(MAX_WAITING);
  readonly #life = new AbortController();
  #healthyAt: number | undefined;

  constructor(options: LlmOptions) {
    this.#options = options;
    this.#upstream = new Upstream({
      ...options,
      name: 'llm',
      host: options.client.host,
      remedy: 'check llm.apiKey',
    });
  }

  start(): void {}

  /** Ends what is still being asked. */
  stop(): void {
    this.#life.abort(new CancelledError());
  }

  report(): ServiceReport {
    const { unknown } = this.#options.guards;
    const report = this.#upstream.report();
    return unknown.length === 0 ? report : { ...report, settings: { unreadable: unknown.join(', ') } };
  }

  /** How many questions come before that person's; undefined when there is none. */
  placeOf(person: string): number | undefined {
    return this.#turns.placeOf(person);
  }

  /** False when there was nothing to end. */
  cancel(person: string): boolean {
    const turn = this.#turns.find(person);
    turn?.controller.abort(new CancelledError());
    return turn !== undefined;
  }

  /** Rejects only with the reason of the asker's signal. */
  async ask(question: LlmQuestion): Promise<LlmOutcome> {
    const refusal = await this.#options.guards.check();
    const before = this.#turns.placeOf(question.person);
    if (before !== undefined) return { kind: 'twice', before };
    if (refusal) return refusal;
    if (this.#turns.isFull) return { kind: 'full', before: this.#turns.length };
    return this.#inTurn(question);
  }

  async #inTurn(question: LlmQuestion): Promise<LlmOutcome> {
    const { clock } = this.#options;
    const turn = this.#turns.enter(question.person);
    const { controller } = turn;
    const ends = [question.signal, this.#life.signal];
    const end = () => controller.abort(ends.find(({ aborted }) => aborted)?.reason);
    for (const signal of ends) signal.addEventListener('abort', end, { once: true });
    const until = clock.uptime() + question.timeoutMs - MARGIN_MS;
    const stop = clock.after('llm.deadline', question.timeoutMs, () => controller.abort(new LateError()));
    if (ends.some(({ aborted }) => aborted)) end();
    try {
      await turn.come();
      return await this.#answer(question, turn, until);
    } catch (error) {
      return this.#inOutcome(error, question, until);
    } finally {
      stop();
      for (const signal of ends) signal.removeEventListener('abort', end);
      this.#turns.leave(turn);
    }
  }

  async #answer(question: LlmQuestion, turn: Turn, until: number): Promise<LlmOutcome> {
    const refusal = await turn.untilEnded(this.#options.guards.check());
    if (refusal) return refusal;
    const { client, clock, prefixes } = this.#options;
    const { signal } = turn.controller;
    const patience = { until, tries: TRIES, signal };
    if (!this.#isHealthy) {
      await this.#upstream.call((timeoutMs) => this.#untilLoaded({ timeoutMs, signal }), patience);
    }
    const { messages, maxTokens } = question;
    const completion = await this.#upstream.call(
      (timeoutMs) => client.complete(messages, maxTokens, { timeoutMs, signal }),
      patience,
    );
    this.#healthyAt = clock.uptime();
    const text = cleanAnswer(completion.content, prefixes);
    return text === '' ? { kind: 'nothing' } : { kind: 'answer', text, isCutOff: completion.isCutOff };
  }

  get #isHealthy(): boolean {
    return this.#healthyAt !== undefined && this.#options.clock.uptime() - this.#healthyAt <= HEALTHY_MS;
  }

  /** A server that is loading its model says 503 and will be there soon: that is waited for, in the asker's time. */
  async #untilLoaded({ timeoutMs, signal }: CallLimits): Promise<void> {
    const { client, clock } = this.#options;
    const until = clock.uptime() + timeoutMs;
    for (;;) {
      try {
        return await client.checkHealth({ timeoutMs: until - clock.uptime(), signal });
      } catch (error) {
        const isLoading = error instanceof ServiceFailure && error.notes.status === 503;
        if (!isLoading || clock.uptime() + LOADING_POLL_MS >= until) throw error;
        await clock.sleep('llm.loading', LOADING_POLL_MS, signal);
      }
    }
  }

  #inOutcome(error: unknown, { timeoutMs, signal }: LlmQuestion, until: number): LlmOutcome {
    if (signal.aborted) throw signal.reason;
    if (error instanceof CancelledError) return { kind: 'cancelled' };
    if (error instanceof LateError) return { kind: 'late', afterMs: timeoutMs };
    if (!(error instanceof ServiceFailure)) throw error;
    this.#healthyAt = undefined;
    const { clock } = this.#options;
    if (error.reason === 'timeout' && clock.uptime() >= until) return { kind: 'late', afterMs: timeoutMs };
    return { kind: 'down', since: this.#upstream.trouble?.since ?? clock.now() };
  }
}
