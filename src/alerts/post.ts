import type { AlertDelivery, Covered, MatterKey } from '../mesh/alert-store.js';
import type { Clock } from '../util/clock.js';
import { isBad, isSameMatter } from './covered.js';
import type { DeliveryBook } from './delivery-book.js';
import { type AlertWay, platformOf, type WayEnd } from './way.js';

/** What one person is to read. */
export type Message = Pick<AlertDelivery, 'userId' | 'covers' | 'text' | 'isSevere' | 'ttlMs'>;

export interface PostDeps {
  readonly book: DeliveryBook;
  readonly ways: readonly AlertWay[];
  readonly clock: Clock;
  isStillTrue(covered: Covered): boolean;
  /** A person has been told. */
  onTold(covered: Covered, userId: string): void;
}

/** In an hour, over everything that costs airtime. */
const MAX_PER_HOUR = 40;
/** An outbox that has not told the end of a message long after its time never will. */
const OVERDUE_MS = 600_000;

/** Messages from the moment they are handed to a way until their end. */
export class Post {
  readonly #deps: PostDeps;

  constructor(deps: PostDeps) {
    this.#deps = deps;
  }

  start(): void {
    const { book, ways } = this.#deps;
    book.load();
    const queued = book.open.filter(({ state }) => state === 'queued');
    const listener = {
      ended: (key: number, end: WayEnd, tries: number) => this.#ended(key, end, tries),
      heard: (userId: string) => this.#heard(userId),
    };
    for (const way of ways) {
      const own = queued.filter(({ userId }) => this.wayTo(userId) === way);
      way.start(listener, own);
    }
  }

  stop(): void {
    for (const way of this.#deps.ways) way.stop();
  }

  wayTo(userId: string): AlertWay | undefined {
    return this.#deps.ways.find(({ platforms }) => platforms.includes(platformOf(userId)));
  }

  send(message: Message): void {
    const { book, clock } = this.#deps;
    const way = this.wayTo(message.userId);
    if (!way) return;
    this.#supersede(message);
    if (way.isScarce && book.sentInLastHour() >= MAX_PER_HOUR) {
      book.add({ ...message, state: 'dropped', reason: 'too_many' });
      return;
    }
    if (way.isScarce) book.countSent();
    way.deliver(book.add({ ...message, state: 'queued', sentAt: clock.now() }));
  }

  isOnItsWay(matter: MatterKey, userId: string): boolean {
    return this.#deps.book.open.some(
      (each) =>
        each.userId === userId &&
        each.state !== 'held' &&
        each.covers.some((covered) => isSameMatter(covered, matter) && isBad(covered.event)),
    );
  }

  /** What is over before it was told is not told. */
  dropHeld(matter: MatterKey): void {
    const { book } = this.#deps;
    for (const open of book.open) {
      const isOfIt = open.covers.every((each) => isSameMatter(each, matter) && isBad(each.event));
      if (open.state !== 'queued' && isOfIt && open.covers.length > 0)
        book.change(open, { state: 'dropped', reason: 'over' });
    }
  }

  /** Ends what nobody will hear of any more. */
  expire(): void {
    const { book, clock } = this.#deps;
    const now = clock.now();
    for (const open of book.open) {
      const endsAt = open.madeAt + open.ttlMs;
      if (open.state === 'unheard' && now >= endsAt) book.change(open, { state: 'failed' });
      if (open.state === 'queued' && now >= endsAt + OVERDUE_MS)
        book.change(open, { state: 'expired', reason: 'lost' });
    }
  }

  /** What waited to be told of the same matter is told now. */
  #supersede({ userId, covers }: Message): void {
    const { book } = this.#deps;
    for (const open of book.open) {
      const isSame = open.covers.some((each) => covers.some((now) => isSameMatter(each, now)));
      if (open.state !== 'queued' && open.userId === userId && isSame)
        book.change(open, { state: 'dropped', reason: 'superseded' });
    }
  }

  #ended(key: number, end: WayEnd, tries: number): void {
    const { book, clock } = this.#deps;
    const delivery = book.find(key);
    if (!delivery) return;
    const { covers, userId, madeAt, ttlMs } = delivery;
    const counted = { tries: delivery.tries + tries };
    if (end.state === 'failed') {
      const isFirst = delivery.reason === undefined;
      const canWait = end.canWait && isFirst && clock.now() < madeAt + ttlMs;
      book.change(delivery, { ...counted, state: canWait ? 'unheard' : 'failed', reason: end.reason });
      return;
    }
    book.change(delivery, { ...counted, state: end.state });
    if (end.state !== 'expired') for (const covered of covers) this.#told(covered, userId, end);
  }

  /** Only what surely arrived keeps others back; what perhaps did has to be taken back all the same. */
  #told(covered: Covered, userId: string, { state }: WayEnd): void {
    const { book, clock, onTold } = this.#deps;
    const { alert, subject, event, episode } = covered;
    if (!isBad(event) && event !== 'happened') return;
    const before = book.telling(covered, userId)?.at ?? 0;
    book.tell({ alert, subject, userId, episode, at: state === 'sent' ? before : clock.now() });
    onTold(covered, userId);
  }

  /** What nobody acknowledged goes once more, if it is still true. */
  #heard(userId: string): void {
    const { book, isStillTrue } = this.#deps;
    for (const open of book.open) {
      if (open.state !== 'unheard' || open.userId !== userId) continue;
      if (open.covers.every(isStillTrue)) this.wayTo(userId)?.deliver(book.change(open, { state: 'queued' }));
      else book.change(open, { state: 'dropped', reason: 'over' });
    }
  }
}
