import type { LossReason } from '../mesh/radio.js';
import { codeOf, messageOf } from '../util/errors.js';

/** This session, or this try to open one, is over. The link makes a new one. */
export class LinkError extends Error {
  override readonly name = 'LinkError';
  readonly reason: LossReason;

  constructor(reason: LossReason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}

/** What networks do. Never worth a stack; anything else always is. */
const REASON_OF_CODE: Readonly<Record<string, LossReason>> = {
  ECONNRESET: 'reset',
  ECONNABORTED: 'reset',
  EPIPE: 'broken_pipe',
  ECONNREFUSED: 'refused',
  ETIMEDOUT: 'unreachable',
  EHOSTUNREACH: 'unreachable',
  EHOSTDOWN: 'unreachable',
  ENETUNREACH: 'unreachable',
  ENETDOWN: 'unreachable',
  EADDRNOTAVAIL: 'unreachable',
  ENOTFOUND: 'unresolved',
  EAI_AGAIN: 'unresolved',
  EAI_NODATA: 'unresolved',
  EAI_NONAME: 'unresolved',
};

export interface Loss {
  readonly reason: LossReason;
  /** For the log: the system's own words. */
  readonly detail?: string;
  /** Something that networks do not do: a bug of ours, or a system in trouble. */
  readonly unexpected?: unknown;
}

/** Why a connection broke, from what was thrown. Every error gives a reason; the unknown ones end as `reset`. */
export function lossOf(error: unknown): Loss {
  if (error instanceof LinkError) return { reason: error.reason, detail: error.message };
  const reason = REASON_OF_CODE[codeOf(error) ?? ''];
  if (reason) return { reason, detail: messageOf(error) };
  return { reason: 'reset', detail: messageOf(error), unexpected: error };
}
