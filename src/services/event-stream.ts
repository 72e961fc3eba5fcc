/** Server-sent events: https://html.spec.whatwg.org/multipage/server-sent-events.html */
import { createParser, type EventSourceMessage } from 'eventsource-parser';
import type { Clock, Stop } from '../util/clock.js';
import { ServiceFailure } from './failure.js';
import type { HttpOpener } from './http.js';

export type { EventSourceMessage } from 'eventsource-parser';

export interface EventStreamOptions {
  readonly http: HttpOpener;
  readonly clock: Clock;
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  /** Without an event for so long the stream is dead, also before the first one. */
  readonly silenceMs: number;
  readonly signal: AbortSignal;
  readonly onEvent: (event: EventSourceMessage) => void;
}

/** One event of ours is some hundred characters long. */
const MAX_BUFFERED = 65_536;

/** Reads one connection. Throws `ServiceFailure` at its end, whatever it was, or the reason of the caller's signal. */
export async function readEventStream(options: EventStreamOptions): Promise<never> {
  const { http, url, headers, signal } = options;
  const controller = new AbortController();
  const giveUp = () => controller.abort(signal.reason);
  signal.throwIfAborted();
  signal.addEventListener('abort', giveUp, { once: true });
  const patience = new Patience(options, controller);
  try {
    const request = { url, accept: 'text/event-stream' as const, ...(headers && { headers }) };
    const chunks = http.open(request, controller.signal);
    await readEvents(chunks, (event) => {
      patience.renew();
      options.onEvent(event);
    });
    throw new ServiceFailure('cut short', { detail: 'the stream ended' });
  } catch (error) {
    throw controller.signal.aborted ? controller.signal.reason : error;
  } finally {
    patience.end();
    signal.removeEventListener('abort', giveUp);
    controller.abort();
  }
}

class Patience {
  readonly #options: EventStreamOptions;
  readonly #controller: AbortController;
  #stop: Stop = () => {};

  constructor(options: EventStreamOptions, controller: AbortController) {
    this.#options = options;
    this.#controller = controller;
    this.renew();
  }

  renew(): void {
    const { clock, silenceMs } = this.#options;
    this.#stop();
    const tooLate = () => this.#controller.abort(new ServiceFailure('timeout'));
    this.#stop = clock.after('event-stream.silence', silenceMs, tooLate);
  }

  end(): void {
    this.#stop();
  }
}

async function readEvents(
  chunks: AsyncIterable<Uint8Array>,
  onEvent: (event: EventSourceMessage) => void,
): Promise<void> {
  const decoder = new TextDecoder('utf-8');
  let isTooLarge = false;
  const parser = createParser({
    onEvent,
    maxBufferSize: MAX_BUFFERED,
    onError: ({ type }) => {
      isTooLarge ||= type === 'max-buffer-size-exceeded';
    },
  });
  for await (const chunk of chunks) {
    parser.feed(decoder.decode(chunk, { stream: true }));
    if (isTooLarge) throw new ServiceFailure('too large', { detail: `more than ${MAX_BUFFERED} characters` });
  }
}
