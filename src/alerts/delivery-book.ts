import {
  type AlertDelivery,
  type AlertStore,
  isOpen,
  type MatterKey,
  type Telling,
} from '../mesh/alert-store.js';
import type { Clock } from '../util/clock.js';

type NewDelivery = Omit<AlertDelivery, 'key' | 'madeAt' | 'tries'>;

const DAY_MS = 24 * 3_600_000;
const KEPT_MS = 90 * DAY_MS;
const HOUR_MS = 3_600_000;
/** More than may be sent in an hour. */
const RECENT = 200;

/** Who was told what, and what is on its way: in memory, and in the store as long as that can be written. */
export class DeliveryBook {
  readonly #store: AlertStore;
  readonly #clock: Clock;
  readonly #open = new Map<number, AlertDelivery>();
  readonly #tellings = new Map<string, Telling>();
  #lastKey = 0;
  #sent: number[] = [];
  #cleanedAt = Number.NEGATIVE_INFINITY;

  constructor(store: AlertStore, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  load(): void {
    for (const telling of this.#store.tellings()) this.#tellings.set(tellingKey(telling), telling);
    for (const delivery of this.#store.open()) this.#open.set(delivery.key, delivery);
    const newest = this.#store.newest(RECENT);
    this.#lastKey = newest[0]?.key ?? 0;
    this.#sent = newest.flatMap(({ sentAt }) => (sentAt === undefined ? [] : [sentAt]));
  }

  /** In the order in which they were made. */
  get open(): readonly AlertDelivery[] {
    return [...this.#open.values()];
  }

  newest(limit: number): readonly AlertDelivery[] {
    return this.#store.newest(limit);
  }

  add(delivery: NewDelivery): AlertDelivery {
    this.#lastKey += 1;
    const made = { ...delivery, key: this.#lastKey, madeAt: this.#clock.now(), tries: 0 };
    this.#put(made);
    return made;
  }

  change(delivery: AlertDelivery, change: Partial<AlertDelivery>): AlertDelivery {
    const changed = { ...delivery, ...change };
    this.#put(isOpen(changed) ? changed : { ...changed, endedAt: this.#clock.now() });
    return changed;
  }

  find(key: number): AlertDelivery | undefined {
    return this.#open.get(key);
  }

  /** One message more that costs airtime. */
  countSent(): void {
    this.#sent.push(this.#clock.now());
  }

  sentInLastHour(): number {
    const now = this.#clock.now();
    // A stamp ahead of us is one from before the clock was set back.
    this.#sent = this.#sent.filter((at) => at <= now && now - at < HOUR_MS);
    return this.#sent.length;
  }

  telling(matter: MatterKey, userId: string): Telling | undefined {
    return this.#tellings.get(tellingKey({ ...matter, userId }));
  }

  /** Those who were told of that episode. */
  toldOf({ alert, subject }: MatterKey, episode: number): readonly string[] {
    return [...this.#tellings.values()]
      .filter((each) => each.alert === alert && each.subject === subject && each.episode === episode)
      .map(({ userId }) => userId);
  }

  tell(telling: Telling): void {
    this.#tellings.set(tellingKey(telling), telling);
    this.#store.putTelling(telling);
  }

  /** Forgets what is old, once a day. */
  clean(): void {
    const uptime = this.#clock.uptime();
    if (uptime - this.#cleanedAt < DAY_MS) return;
    this.#cleanedAt = uptime;
    this.#store.removeBefore(this.#clock.now() - KEPT_MS);
  }

  #put(delivery: AlertDelivery): void {
    if (isOpen(delivery)) this.#open.set(delivery.key, delivery);
    else this.#open.delete(delivery.key);
    this.#store.putDelivery(delivery);
  }
}

function tellingKey({ alert, subject, userId }: MatterKey & { readonly userId: string }): string {
  return JSON.stringify([alert, subject, userId]);
}
