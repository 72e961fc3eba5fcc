import type { Language } from '../../bot/request.js';
import type { ChatMessage, ChatMessageKind, NewChatMessage } from '../../mesh/chat-store.js';
import type { PacketId } from '../../mesh/ids.js';
import type { RelayLink } from '../../mesh/relay-store.js';
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
  /** It tells how the text of that key goes on over the mesh. */
  readonly progress?: number;
  /** The packets that it shows. */
  readonly heard?: readonly HeardPacket[];
  /** It answers the message that shows this packet, once there is one. */
  readonly answers?: PacketId;
  /** What it is made of, where it was more than one. */
  readonly pieces?: readonly Piece[];
  /** It stands in place of what that message says. */
  readonly edits?: number;
  /** It is a sign under that message; where Telegram knows no such sign, its text is sent. */
  readonly reaction?: { readonly messageId: number; readonly emoji: string };
}

export type HeardPacket = Pick<RelayLink, 'from' | 'id'>;

export interface Piece {
  readonly text: string;
  readonly expiresAt: number;
}

export interface Letter
  extends Pick<
    ChatContent,
    | 'text'
    | 'language'
    | 'replyTo'
    | 'buttons'
    | 'ticket'
    | 'progress'
    | 'heard'
    | 'answers'
    | 'edits'
    | 'reaction'
  > {
  readonly place: Pick<ChatPlace, 'chat' | 'topic'>;
  readonly kind: ChatMessageKind;
  readonly madeAt: number;
  readonly ttlMs: number;
  /** More than these are a file. */
  readonly mostMessages?: number;
}

/** The messages of one text: several for a long one, a file for one that nobody would read in messages. */
export function messagesOf(letter: Letter): readonly NewChatMessage[] {
  const { place, kind, madeAt, ttlMs, text, buttons, ticket, progress, mostMessages, ...rest } = letter;
  const parts = splitText(text, mostMessages);
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
      ...(isLast && progress !== undefined && { progress }),
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

/** What is to be read of it now. */
export function wordsIn({ text, pieces }: ChatContent, now: number): string {
  const lasting = pieces?.filter(({ expiresAt }) => expiresAt > now).map((piece) => piece.text);
  return lasting && lasting.length > 0 ? lasting.join('\n') : text;
}
