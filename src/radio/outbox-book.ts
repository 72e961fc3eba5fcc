import type { PacketId } from '../mesh/ids.js';
import type { OutboxEntry, OutboxStore } from '../mesh/outbox-store.js';
import type { Delivery, OutboxCounts, Outgoing, SettledMessage } from '../mesh/radio.js';
import type { Clock } from '../util/clock.js';
import { OutboxItem } from './outbox-item.js';
import { OutboxQueue } from './outbox-queue.js';

export interface OutboxBookDeps {
  readonly store: OutboxStore;
  readonly clock: Clock;
  /** Hears the end of every message. */
  onSettled(settled: SettledMessage): void;
}

/** How a message ended; how long that took is reckoned here. */
export type End = Delivery extends infer Each
  ? Each extends Delivery
    ? Omit<Each, 'tookMs'>
    : never
  : never;

const COUNTED_AS = {
  delivered: 'delivered',
  relayed: 'delivered',
  sent: 'unconfirmed',
  failed: 'failed',
  expired: 'expired',
} as const;

/** Every message from acceptance to end, in memory as in the store. */
export class OutboxBook {
  readonly #deps: OutboxBookDeps;
  readonly #items = new Map<number, OutboxItem>();
  readonly #queue = new OutboxQueue();
  readonly #byId = new Map<PacketId, OutboxItem>();
  readonly #ended = { delivered: 0, unconfirmed: 0, failed: 0, expired: 0 };

  constructor(deps: OutboxBookDeps) {
    this.#deps = deps;
  }

  get counts(): OutboxCounts {
    const queued = this.#queue.size;
    return { queued, inFlight: this.#items.size - queued, ...this.#ended };
  }

  get queue(): Pick<OutboxQueue, 'next' | 'firstExpiry'> {
    return this.#queue;
  }

  /** In order of acceptance; may be changed while it is gone through. */
  get items(): readonly OutboxItem[] {
    return [...this.#items.values()];
  }

  has(item: OutboxItem): boolean {
    return this.#items.has(item.entry.key);
  }

  /** Whatever went out under that id, now or before. */
  find(id: PacketId): OutboxItem | undefined {
    return this.#byId.get(id);
  }

  /** It has its id from the beginning: one write to the disk, not two, stands between a message and the node. */
  accept(message: Outgoing, id: PacketId, settle: (delivery: Delivery) => void): void {
    const { clock, store } = this.#deps;
    const acceptedAt = clock.now();
    const entry = store.add({ message, acceptedAt, ids: [id], attempts: 0, needsNewId: false });
    this.#enter(new OutboxItem(entry, { uptime: clock.uptime(), agedMs: 0 }, settle));
  }

  /** What had not ended when the process before did. Its time goes on by the wall clock, and nobody waits for its end. */
  restore(): readonly OutboxItem[] {
    const { clock, store } = this.#deps;
    const left = store.pending().filter(({ key }) => !this.#items.has(key));
    return left.map((entry) => {
      const dated = datedBy(clock.now(), entry);
      if (dated !== entry) store.update(dated);
      const start = { uptime: clock.uptime(), agedMs: clock.now() - dated.acceptedAt };
      const item = new OutboxItem(dated, start, () => {});
      item.meetNewConnection(dated.attempts > 0);
      this.#enter(item);
      return item;
    });
  }

  change(item: OutboxItem, change: Partial<Pick<OutboxEntry, 'ids' | 'attempts' | 'needsNewId'>>): void {
    item.entry = { ...item.entry, ...change };
    this.#deps.store.update(item.entry);
    for (const id of change.ids ?? []) this.#byId.set(id, item);
  }

  /** Ends what waits and has had its time. */
  expire(uptime: number): void {
    for (const item of this.#queue.takeExpired(uptime)) {
      if (item.lastFailure) this.settle(item, { outcome: 'failed', reason: item.lastFailure });
      else this.settle(item, { outcome: item.entry.attempts > 0 ? 'sent' : 'expired' });
    }
  }

  /** The first end counts. */
  settle(item: OutboxItem, end: End): void {
    const { clock, store, onSettled } = this.#deps;
    const { message, currentId: id, entry } = item;
    if (!this.#items.delete(entry.key)) return;
    item.stopTimer();
    item.onMove = () => {};
    this.#queue.remove(item);
    for (const each of entry.ids) this.#byId.delete(each);
    store.remove(entry.key);
    this.#ended[COUNTED_AS[end.outcome]] += 1;
    const delivery: Delivery = { ...end, tookMs: clock.uptime() - item.acceptedAt };
    onSettled({ message, delivery, attempts: entry.attempts, ...(id !== undefined && { id }) });
    item.settle(delivery);
  }

  #enter(item: OutboxItem): void {
    this.#items.set(item.entry.key, item);
    for (const id of item.entry.ids) this.#byId.set(id, item);
    item.onMove = (moved) => this.#queue.place(moved);
    this.#queue.place(item);
  }
}

/**
 * A clock behind the acceptance says nothing of the time that has passed. Half of the time to live is granted from
 * now on: a machine that boots into the past each time may send late, but not for ever.
 */
function datedBy(now: number, entry: OutboxEntry): OutboxEntry {
  if (now >= entry.acceptedAt) return entry;
  const { message } = entry;
  return { ...entry, acceptedAt: now, message: { ...message, ttlMs: message.ttlMs / 2 } };
}
