import { MessageChannel } from 'node:worker_threads';
import { describe, expect, it, vi } from 'vitest';
import { SystemClock, sleepWith, toDate } from '../../src/util/clock.js';
import { FakeClock } from '../support/fake-clock.js';

/** A timer that is fired by hand, and whether it was stopped. */
function handTimer() {
  const timer = { fire: () => {}, isStopped: false };
  const after = (_name: string, _ms: number, task: () => void) => {
    timer.fire = task;
    return () => {
      timer.isStopped = true;
    };
  };
  return { timer, after };
}

describe('sleepWith', () => {
  it('resolves when the timer fires', async () => {
    const { timer, after } = handTimer();
    const sleep = sleepWith(after, 'test.sleep', 5);
    timer.fire();
    await expect(sleep).resolves.toBeUndefined();
  });

  it('rejects with the reason and stops the timer when the signal aborts', async () => {
    const { timer, after } = handTimer();
    const controller = new AbortController();
    const sleep = sleepWith(after, 'test.sleep', 5, controller.signal);
    controller.abort(new Error('enough'));
    await expect(sleep).rejects.toThrow('enough');
    expect(timer.isStopped).toBe(true);
  });

  it('rejects at once and sets no timer when the signal has aborted before', async () => {
    const clock = new FakeClock();
    const sleep = clock.sleep('test.sleep', 5, AbortSignal.abort(new Error('too late')));
    await expect(sleep).rejects.toThrow('too late');
    expect(clock.pending()).toEqual([]);
  });

  it('leaves no listener on a signal that outlives it', async () => {
    const { timer, after } = handTimer();
    const controller = new AbortController();
    const sleep = sleepWith(after, 'test.sleep', 5, controller.signal);
    timer.fire();
    await sleep;
    controller.abort();
    expect(timer.isStopped).toBe(false);
  });
});

describe('SystemClock', () => {
  const clock = new SystemClock();

  it('tells the wall clock', () => {
    const before = Date.now();
    expect(clock.now()).toBeGreaterThanOrEqual(before);
    expect(clock.now()).toBeLessThanOrEqual(Date.now());
  });

  it('measures with a clock that never goes back', async () => {
    const before = clock.uptime();
    await clock.sleep('test.sleep', 2);
    expect(clock.uptime()).toBeGreaterThan(before);
  });

  it('runs a task once', async () => {
    let runs = 0;
    clock.after('test.once', 0, () => runs++);
    await clock.sleep('test.sleep', 10);
    expect(runs).toBe(1);
  });

  it('runs a task again and again until it is stopped', async () => {
    let runs = 0;
    await new Promise<void>((resolve) => {
      const stop = clock.every('test.every', 1, () => {
        runs += 1;
        if (runs < 3) return;
        stop();
        resolve();
      });
    });
    await clock.sleep('test.sleep', 5);
    expect(runs).toBe(3);
  });

  it('does not run a task that was stopped, however often', async () => {
    let runs = 0;
    const stop = clock.after('test.once', 1, () => runs++);
    stop();
    stop();
    await clock.sleep('test.sleep', 5);
    expect(runs).toBe(0);
  });
});

/** Keeps the event loop from turning. */
function block(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}

describe('SystemClock after a standstill of ours', () => {
  const clock = new SystemClock();

  it('lets what arrived meanwhile be read before a wait ends', async () => {
    const { port1, port2 } = new MessageChannel();
    const seen: string[] = [];
    port2.on('message', (message) => seen.push(message));
    const ended = new Promise<void>((resolve) => {
      clock.after('test.once', 5, () => {
        seen.push('patience');
        resolve();
      });
    });
    // The message is on its way when the timer has long been due.
    setImmediate(() => {
      block(300);
      port1.postMessage('answer');
    });
    await ended;
    port1.close();
    expect(seen).toEqual(['answer', 'patience']);
  });

  it('runs a repeated task once for what it missed, and not when it is stopped', async () => {
    let runs = 0;
    const stop = clock.every('test.every', 40, () => runs++);
    const stopAtOnce = clock.every('test.other', 40, () => runs++);
    block(350);
    await clock.sleep('test.sleep', 10);
    stopAtOnce();
    expect(runs).toBe(0);
    await expect.poll(() => runs).toBeGreaterThan(0);
    stop();
  });

  it('waits longer than a timer of Node.js can', () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    try {
      let runs = 0;
      clock.after('test.once', 2 ** 31 + 1000, () => runs++);
      vi.advanceTimersByTime(2 ** 31);
      expect(runs).toBe(0);
      vi.advanceTimersByTime(1000);
      expect(runs).toBe(1);
    } finally {
      vi.useRealTimers();
    }
  });
});

describe('toDate', () => {
  it('gives the calendar view of a stamp', () => {
    expect(toDate(1_773_316_800_000).toISOString()).toBe('2026-03-12T12:00:00.000Z');
  });
});
