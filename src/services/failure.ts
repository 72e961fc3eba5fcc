import { ServiceError } from '../util/errors.js';

/** Why a call to the outside brought nothing. */
export type FailureReason =
  /** No whole answer in time. */
  | 'timeout'
  | 'unreachable'
  /** 401 or 403. */
  | 'denied'
  /** 429, or our own ceiling of calls. */
  | 'busy'
  | 'server error'
  /** Another status that is no success: our question was not understood. */
  | 'rejected'
  /** Too many redirects, or one to where we do not follow. */
  | 'redirected'
  | 'too large'
  | 'cut short'
  | 'wrong type'
  | 'wrong encoding'
  /** It came whole and says nothing that we understand. */
  | 'unreadable'
  /** Not even asked: it failed too often just before. */
  | 'paused';

/** What a caller may do about it. */
export interface FailureNotes {
  /** What the service said of it, for the log. */
  readonly detail?: string;
  /** The status of an answer that was no success. */
  readonly status?: number;
  /** How long the service wants to be left alone. */
  readonly pauseMs?: number;
}

export class ServiceFailure extends ServiceError {
  readonly reason: FailureReason;
  readonly notes: FailureNotes;

  constructor(reason: FailureReason, notes: FailureNotes = {}) {
    super(notes.detail === undefined ? reason : `${reason}: ${notes.detail}`);
    this.reason = reason;
    this.notes = notes;
  }
}

const TRANSIENT: ReadonlySet<FailureReason> = new Set(['unreachable', 'server error', 'cut short']);

/** Whether the same question may well succeed some seconds later. */
export function isTransient(error: unknown): boolean {
  return error instanceof ServiceFailure && TRANSIENT.has(error.reason);
}
