import type { LanguageChoices } from '../../bot/languages.js';
import type { Language } from '../../bot/request.js';
import type { ChatNotice, ChatNoticeEnd, ChatPost } from '../../mesh/chat-post.js';
import type { ChatMessage } from '../../mesh/chat-store.js';
import type { Clock, Stop } from '../../util/clock.js';
import { type Admission, idIn, userIdOf } from './admission.js';
import type { BotApi } from './bot-api.js';
import { contentOf, messagesOf } from './content.js';
import type { Incoming } from './incoming.js';
import type { PostEnd, Postman } from './postman.js';
import type { Refusals } from './refusals.js';
import { TEXTS } from './texts.js';

export interface NoticesDeps {
  readonly admission: Admission;
  readonly api: Pick<BotApi, 'answerPress'>;
  readonly postman: Pick<Postman, 'send'>;
  readonly languages: LanguageChoices;
  readonly language: Language;
  readonly clock: Clock;
  readonly refusals: Pick<Refusals, 'isOff'>;
  messages(): readonly ChatMessage[];
  /** How he calls himself. */
  nameOf(userId: string): string | undefined;
}

const NEWS_TTL_MS = 24 * 3_600_000;

/** What people on Telegram are told unasked, and what they press. */
export class Notices implements ChatPost {
  readonly #deps: NoticesDeps;
  readonly #ends = new Set<(ticket: number, end: ChatNoticeEnd) => void>();
  readonly #presses = new Set<(userId: string, mark: string) => void>();

  constructor(deps: NoticesDeps) {
    this.#deps = deps;
  }

  admins(): readonly string[] {
    const { admission } = this.#deps;
    return admission.ids.filter((id) => admission.roleOf(id) === 'admin').map(userIdOf);
  }

  post({ userId, text, ttlMs, ticket, mark }: ChatNotice): boolean {
    const { admission, postman, clock, refusals } = this.#deps;
    const chat = idIn(userId);
    if (chat === undefined || admission.roleOf(chat) === 'any' || refusals.isOff(chat)) return false;
    const language = this.#languageOf(userId);
    const buttons =
      mark === undefined ? {} : { buttons: [{ text: TEXTS[language].acknowledge, data: mark }] };
    const madeAt = clock.now();
    postman.send(
      messagesOf({
        place: { chat },
        kind: 'alert',
        text,
        language,
        madeAt,
        ttlMs,
        ...(ticket !== undefined && { ticket }),
        ...buttons,
      }),
    );
    return true;
  }

  /** Somebody has to know that nothing reaches them any more. */
  refused(chat: number): void {
    const { nameOf } = this.#deps;
    const userId = userIdOf(chat);
    const who = chat < 0 ? String(chat) : [nameOf(userId), userId].filter(Boolean).join(' ');
    for (const admin of this.admins()) {
      const words = TEXTS[this.#languageOf(admin)];
      const text = chat < 0 ? words.thrownOut(who) : words.blocked(who);
      if (admin !== userId) this.post({ userId: admin, text, ttlMs: NEWS_TTL_MS });
    }
  }

  waiting(): readonly number[] {
    return this.#deps.messages().flatMap((message) => contentOf(message).ticket ?? []);
  }

  onEnd(listener: (ticket: number, end: ChatNoticeEnd) => void): Stop {
    this.#ends.add(listener);
    return () => this.#ends.delete(listener);
  }

  onPress(listener: (userId: string, mark: string) => void): Stop {
    this.#presses.add(listener);
    return () => this.#presses.delete(listener);
  }

  /** A message came to its end. */
  ended(message: ChatMessage, end: PostEnd): void {
    const { ticket } = contentOf(message);
    if (ticket !== undefined) for (const listener of this.#ends) listener(ticket, end);
  }

  /** A stranger's press does nothing. */
  pressed({ id, from, mark }: Incoming & { kind: 'pressed' }, signal: AbortSignal): void {
    const { admission, api } = this.#deps;
    if (admission.roleOf(from.id) === 'any') return;
    const userId = userIdOf(from.id);
    for (const listener of this.#presses) listener(userId, mark);
    // What is said is gone after a moment, and so not worth a second try.
    api.answerPress(id, TEXTS[this.#languageOf(userId)].acknowledged, signal).catch(() => {});
  }

  #languageOf(userId: string): Language {
    return this.#deps.languages.get(userId) ?? this.#deps.language;
  }
}
