import type { Clock } from '../util/clock.js';

/** A command took longer than it may. */
export class TimeoutError extends Error {
  override readonly name = 'TimeoutError';
  readonly ms: number;

  constructor(ms: number) {
    super(`not done within ${ms} ms`);
    this.ms = ms;
  }
}

/** The program stops. */
export class StoppedError extends Error {
  override readonly name = 'StoppedError';
}

export interface Work<Result> {
  readonly clock: Clock;
  /** Aborted when the time is over; whoever else aborts it ends the work as well. */
  readonly controller: AbortController;
  work(): Promise<Result> | Result;
}

/** The result of `work`; rejects with the abort's reason when that comes first. */
export async function runWithin<Result>(
  ms: number,
  { clock, controller, work }: Work<Result>,
): Promise<Result> {
  const { signal } = controller;
  const stop = clock.after('bot.deadline', ms, () => controller.abort(new TimeoutError(ms)));
  try {
    return await new Promise<Result>((resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
      Promise.resolve().then(work).then(resolve, reject);
    });
  } finally {
    stop();
  }
}
