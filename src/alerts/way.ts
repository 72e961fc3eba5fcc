import type { AlertDelivery } from '../mesh/alert-store.js';
import type { Topic } from '../mesh/user-store.js';

/** How a message ended on its way. */
export type WayEnd =
  | { readonly state: 'delivered' | 'relayed' | 'sent' | 'expired' }
  /** `canWait`: worth one more try when the addressee is heard. */
  | { readonly state: 'failed'; readonly reason: string; readonly canWait: boolean };

export interface WayListener {
  ended(key: number, end: WayEnd, tries: number): void;
  /** This person is there again. */
  heard(userId: string): void;
}

/** A way to people: the mesh, or another platform. It keeps what it was given over restarts, or takes it up again. */
export interface AlertWay {
  /** Beginnings of the user ids that it leads to, such as `mesh`. */
  readonly platforms: readonly string[];
  /** Between two messages of one matter to one person. */
  readonly throttleMs: number;
  /** In place of the alert's own. */
  readonly ttlMs?: number;
  /** Every message costs the airtime of all. */
  readonly isScarce: boolean;
  /** People who are told of a topic without having asked. */
  implied(topic: Topic): readonly string[];
  /** `open`: what was on its way when the process before ended. */
  start(listener: WayListener, open: readonly AlertDelivery[]): void;
  stop(): void;
  deliver(delivery: AlertDelivery): void;
}

/** `mesh` of `mesh:!16fad3dc`. */
export function platformOf(userId: string): string {
  return userId.slice(0, Math.max(0, userId.indexOf(':')));
}
