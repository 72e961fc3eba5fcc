import type { DeliveryFailure, Outgoing } from '../mesh/radio.js';
import { type RoutingError, routingErrorOf } from '../mesh/routing-error.js';

/** What to do about a verdict. A new try always takes a new id: the node swallows one that it knows, without a word. */
export type Reaction =
  | { readonly kind: 'delivered' }
  /** A neighbour repeated it: final for a broadcast, a beginning for a direct message. */
  | { readonly kind: 'relayed' }
  | { readonly kind: 'failed'; readonly reason: DeliveryFailure }
  /** The node never took it: this uses up no attempt. */
  | { readonly kind: 'later'; readonly afterMs: number; readonly reason: DeliveryFailure }
  /** It was transmitted, in vain: one more try, if any is left. */
  | { readonly kind: 'again'; readonly afterMs: number; readonly reason: DeliveryFailure }
  /** The node holds no key of the addressee: it may be given one. */
  | { readonly kind: 'keyless' };

/** The addressee asks our node for its key meanwhile (firmware 2.7.26 src/mesh/ReliableRouter.cpp:117-140). */
const KEY_EXCHANGE_MS = 20_000;
/** A real acknowledgement can still follow MAX_RETRANSMIT. */
const LATE_ACK_MS = 30_000;
/** The hourly window moves on slowly; a notice says in how many minutes, if it was not lost. */
const DUTY_CYCLE_MS = 60_000;
/** The transmit queue of 16 places drains at a packet every second or two. */
const QUEUE_FULL_MS = 5000;

/** Two sends of an answer are enough: who asked is there, or asks again. */
const SENDS_OF_ANSWER = 2;
/** Who is warned may be on the way: after the first send in vain a minute, after the second four more. */
const FIRST_PAUSE_MS = 60_000;
const LATER_PAUSE_MS = 240_000;

/** How often a direct message that nobody acknowledges is sent, and how long to wait before the next send at least. */
export function patienceFor(
  { priority }: Pick<Outgoing, 'priority'>,
  { attempts, maxAttempts }: { readonly attempts: number; readonly maxAttempts: number },
): { readonly sends: number; readonly pauseMs: number } {
  const isWarning = priority === 'alert' || priority === 'emergency';
  if (!isWarning) return { sends: Math.min(maxAttempts, SENDS_OF_ANSWER), pauseMs: 0 };
  return { sends: maxAttempts, pauseMs: attempts > 1 ? LATER_PAUSE_MS : FIRST_PAUSE_MS };
}

export interface Verdict {
  readonly error: RoutingError;
  /** It comes from our own node, not from the addressee. */
  readonly isLocal: boolean;
  readonly isDirect: boolean;
}

/** What a ROUTING packet with our id means. */
export function reactionTo(verdict: Verdict): Reaction {
  const { error, isLocal, isDirect } = verdict;
  switch (error) {
    case 'NONE':
      return isLocal ? { kind: 'relayed' } : { kind: 'delivered' };
    case 'MAX_RETRANSMIT':
      // A broadcast was on the air three times by then; a second message would only fill the screens that had it.
      return isDirect ? again(LATE_ACK_MS, 'no_ack') : failed('no_ack');
    case 'RATE_LIMIT_EXCEEDED':
      return later(0, 'rate_limited');
    case 'DUTY_CYCLE_LIMIT':
      return later(DUTY_CYCLE_MS, 'duty_cycle');
    case 'PKI_UNKNOWN_PUBKEY':
      return again(KEY_EXCHANGE_MS, 'key_rejected');
    case 'PKI_SEND_FAIL_PUBLIC_KEY':
      return { kind: 'keyless' };
    default:
      return failed(FINAL[error] ?? 'refused');
  }
}

const FINAL: Partial<Record<RoutingError, DeliveryFailure>> = {
  NO_CHANNEL: 'no_channel',
  TOO_LARGE: 'too_large',
  PKI_FAILED: 'key_rejected',
  NO_INTERFACE: 'transmitter_off',
  NO_ROUTE: 'no_ack',
  GOT_NAK: 'no_ack',
  TIMEOUT: 'no_ack',
};

/** Codes of `queueStatus.res` that no ROUTING packet explains (firmware 2.7.26 src/mesh/MeshTypes.h:15-19). */
const RES_QUEUE_FULL = 32;
const RES_NO_RADIO = 33;
const RES_TRANSMITTER_OFF = 34;
/** Codes that are the same in both, so that a lost ROUTING packet does no harm. */
const SHARED_CODES: readonly number[] = [6, 7, 9, 39];

/** What a refusal by `queueStatus` means when no ROUTING packet followed it. */
export function reactionToRefusal(res: number, isDirect: boolean): Reaction {
  if (SHARED_CODES.includes(res)) return reactionTo({ error: routingErrorOf(res), isLocal: true, isDirect });
  if (res === RES_QUEUE_FULL) return later(QUEUE_FULL_MS, 'queue_full');
  if (res === RES_NO_RADIO || res === RES_TRANSMITTER_OFF) return failed('transmitter_off');
  return failed('refused');
}

/**
 * Some refusals are told to a person alone: a traceroute within 30 s of the last one gets `res` 0 and no ROUTING
 * packet (firmware 2.7.26 src/mesh/PhoneAPI.cpp:828-859).
 */
export function reactionToNotice(text: string): Reaction | undefined {
  return /can only be sent once every/i.test(text) ? later(0, 'rate_limited') : undefined;
}

const MINUTE_MS = 60_000;
/** The window is an hour: nobody has to wait longer. */
const MAX_SILENT_MINUTES = 60;

/** "Duty cycle limit exceeded. You can send again in 7 mins" (firmware 2.7.26 src/mesh/Router.cpp:303-327), in ms. */
export function dutyCycleMs(notice: string): number | undefined {
  const minutes = /duty cycle.* in (\d+) min/i.exec(notice)?.[1];
  return minutes === undefined ? undefined : Math.min(Number(minutes), MAX_SILENT_MINUTES) * MINUTE_MS;
}

function failed(reason: DeliveryFailure): Reaction {
  return { kind: 'failed', reason };
}

function later(afterMs: number, reason: DeliveryFailure): Reaction {
  return { kind: 'later', afterMs, reason };
}

function again(afterMs: number, reason: DeliveryFailure): Reaction {
  return { kind: 'again', afterMs, reason };
}
