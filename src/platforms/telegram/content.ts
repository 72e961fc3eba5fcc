import type { Language } from '../../bot/request.js';
import type { ChatMessage, ChatMessageKind, NewChatMessage } from '../../mesh/chat-store.js';
import { splitText } from './html.js';
import type { ChatPlace } from './incoming.js';
import { TEXTS } from './texts.js';

/** What a message to a chat holds. */
export interface ChatContent {
  readonly text: string;
  readonly language: Language;
  readonly topic?: number;
  readonly replyTo?: number;
  /** Telegram did not understand it as HTML. */
  readonly isPlain?: boolean;
  /** It goes as a file of this name. */
  readonly file?: string;
  readonly buttons?: readonly { readonly text: string; readonly data: string }[];
  /** By which whoever handed it over knows it again. */
  readonly ticket?: number;
}

export interface Letter extends Pick<ChatContent, 'text' | 'language' | 'replyTo' | 'buttons' | 'ticket'> {
  readonly place: Pick<ChatPlace, 'chat' | 'topic'>;
  readonly kind: ChatMessageKind;
  readonly madeAt: number;
  readonly ttlMs: number;
}

/** The messages of one text: several for a long one, a file for one that nobody would read in messages. */
export function messagesOf(letter: Letter): readonly NewChatMessage[] {
  const { place, kind, madeAt, ttlMs, text, buttons, ticket, ...rest } = letter;
  const parts = splitText(text);
  const topic = place.topic === undefined ? {} : { topic: place.topic };
  const whole = (content: Pick<ChatContent, 'text' | 'file'>, isLast: boolean): NewChatMessage => ({
    chat: place.chat,
    kind,
    content: {
      ...rest,
      ...topic,
      ...content,
      ...(isLast && buttons && { buttons }),
      ...(isLast && ticket !== undefined && { ticket }),
    } satisfies ChatContent,
    madeAt,
    expiresAt: madeAt + ttlMs,
  });
  if (!parts) return [whole({ text, file: TEXTS[letter.language].fileName }, true)];
  return parts.map((part, index) => whole({ text: part }, index === parts.length - 1));
}

/** Stored by this program, maybe by an earlier version of it. */
export function contentOf({ content }: Pick<ChatMessage, 'content'>): ChatContent {
  const { text, language } = content;
  return {
    ...content,
    text: typeof text === 'string' ? text : '',
    language: language === 'fr' ? 'fr' : 'en',
  };
}
