import type { AlertEvent } from '../mesh/alert-store.js';
import { isBad } from './covered.js';

/** What speaks for and against telling one person of one event now; times are ms since 1970. */
export interface Circumstances {
  readonly event: AlertEvent;
  readonly now: number;
  /** When the quiet ends that holds for this person and this event. */
  readonly quietUntil?: number;
  /** When he may be told of this matter again. */
  readonly freeAt: number;
  /** Bad news of this matter is on its way to him. */
  readonly isOnItsWay: boolean;
  /** So many others were told of this event that the air has had enough of it. */
  readonly isTooMany: boolean;
}

export type Decision =
  | { readonly kind: 'send' }
  | { readonly kind: 'hold'; readonly until: number; readonly reason: 'quiet' | 'throttle' }
  | { readonly kind: 'drop'; readonly reason: 'throttle' | 'too_many' | 'on_its_way' };

export function decide({ event, now, quietUntil, freeAt, ...rest }: Circumstances): Decision {
  if (quietUntil !== undefined) return { kind: 'hold', until: quietUntil, reason: 'quiet' };
  const isUrgent = event === 'risen' || !(isBad(event) || event === 'happened');
  if (!isUrgent && freeAt > now) {
    return event === 'raised'
      ? { kind: 'hold', until: freeAt, reason: 'throttle' }
      : { kind: 'drop', reason: 'throttle' };
  }
  if (event === 'reminded' && rest.isOnItsWay) return { kind: 'drop', reason: 'on_its_way' };
  return rest.isTooMany ? { kind: 'drop', reason: 'too_many' } : { kind: 'send' };
}
