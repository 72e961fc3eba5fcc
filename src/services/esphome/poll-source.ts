import type { Clock } from '../../util/clock.js';
import { ServiceFailure } from '../failure.js';
import type { ServiceReport, Trouble } from '../service-health.js';
import { Upstream, type UpstreamOptions } from '../upstream.js';
import { Poll, type PollOptions } from './poll.js';
import type { Source } from './source.js';

/** For one look at all sensors, each of which has 3 s of its own. */
const ROUND_MS = 30_000;
const TRIES = 3;

/** Asks a device for all its sensors, again and again. */
export class PollSource implements Source {
  readonly #upstream: Upstream;
  readonly #poll: Poll;
  readonly #clock: Clock;
  readonly #periodMs: number;

  constructor(health: UpstreamOptions, poll: PollOptions, periodMs: number) {
    this.#upstream = new Upstream(health);
    this.#poll = new Poll(poll);
    this.#clock = poll.clock;
    this.#periodMs = periodMs;
  }

  get trouble(): Trouble | undefined {
    return this.#upstream.trouble;
  }

  report(): ServiceReport {
    return this.#upstream.report();
  }

  async run(signal: AbortSignal, onRound: () => void): Promise<void> {
    while (!signal.aborted) {
      const dueAt = this.#clock.uptime() + this.#periodMs;
      await this.#look(signal);
      onRound();
      const waitMs = Math.max(0, dueAt - this.#clock.uptime());
      await this.#clock.sleep('esphome.poll', waitMs, signal).catch(() => {});
    }
  }

  async #look(signal: AbortSignal): Promise<void> {
    const patience = { until: this.#clock.uptime() + ROUND_MS, tries: TRIES, signal };
    try {
      await this.#upstream.call(() => this.#poll.round(signal), patience);
    } catch (error) {
      // Who was asked has told of it.
      if (!signal.aborted && !(error instanceof ServiceFailure)) throw error;
    }
  }
}
