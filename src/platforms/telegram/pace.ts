import type { Clock } from '../../util/clock.js';

/** Telegram takes one message a second in a chat, 20 a minute in a group and 30 a second in all. */
const CHAT_MS = 1000;
const GROUP_MS = 3000;
const ALL_MS = 40;
const MAX_KEPT = 1000;

/** When the next message may go, by chat and in all. */
export class Pace {
  readonly #clock: Pick<Clock, 'uptime'>;
  readonly #freeAt = new Map<number, number>();
  #allFreeAt = Number.NEGATIVE_INFINITY;

  constructor(clock: Pick<Clock, 'uptime'>) {
    this.#clock = clock;
  }

  /** 0 when something may go to that chat now. */
  waitMs(chat: number): number {
    const freeAt = Math.max(this.#allFreeAt, this.#freeAt.get(chat) ?? Number.NEGATIVE_INFINITY);
    return Math.max(0, freeAt - this.#clock.uptime());
  }

  /** Telegram wants that chat left alone, for longer than its usual pace. */
  isHeld(chat: number): boolean {
    return (this.#freeAt.get(chat) ?? Number.NEGATIVE_INFINITY) - this.#clock.uptime() > GROUP_MS;
  }

  sent(chat: number): void {
    this.#keep(chat, chat < 0 ? GROUP_MS : CHAT_MS);
    this.#allFreeAt = this.#clock.uptime() + ALL_MS;
  }

  /** That chat is to be left alone. */
  hold(chat: number, ms: number): void {
    this.#keep(chat, ms);
  }

  /** Nothing goes anywhere. */
  holdAll(ms: number): void {
    this.#allFreeAt = this.#clock.uptime() + ms;
  }

  #keep(chat: number, ms: number): void {
    const now = this.#clock.uptime();
    this.#freeAt.delete(chat);
    this.#freeAt.set(chat, now + ms);
    if (this.#freeAt.size <= MAX_KEPT) return;
    for (const [known, freeAt] of this.#freeAt) if (freeAt <= now) this.#freeAt.delete(known);
  }
}
