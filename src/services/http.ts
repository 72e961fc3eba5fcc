/** The one way to ask a server over HTTP: with a deadline, a limit of size, and no trust in what comes back. */
import type { Clock } from '../util/clock.js';
import { codeOf } from '../util/errors.js';
import { cleanName, cutToBytes } from '../util/text.js';
import { type FailureReason, ServiceFailure } from './failure.js';

export interface HttpRequest {
  readonly url: URL;
  /** The only media type that is taken. */
  readonly accept: 'application/json' | 'text/html';
  /** For all of it, from the connection to the last byte. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

/** What services ask with. */
export interface Http {
  /** The text of a good answer; else throws `ServiceFailure`, or the reason of the caller's signal. */
  get(request: HttpRequest): Promise<string>;
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
}

export class HttpClient implements Http {
  readonly #clock: Clock;
  readonly #userAgent: string;

  constructor({ clock, version }: HttpClientOptions) {
    this.#clock = clock;
    this.#userAgent = `MeshBot/${version}`;
  }

  async get(request: HttpRequest): Promise<string> {
    const controller = new AbortController();
    const { signal } = request;
    const giveUp = () => controller.abort(signal?.reason);
    signal?.throwIfAborted();
    signal?.addEventListener('abort', giveUp, { once: true });
    const timeout = new ServiceFailure('timeout');
    const stop = this.#clock.after('http.timeout', request.timeoutMs, () => controller.abort(timeout));
    try {
      return await this.#ask(request, controller.signal);
    } catch (error) {
      if (controller.signal.aborted) throw controller.signal.reason;
      throw error instanceof ServiceFailure ? error : new ServiceFailure(networkReason(error));
    } finally {
      stop();
      signal?.removeEventListener('abort', giveUp);
      // What was not read, of a body that is too large or of the wrong kind, is not waited for.
      controller.abort(timeout);
    }
  }

  async #ask(request: HttpRequest, signal: AbortSignal): Promise<string> {
    const response = await this.#follow(request, signal);
    if (!response.ok) throw await refusalOf(response);
    checkKind(response, request.accept);
    return decode(await readBody(response, MAX_BYTES));
  }

  async #follow({ url, accept }: HttpRequest, signal: AbortSignal): Promise<Response> {
    // Only gzip: what else a server packs in, we did not ask for.
    const headers = { accept, 'accept-encoding': 'gzip', 'user-agent': this.#userAgent };
    let at = url;
    for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
      const response = await fetch(at, { signal, headers, redirect: 'manual' });
      if (response.status < 300 || response.status >= 400) return response;
      await response.body?.cancel();
      at = nextStop(at, response);
    }
    throw new ServiceFailure('redirected', { detail: `more than ${MAX_REDIRECTS} times` });
  }
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

/** `fetch` says "fetch failed" before an answer began and "terminated" when it broke off. */
function networkReason(error: unknown): FailureReason {
  if (!(error instanceof TypeError)) throw error;
  if (codeOf(error.cause)?.startsWith('Z_')) return 'wrong encoding';
  return error.message === 'terminated' ? 'cut short' : 'unreachable';
}

function shortened(text: string): string {
  return cutToBytes(cleanName(text), DETAIL_BYTES);
}
