import type { ChatMessage, ChatStore, NewChatMessage } from '../../mesh/chat-store.js';
import { contentOf } from './content.js';
import { joined } from './joining.js';

/** More than a person reads after an outage. */
const MAX_WAITING = 500;
/** What is given up first when there are too many. */
const GIVEN_UP_FIRST = ['relay', 'answer', 'alert'] as const;

/** The messages that wait for Telegram, in order, in memory and in the store. */
export class Postbox {
  readonly #store: ChatStore;
  #messages: ChatMessage[] = [];
  #nextKey = 1;
  #isLoaded = false;

  constructor(store: ChatStore) {
    this.#store = store;
  }

  /** Takes up what the process before left, once the store can be read. */
  #load(): void {
    if (this.#isLoaded) return;
    this.#isLoaded = true;
    this.#messages = [...this.#store.messages()];
    this.#nextKey = (this.#messages.at(-1)?.key ?? 0) + 1;
  }

  /** How many answers wait, for the chats that are counted. */
  answers(isCounted: (chat: number) => boolean): number {
    return this.messages.filter(({ chat, kind }) => kind === 'answer' && isCounted(chat)).length;
  }

  /** When the first of them is worth nothing any more; infinity without any. */
  get firstExpiresAt(): number {
    return Math.min(...this.messages.map(({ expiresAt }) => expiresAt));
  }

  get messages(): readonly ChatMessage[] {
    this.#load();
    return this.#messages;
  }

  /** Stored at once; gives what had to be given up for it. */
  put(made: readonly NewChatMessage[]): readonly ChatMessage[] {
    this.#load();
    const messages = made.map((each) => this.#keyed(each));
    for (const message of messages) {
      this.#outdate(message);
      this.#store.putMessage(message);
    }
    this.#messages.push(...messages);
    for (const message of messages) this.#join(message);
    return this.#shrink();
  }

  /** In one step with the end of the update that they answer. */
  answer(updateId: number, made: readonly NewChatMessage[]): readonly ChatMessage[] {
    this.#load();
    const messages = made.map((each) => this.#keyed(each));
    this.#store.finish(updateId, messages);
    this.#messages.push(...messages);
    return this.#shrink();
  }

  replace(message: ChatMessage): void {
    const at = this.#messages.findIndex(({ key }) => key === message.key);
    if (at === -1) return;
    this.#messages[at] = message;
    this.#store.putMessage(message);
  }

  remove({ key }: Pick<ChatMessage, 'key'>): void {
    this.#messages = this.#messages.filter((each) => each.key !== key);
    this.#store.removeMessage(key);
  }

  /** What was meant for one chat goes to another. */
  move(from: number, to: number): void {
    for (const message of this.#messages.filter(({ chat }) => chat === from))
      this.replace({ ...message, chat: to });
  }

  /** Gives those that nobody waits for any more. */
  expire(now: number): readonly ChatMessage[] {
    const expired = this.#messages.filter(({ expiresAt }) => expiresAt <= now);
    for (const message of expired) this.remove(message);
    return expired;
  }

  #keyed(message: NewChatMessage): ChatMessage {
    return { ...message, key: this.#nextKey++, isDoubtful: false };
  }

  /** Of several changes of one message only the last one counts, and of one sign of one person under it as well. */
  #outdate(message: ChatMessage): void {
    const { edits, reaction, text } = contentOf(message);
    if (edits === undefined && !reaction) return;
    const earlier = this.#messages.filter((each) => {
      if (each.chat !== message.chat) return false;
      const content = contentOf(each);
      if (edits !== undefined) return content.edits === edits;
      // Its words name the sign and the person. One that is on its way has been told, and ends by itself.
      return !each.isDoubtful && content.reaction?.messageId === reaction?.messageId && content.text === text;
    });
    for (const each of earlier) this.remove(each);
  }

  #join(newest: ChatMessage): void {
    const { kept, dropped } = joined(this.#messages, newest) ?? { kept: [], dropped: [] };
    for (const message of kept) this.replace(message);
    for (const message of dropped) this.remove(message);
  }

  #shrink(): readonly ChatMessage[] {
    const dropped: ChatMessage[] = [];
    while (this.#messages.length > MAX_WAITING) {
      const kind = GIVEN_UP_FIRST.find((each) => this.#messages.some((message) => message.kind === each));
      const oldest = this.#messages.find((message) => message.kind === kind);
      if (!oldest) break;
      this.remove(oldest);
      dropped.push(oldest);
    }
    return dropped;
  }
}
