/** What an update of the Bot API means to us. It comes from outside, so nothing of its shape is taken for granted. */

interface Person {
  readonly id: number;
  readonly name: string;
}

/** Where something was said. */
export interface ChatPlace {
  readonly chat: number;
  /** Between one person and us. */
  readonly isPrivate: boolean;
  /** Of a group that has topics. */
  readonly topic?: number;
}

export interface TextMessage extends ChatPlace {
  readonly kind: 'text';
  readonly from: Person;
  readonly messageId: number;
  readonly text: string;
  /** ms since 1970 */
  readonly sentAt: number;
  /** The message that it answers. */
  readonly replyTo?: number;
}

/** Somebody set signs under a message that were not there before. */
export interface Reacted {
  readonly kind: 'reacted';
  readonly chat: number;
  readonly isPrivate: boolean;
  readonly from: Person;
  readonly messageId: number;
  readonly emojis: readonly string[];
  /** ms since 1970 */
  readonly sentAt: number;
}

/** Why a message is not taken as somebody's words. */
export type UnreadReason = 'no person' | 'a bot' | 'forwarded' | 'not a text';

export type Incoming =
  | TextMessage
  | (ChatPlace & { readonly kind: 'unread'; readonly reason: UnreadReason; readonly from?: Person })
  | Reacted
  | { readonly kind: 'moved'; readonly chat: number; readonly to: number }
  | {
      readonly kind: 'pressed';
      readonly id: string;
      readonly from: Person;
      readonly chat: number;
      readonly mark: string;
    }
  | { readonly kind: 'other' };

type Fields = Readonly<Record<string, unknown>>;

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

/** Telegram's own server counts no further (telegram-bot-api, `TQueue::EventId::MAX_ID`). */
const MAX_UPDATE_ID = 2_000_000_000;

/** The number of an update; undefined for what cannot be one. */
export function updateIdOf(update: unknown): number | undefined {
  const id = idIn(fieldsOf(update)['update_id']);
  return id !== undefined && id >= 0 && id <= MAX_UPDATE_ID ? id : undefined;
}

export function readUpdate(update: unknown): Incoming {
  const { message, callback_query: press, message_reaction: reaction } = fieldsOf(update);
  if (press !== undefined) return readPress(fieldsOf(press));
  if (reaction !== undefined) return readReaction(fieldsOf(reaction));
  return message === undefined ? { kind: 'other' } : readMessage(fieldsOf(message));
}

function readMessage(message: Fields): Incoming {
  const chat = fieldsOf(message['chat']);
  const chatId = idIn(chat['id']);
  if (chatId === undefined || chat['type'] === 'channel') return { kind: 'other' };
  const to = idIn(message['migrate_to_chat_id']);
  if (to !== undefined) return { kind: 'moved', chat: chatId, to };
  const topic = message['is_topic_message'] === true ? idIn(message['message_thread_id']) : undefined;
  const place = {
    chat: chatId,
    isPrivate: chat['type'] === 'private',
    ...(topic !== undefined && { topic }),
  };
  const from = personIn(message['from']);
  const { text, date } = message;
  const messageId = idIn(message['message_id']);
  const reason = unreadReason(message, from);
  if (reason || !from || typeof text !== 'string' || messageId === undefined) {
    return { kind: 'unread', ...place, reason: reason ?? 'not a text', ...(from && { from }) };
  }
  const replyTo = idIn(fieldsOf(message['reply_to_message'])['message_id']);
  return {
    kind: 'text',
    ...place,
    from,
    messageId,
    text,
    sentAt: momentIn(date),
    ...(replyTo !== undefined && { replyTo }),
  };
}

/** An anonymous admin and a channel speak through `sender_chat`, and anybody can be behind it. */
function unreadReason(message: Fields, from: Person | undefined): UnreadReason | undefined {
  if (!from || message['sender_chat'] !== undefined) return 'no person';
  if (fieldsOf(message['from'])['is_bot'] === true) return 'a bot';
  const isForwarded = 'forward_origin' in message || 'forward_date' in message || 'via_bot' in message;
  if (isForwarded) return 'forwarded';
  return typeof message['text'] === 'string' ? undefined : 'not a text';
}

function readPress(press: Fields): Incoming {
  const from = personIn(press['from']);
  const { id, data } = press;
  const chat = idIn(fieldsOf(fieldsOf(press['message'])['chat'])['id']);
  if (!from || typeof id !== 'string' || typeof data !== 'string' || chat === undefined)
    return { kind: 'other' };
  return { kind: 'pressed', id, from, chat, mark: data };
}

/** Of an anonymous one there is no user, and of our own there is no update. */
function readReaction(reaction: Fields): Incoming {
  const from = personIn(reaction['user']);
  const chat = fieldsOf(reaction['chat']);
  const chatId = idIn(chat['id']);
  const messageId = idIn(reaction['message_id']);
  if (!from || chatId === undefined || messageId === undefined) return { kind: 'other' };
  if (fieldsOf(reaction['user'])['is_bot'] === true) return { kind: 'other' };
  const before = new Set(emojisIn(reaction['old_reaction']));
  const emojis = emojisIn(reaction['new_reaction']).filter((emoji) => !before.has(emoji));
  const isPrivate = chat['type'] === 'private';
  return {
    kind: 'reacted',
    chat: chatId,
    isPrivate,
    from,
    messageId,
    emojis,
    sentAt: momentIn(reaction['date']),
  };
}

/** Those that everybody can show; others are pictures of Telegram's own. */
function emojisIn(value: unknown): readonly string[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((each) => {
    const { type, emoji } = fieldsOf(each);
    return type === 'emoji' && typeof emoji === 'string' ? [emoji] : [];
  });
}

/** Seconds there, ms here; long ago for what is no time. */
function momentIn(date: unknown): number {
  return typeof date === 'number' ? date * 1000 : 0;
}

function personIn(value: unknown): Person | undefined {
  const { id, first_name: first, last_name: last } = fieldsOf(value);
  const known = idIn(id);
  const name = [first, last].filter((part) => typeof part === 'string').join(' ');
  return known === undefined ? undefined : { id: known, name };
}

function idIn(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : undefined;
}
