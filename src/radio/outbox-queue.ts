import { Heap } from '../util/heap.js';
import type { Gate } from './gate.js';
import type { OutboxItem } from './outbox-item.js';

export interface NextItem {
  readonly item: OutboxItem;
  /** 0: now. */
  readonly waitMs: number;
}

const RANK = { emergency: 0, reply: 1, alert: 2, announcement: 3, chat: 4 } as const;

/** What waits for its turn or for a key, thousands of messages if need be: none of them is looked at before it is due. */
export class OutboxQueue {
  /** By kind and priority, on which alone it depends when the node may be handed a message. */
  readonly #lanes = new Map<string, Lane>();
  readonly #expiring = new Heap<OutboxItem>((a, b) => a.expiresAt < b.expiresAt);

  /** How many wait. */
  get size(): number {
    return this.#expiring.size;
  }

  /** To be told whenever an item has changed its phase, or the time before which it must not be tried. */
  place(item: OutboxItem): void {
    this.remove(item);
    if (item.isQueued) this.#expiring.add(item);
    if (item.phase === 'waiting') this.#laneOf(item).add(item);
  }

  remove(item: OutboxItem): void {
    this.#expiring.delete(item);
    this.#laneOf(item).remove(item);
  }

  /** The item whose turn is next: whoever may go first in time, and among those the most urgent, then the oldest. */
  next(gate: Pick<Gate, 'waitMs'>, uptime: number): NextItem | undefined {
    let next: NextItem | undefined;
    for (const lane of this.#lanes.values()) {
      const offer = lane.next(gate, uptime);
      if (offer && (!next || goesBefore(offer, next))) next = offer;
    }
    return next;
  }

  /** Uptime at which the first one has had its time. */
  firstExpiry(): number {
    return this.#expiring.first?.expiresAt ?? Number.POSITIVE_INFINITY;
  }

  /** Takes out whoever has had its time, in order of acceptance. */
  takeExpired(uptime: number): OutboxItem[] {
    const expired: OutboxItem[] = [];
    for (let { first } = this.#expiring; first && first.expiresAt <= uptime; { first } = this.#expiring) {
      this.remove(first);
      expired.push(first);
    }
    return expired.sort((a, b) => a.entry.key - b.entry.key);
  }

  #laneOf({ message: { content, priority } }: OutboxItem): Lane {
    const name = `${content.kind} ${priority}`;
    const lane = this.#lanes.get(name) ?? new Lane();
    this.#lanes.set(name, lane);
    return lane;
  }
}

function goesBefore(a: NextItem, b: NextItem): boolean {
  if (a.waitMs !== b.waitMs) return a.waitMs < b.waitMs;
  const byRank = RANK[a.item.message.priority] - RANK[b.item.message.priority];
  return byRank === 0 ? a.item.entry.key < b.item.entry.key : byRank < 0;
}

/** Messages of one kind and one priority. */
class Lane {
  readonly #due = new Heap<OutboxItem>((a, b) => a.entry.key < b.entry.key);
  readonly #later = new Heap<OutboxItem>((a, b) => a.notBefore < b.notBefore);

  add(item: OutboxItem): void {
    this.#later.add(item);
  }

  remove(item: OutboxItem): void {
    this.#due.delete(item);
    this.#later.delete(item);
  }

  next(gate: Pick<Gate, 'waitMs'>, uptime: number): NextItem | undefined {
    for (let { first } = this.#later; first && first.notBefore <= uptime; { first } = this.#later) {
      this.#later.delete(first);
      this.#due.add(first);
    }
    const item = this.#due.first ?? this.#later.first;
    if (!item) return undefined;
    return { item, waitMs: Math.max(item.notBefore - uptime, gate.waitMs(item.message, uptime), 0) };
  }
}
