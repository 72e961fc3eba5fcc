import type { ChatMessage } from '../services/llm/chat-client.js';
import type { Clock } from '../util/clock.js';
import { Recent } from './recent.js';
import { placeKey, type Request } from './request.js';

export interface ChatMemoryOptions {
  readonly clock: Pick<Clock, 'uptime'>;
  readonly maxMessages: number;
  /** After the last one. */
  readonly keepMs: number;
}

/** Enough for everybody who may talk at the same time. */
const MAX_TALKS = 200;

/** What was said with the language model of late, by person and place. It is kept here alone: never on disk or in the log. */
export class ChatMemory {
  readonly #options: ChatMemoryOptions;
  readonly #talks: Recent<readonly ChatMessage[]>;

  constructor(options: ChatMemoryOptions) {
    this.#options = options;
    this.#talks = new Recent(options.clock, MAX_TALKS);
  }

  /** Oldest first. */
  of(request: Request): readonly ChatMessage[] {
    return this.#talks.get(keyOf(request)) ?? [];
  }

  add(request: Request, question: string, answer: string): void {
    const { maxMessages, keepMs } = this.#options;
    const added: readonly ChatMessage[] = [
      { role: 'user', content: question },
      { role: 'assistant', content: answer },
    ];
    const talk = [...this.of(request), ...added];
    this.#talks.set(keyOf(request), talk.slice(Math.max(0, talk.length - maxMessages)), keepMs);
  }

  /** Gives how many messages that were. */
  forget(request: Request): number {
    const { length } = this.of(request);
    this.#talks.delete(keyOf(request));
    return length;
  }
}

function keyOf(request: Request): string {
  return placeKey(request, request.isDirect);
}
