/** What the Bot API, or the way to it, says when something does not work; each kind has its own remedy. */
import { codeOf, ServiceError } from '../../util/errors.js';

export type FailureKind =
  /** The token is wrong, or was taken back. */
  | 'denied'
  /** Another program asks for the same bot's updates, or a webhook takes them. */
  | 'conflict'
  /** Too much at once. */
  | 'flood'
  /** The addressee wants nothing from us, or is gone. */
  | 'blocked'
  /** It did not understand our HTML. */
  | 'markup'
  /** The group got another number. */
  | 'moved'
  /** Something else of our question was wrong: asking again would bring the same. */
  | 'refused'
  | 'server'
  | 'timeout'
  | 'unreachable';

export interface FailureNotes {
  /** In the server's words; never an address, because that holds the token. */
  readonly detail?: string;
  readonly retryMs?: number;
  readonly movedTo?: number;
  /** It may have done what it was asked all the same. */
  readonly isDoubtful?: boolean;
}

export class TelegramFailure extends ServiceError {
  readonly kind: FailureKind;
  readonly notes: FailureNotes;

  constructor(kind: FailureKind, notes: FailureNotes = {}) {
    super(notes.detail === undefined ? kind : `${kind}: ${notes.detail}`);
    this.kind = kind;
    this.notes = notes;
  }
}

/** As grammY throws an answer that is not `ok`. */
interface Refusal {
  readonly error_code: number;
  readonly description: string;
  readonly parameters?: { readonly retry_after?: number; readonly migrate_to_chat_id?: number };
}

/** The connection was never made, so nothing can have arrived. */
const NEVER_SENT: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** From whatever the library throws. */
export function failureFrom(error: unknown): TelegramFailure {
  if (error instanceof TelegramFailure) return error;
  if (isRefusal(error)) return refused(error);
  const cause = innermost(error);
  // An answer that is no JSON comes from something that stands before the server.
  if (cause instanceof SyntaxError)
    return new TelegramFailure('server', { detail: 'no JSON', isDoubtful: true });
  const code = codeOf(cause) ?? 'broken off';
  return new TelegramFailure('unreachable', { detail: code, isDoubtful: !NEVER_SENT.has(code) });
}

function isRefusal(error: unknown): error is Refusal {
  return typeof error === 'object' && error !== null && 'error_code' in error && 'description' in error;
}

/** An error of `fetch` hides what happened in its cause, grammY's in its `error`. */
function innermost(error: unknown): unknown {
  let at = error;
  for (let depth = 0; depth < 5 && at instanceof Error; depth++) {
    const inner = 'error' in at ? at.error : at.cause;
    if (inner === undefined) break;
    at = inner;
  }
  return at;
}

const MAX_RETRY_SECONDS = 86_400;

function refused({ error_code: code, description, parameters }: Refusal): TelegramFailure {
  const detail = `${code} ${description}`;
  const movedTo = parameters?.migrate_to_chat_id;
  if (movedTo !== undefined) return new TelegramFailure('moved', { detail, movedTo });
  if (code >= 500) return new TelegramFailure('server', { detail, isDoubtful: true });
  switch (code) {
    case 401:
    case 404:
      return new TelegramFailure('denied', { detail });
    case 403:
      return new TelegramFailure('blocked', { detail });
    case 409:
      return new TelegramFailure('conflict', { detail });
    case 429:
      return new TelegramFailure('flood', { detail, retryMs: retryMsOf(parameters?.retry_after) });
    default:
      return new TelegramFailure(/\bparse\b/i.test(description) ? 'markup' : 'refused', { detail });
  }
}

/** What a server asks us to wait, as long as it is a time at all. */
function retryMsOf(seconds: unknown): number {
  const isTime = typeof seconds === 'number' && Number.isFinite(seconds) && seconds > 0;
  return isTime ? Math.min(seconds, MAX_RETRY_SECONDS) * 1000 : 1000;
}
