import type { ChatStore } from '../../mesh/chat-store.js';
import type { Clock } from '../../util/clock.js';

/** Chats that want nothing from us, until something comes from there again. */
export class Refusals {
  readonly #store: Pick<ChatStore, 'chatsOff' | 'putOff' | 'removeOff'>;
  readonly #clock: Pick<Clock, 'now'>;
  #chats: Set<number> | undefined;

  constructor(store: Pick<ChatStore, 'chatsOff' | 'putOff' | 'removeOff'>, clock: Pick<Clock, 'now'>) {
    this.#store = store;
    this.#clock = clock;
  }

  /** Read once the store can be. */
  get #off(): Set<number> {
    this.#chats ??= new Set(this.#store.chatsOff());
    return this.#chats;
  }

  isOff(chat: number): boolean {
    return this.#off.has(chat);
  }

  /** False when that was known. */
  note(chat: number): boolean {
    if (this.#off.has(chat)) return false;
    this.#off.add(chat);
    this.#store.putOff(chat, this.#clock.now());
    return true;
  }

  lift(chat: number): void {
    if (this.#off.delete(chat)) this.#store.removeOff(chat);
  }
}
