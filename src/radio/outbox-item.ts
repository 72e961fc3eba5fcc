import type { PacketId } from '../mesh/ids.js';
import type { Delivery, DeliveryFailure, Outgoing, Priority } from '../mesh/radio.js';
import type { Stop } from '../util/clock.js';
import type { OutboxEntry } from './outbox-store.js';
import type { Pacing } from './pacing.js';

/**
 * `waiting`: for its turn. `offered`: written, and the node has not said whether it took it. `taken`: the node has
 * it, and its fate is awaited.
 */
export type ItemPhase = 'waiting' | 'offered' | 'taken';

/** An entry of the outbox while it is alive in this process. */
export class OutboxItem {
  entry: OutboxEntry;
  phase: ItemPhase = 'waiting';
  /** Uptime before which it must not be tried. */
  notBefore = 0;
  /** Uptime at which it is worth nothing any more. */
  readonly expiresAt: number;
  readonly acceptedAt: number;
  /** Goes out again under the id that it had: after a reconnect, when it was never confirmed. */
  keepsId = false;
  /** How often the bytes in flight were written. */
  offers = 0;
  isRelayed = false;
  /** Why the last try was in vain. */
  lastFailure: DeliveryFailure | undefined;
  /** Ends the timer of the phase that it is in. */
  stopTimer: Stop = () => {};
  readonly settle: (delivery: Delivery) => void;

  constructor(entry: OutboxEntry, uptime: number, settle: (delivery: Delivery) => void) {
    this.entry = entry;
    this.acceptedAt = uptime;
    this.expiresAt = uptime + entry.message.ttlMs;
    this.settle = settle;
  }

  get message(): Outgoing {
    return this.entry.message;
  }

  get currentId(): PacketId | undefined {
    return this.entry.ids.at(-1);
  }

  enter(phase: ItemPhase): void {
    this.stopTimer();
    this.stopTimer = () => {};
    this.phase = phase;
  }
}

const RANK: Readonly<Record<Priority, number>> = { emergency: 0, reply: 1, alert: 2, announcement: 3 };

function goesBefore(a: OutboxItem, b: OutboxItem): boolean {
  const byRank = RANK[a.message.priority] - RANK[b.message.priority];
  return byRank === 0 ? a.entry.key < b.entry.key : byRank < 0;
}

export interface NextItem {
  readonly item: OutboxItem;
  /** 0: now. */
  readonly waitMs: number;
}

/** The item whose turn is next: whoever may go first in time, and among those the most urgent, then the oldest. */
export function nextItem(items: Iterable<OutboxItem>, pacing: Pacing, uptime: number): NextItem | undefined {
  let next: NextItem | undefined;
  for (const item of items) {
    if (item.phase !== 'waiting') continue;
    const waitMs = Math.max(item.notBefore - uptime, pacing.waitMs(item.message.content.kind, uptime), 0);
    const isSooner = !next || waitMs < next.waitMs || (waitMs === next.waitMs && goesBefore(item, next.item));
    if (isSooner) next = { item, waitMs };
  }
  return next;
}
