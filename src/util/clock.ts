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

/** A timer that comes so much too late means that we stood still: a suspended machine or a blocked event loop. */
const STANDSTILL_MS = 250;
/** What came while we stood still is read within this, before anybody's patience ends. */
const CATCH_UP_MS = 50;
/** Node.js takes a longer wait for none. */
const LONGEST_WAIT_MS = 2 ** 31 - 1;

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
    const dueAt = performance.now() + ms;
    const fire = () => {
      const leftMs = dueAt - performance.now();
      if (leftMs > STANDSTILL_MS) timer = wait(leftMs, fire);
      else if (leftMs > -STANDSTILL_MS) task();
      else timer = wait(CATCH_UP_MS, task);
    };
    let timer = wait(ms, fire);
    return () => clearTimeout(timer);
  }

  every(_name: string, ms: number, task: () => void): Stop {
    let dueAt = performance.now() + ms;
    let catchUp: NodeJS.Timeout | undefined;
    const timer = setInterval(() => {
      const lateMs = performance.now() - dueAt;
      dueAt += lateMs + ms;
      if (lateMs < STANDSTILL_MS) task();
      else catchUp = wait(CATCH_UP_MS, task);
    }, ms);
    return () => {
      clearInterval(timer);
      clearTimeout(catchUp);
    };
  }
}

function wait(ms: number, task: () => void): NodeJS.Timeout {
  return setTimeout(task, Math.min(ms, LONGEST_WAIT_MS));
}

/** A calendar view of a wall-clock stamp, or of its ISO form, in the local time zone of the process. */
export function toDate(at: number | string): Date {
  return new Date(at);
}
