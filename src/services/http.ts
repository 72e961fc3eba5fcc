/** The one way to ask a server over HTTP: with a deadline, a limit of size, and no trust in what comes back. */
import type { Clock } from '../util/clock.js';
import { codeOf } from '../util/errors.js';
import { cleanName, cutToBytes } from '../util/text.js';
import { type FailureReason, ServiceFailure } from './failure.js';

export interface HttpRequest {
  readonly url: URL;
  /** The only media type that is taken. */
  readonly accept: 'application/json' | 'text/html' | 'text/event-stream';
  /** Beside our own, such as a key; they go to the host that was named, never to another one that it redirects to. */
  readonly headers?: Readonly<Record<string, string>>;
  /** For all of it, from the connection to the last byte. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

/** What services ask with. */
export interface Http {
  /** The text of a good answer; else throws `ServiceFailure`, or the reason of the caller's signal. */
  get(request: HttpRequest): Promise<string>;
}

export interface HttpPost extends HttpRequest {
  /** Goes out as JSON, and to nowhere else: a redirect is a failure. */
  readonly json: unknown;
}

/** What is asked by more than an address. */
export interface HttpPoster extends Http {
  post(request: HttpPost): Promise<string>;
}

export type HttpOpen = Pick<HttpRequest, 'url' | 'accept' | 'headers'>;

/** Where an answer has no end. */
export interface HttpOpener {
  /** The bytes as they come, until the signal aborts; throws as `get` does. */
  open(request: HttpOpen, signal: AbortSignal): AsyncIterable<Uint8Array>;
}

const MAX_BYTES = 4 * 1024 * 1024;
/** As much of a refusal as goes to the log. */
const DETAIL_BYTES = 160;
const MAX_REFUSAL_BYTES = 4096;
const MAX_REDIRECTS = 3;
/** A server may ask for a longer pause; nobody waits for that. */
const MAX_PAUSE_MS = 24 * 3_600_000;

export interface HttpClientOptions {
  readonly clock: Clock;
  readonly version: string;
  /** Where whoever is asked finds out who asks. */
  readonly contactUrl?: string;
}

export class HttpClient implements HttpPoster, HttpOpener {
  readonly #clock: Clock;
  readonly #userAgent: string;

  constructor({ clock, version, contactUrl }: HttpClientOptions) {
    this.#clock = clock;
    this.#userAgent = contactUrl === undefined ? `MeshBot/${version}` : `MeshBot/${version} (+${contactUrl})`;
  }

  get(request: HttpRequest): Promise<string> {
    return this.#within(request, (signal) => this.#follow(request, signal));
  }

  post(request: HttpPost): Promise<string> {
    return this.#within(request, (signal) => this.#send(request, signal));
  }

  async *open(request: HttpOpen, signal: AbortSignal): AsyncIterable<Uint8Array> {
    try {
      const response = await this.#follow(request, signal);
      await checkAnswer(response, request.accept);
      for await (const chunk of response.body ?? []) yield chunk;
    } catch (error) {
      throw signal.aborted ? signal.reason : failureFrom(error);
    }
  }

  async #within(request: HttpRequest, send: (signal: AbortSignal) => Promise<Response>): Promise<string> {
    const controller = new AbortController();
    const { signal } = request;
    const giveUp = () => controller.abort(signal?.reason);
    signal?.throwIfAborted();
    signal?.addEventListener('abort', giveUp, { once: true });
    const timeout = new ServiceFailure('timeout');
    const stop = this.#clock.after('http.timeout', request.timeoutMs, () => controller.abort(timeout));
    try {
      return await readAnswer(await send(controller.signal), request.accept);
    } catch (error) {
      if (controller.signal.aborted) throw controller.signal.reason;
      throw failureFrom(error);
    } finally {
      stop();
      signal?.removeEventListener('abort', giveUp);
      // What was not read, of a body that is too large or of the wrong kind, is not waited for.
      controller.abort(timeout);
    }
  }

  async #send(request: HttpPost, signal: AbortSignal): Promise<Response> {
    const headers = { ...this.#headers(request, request.url), 'content-type': 'application/json' };
    const body = JSON.stringify(request.json);
    const options = { method: 'POST', body, signal, headers, redirect: 'manual' } as const;
    const response = await fetch(request.url, options);
    if (response.status < 300 || response.status >= 400) return response;
    throw new ServiceFailure('redirected', { detail: `status ${response.status}` });
  }

  /** Only gzip: what else a server packs in, we did not ask for. */
  #headers({ url, accept, headers }: HttpOpen, at: URL): Record<string, string> {
    const extra = at.host === url.host ? headers : {};
    return { ...extra, accept, 'accept-encoding': 'gzip', 'user-agent': this.#userAgent };
  }

  async #follow(request: HttpOpen, signal: AbortSignal): Promise<Response> {
    let at = request.url;
    for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
      const headers = this.#headers(request, at);
      const response = await fetch(at, { signal, headers, redirect: 'manual' });
      if (response.status < 300 || response.status >= 400) return response;
      await response.body?.cancel();
      at = nextStop(at, response);
    }
    throw new ServiceFailure('redirected', { detail: `more than ${MAX_REDIRECTS} times` });
  }
}

async function readAnswer(response: Response, accept: string): Promise<string> {
  await checkAnswer(response, accept);
  return decode(await readBody(response, MAX_BYTES));
}

async function checkAnswer(response: Response, accept: string): Promise<void> {
  if (!response.ok) throw await refusalOf(response);
  checkKind(response, accept);
}

/** Never from https to plain http, and never without saying where. */
function nextStop(from: URL, response: Response): URL {
  const location = response.headers.get('location');
  const to = location !== null && URL.canParse(location, from.href) ? new URL(location, from) : undefined;
  const isSafe = to?.protocol === 'https:' || (to?.protocol === 'http:' && from.protocol === 'http:');
  if (!to || !isSafe) throw new ServiceFailure('redirected', { detail: `status ${response.status}` });
  return to;
}

function checkKind(response: Response, accept: string): void {
  const [type = '', ...parameters] = (response.headers.get('content-type') ?? '').toLowerCase().split(';');
  if (type.trim() !== accept) throw new ServiceFailure('wrong type', { detail: shortened(type) });
  const charset = parameters.find((parameter) => parameter.trim().startsWith('charset='));
  if (charset !== undefined && !/=\s*"?(utf-?8|us-ascii)"?\s*$/.test(charset)) {
    throw new ServiceFailure('wrong encoding', { detail: shortened(charset) });
  }
  const packing = response.headers.get('content-encoding') ?? 'identity';
  if (!['identity', 'gzip'].includes(packing)) {
    throw new ServiceFailure('wrong encoding', { detail: shortened(packing) });
  }
}

/** Counts what is unpacked, so that a small packet that unpacks to gigabytes is cut too. */
async function readBody(response: Response, maxBytes: number): Promise<Uint8Array> {
  const tooLarge = new ServiceFailure('too large', { detail: `more than ${maxBytes} bytes` });
  if (Number(response.headers.get('content-length')) > maxBytes) throw tooLarge;
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) throw tooLarge;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, bytes);
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new ServiceFailure('wrong encoding', { detail: 'not UTF-8' });
  }
}

async function refusalOf(response: Response): Promise<ServiceFailure> {
  const said = await readBody(response, MAX_REFUSAL_BYTES).catch(() => new Uint8Array());
  const text = shortened(new TextDecoder().decode(said));
  const pauseMs = pauseOf(response);
  return new ServiceFailure(refusalReason(response.status), {
    detail: `status ${response.status}${text && `, ${text}`}`,
    status: response.status,
    ...(pauseMs !== undefined && { pauseMs }),
  });
}

function refusalReason(status: number): FailureReason {
  if (status === 401 || status === 403) return 'denied';
  if (status === 429) return 'busy';
  return status >= 500 || status === 408 ? 'server error' : 'rejected';
}

/** `Retry-After` in its form of seconds; the one with a date is not worth the trust in two clocks. */
function pauseOf(response: Response): number | undefined {
  const seconds = Number.parseInt(response.headers.get('retry-after') ?? '', 10);
  return seconds > 0 ? Math.min(seconds * 1000, MAX_PAUSE_MS) : undefined;
}

function failureFrom(error: unknown): ServiceFailure {
  return error instanceof ServiceFailure ? error : new ServiceFailure(networkReason(error));
}

/** `fetch` says "fetch failed" before an answer began and "terminated" when it broke off. */
function networkReason(error: unknown): FailureReason {
  if (!(error instanceof TypeError)) throw error;
  if (codeOf(error.cause)?.startsWith('Z_')) return 'wrong encoding';
  return error.message === 'terminated' ? 'cut short' : 'unreachable';
}

function shortened(text: string): string {
  return cutToBytes(cleanName(text), DETAIL_BYTES);
}
