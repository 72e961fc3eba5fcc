import type { Clock } from '../util/clock.js';
import { LinkError, type Loss, lossOf } from './loss.js';
import type { Connection, Transport } from './transport.js';

export interface OpenOptions {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly connectMs: number;
  readonly signal: AbortSignal;
}

/** One attempt with its deadline. Never rejects: what went wrong is a loss. */
export async function openWithin(options: OpenOptions): Promise<Connection | Loss> {
  const { transport, clock, connectMs, signal } = options;
  const attempt = new AbortController();
  const abort = () => attempt.abort(signal.reason);
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort, { once: true });
  const stopTimer = clock.after('link.connect', connectMs, () =>
    attempt.abort(new LinkError('connect_timeout', `no connection within ${connectMs / 1000} s`)),
  );
  try {
    return await transport.open(attempt.signal);
  } catch (error) {
    return lossOf(error);
  } finally {
    stopTimer();
    signal.removeEventListener('abort', abort);
  }
}
