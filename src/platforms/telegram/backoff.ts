import type { FailureKind, TelegramFailure } from './failure.js';

const SECOND = 1000;
/** A token that was refused is most likely refused for long. */
const DENIED_MS = 600 * SECOND;
const CONFLICT_MS = [5, 10, 30, 60].map((seconds) => seconds * SECOND);
const AWAY_MS = [1, 2, 4, 8, 16, 32, 60].map((seconds) => seconds * SECOND);

/** How long to wait after a failure, longer with each one of its kind in a row. */
export class Backoff {
  #kind: FailureKind | undefined;
  #tries = 0;

  reset(): void {
    this.#kind = undefined;
    this.#tries = 0;
  }

  after({ kind, notes }: TelegramFailure): number {
    this.#tries = kind === this.#kind ? this.#tries + 1 : 0;
    this.#kind = kind;
    if (kind === 'denied') return DENIED_MS;
    if (kind === 'flood') return notes.retryMs ?? SECOND;
    const steps = kind === 'conflict' ? CONFLICT_MS : AWAY_MS;
    return steps[Math.min(this.#tries, steps.length - 1)] ?? SECOND;
  }
}
