/** Ends what was started. Calling it twice does no harm. */
export type Stop = () => void;

/**
 * The only source of time. `now` stamps events and may jump with the wall clock; `uptime` measures and never
 * goes back. Every timer carries a name, `owner.purpose`, so that a leak can be named.
 */
export interface Clock {
  /** Wall clock, milliseconds since 1970. */
  now(): number;
  /** Monotonic milliseconds since some fixed point. */
  uptime(): number;
  /** Resolves after `ms`; rejects with the signal's reason as soon as the signal aborts. */
  sleep(name: string, ms: number, signal?: AbortSignal): Promise<void>;
  /** Runs `task` once after `ms`. */
  after(name: string, ms: number, task: () => void): Stop;
  /** Runs `task` every `ms`, first after `ms`. */
  every(name: string, ms: number, task: () => void): Stop;
}

/** Builds `sleep` from `after`, so that every clock aborts in the same way. */
export function sleepWith(
  after: Clock['after'],
  name: string,
  ms: number,
  signal?: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason);
      return;
    }
    const stop = after(name, ms, () => {
      signal?.removeEventListener('abort', abort);
      resolve();
    });
    const abort = () => {
      stop();
      reject(signal?.reason);
    };
    signal?.addEventListener('abort', abort, { once: true });
  });
}

export class SystemClock implements Clock {
  now(): number {
    return Date.now();
  }

  uptime(): number {
    return performance.now();
  }

  sleep(name: string, ms: number, signal?: AbortSignal): Promise<void> {
    return sleepWith(this.after, name, ms, signal);
  }

  after(_name: string, ms: number, task: () => void): Stop {
    const timer = setTimeout(task, ms);
    return () => clearTimeout(timer);
  }

  every(_name: string, ms: number, task: () => void): Stop {
    const timer = setInterval(task, ms);
    return () => clearInterval(timer);
  }
}

/** A calendar view of a wall-clock stamp in the local time zone of the process. */
export function toDate(at: number): Date {
  return new Date(at);
}
