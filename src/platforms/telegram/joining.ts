/** What piles up while Telegram is away is told in one message rather than in a hundred. */
import type { ChatMessage } from '../../mesh/chat-store.js';
import { type ChatContent, contentOf, type Piece } from './content.js';
import { MAX_UNITS } from './html.js';

/** So many texts of one place may wait, each as a message of its own. */
const JOIN_ABOVE = 10;

export interface Joined {
  /** In place of those that were there under the same keys. */
  readonly kept: readonly ChatMessage[];
  readonly dropped: readonly ChatMessage[];
}

/** Undefined while there are few enough. What may have arrived already is left alone. */
export function joined(messages: readonly ChatMessage[], newest: ChatMessage): Joined | undefined {
  const waiting = messages.filter((message) => isJoinable(message) && isSamePlace(message, newest));
  const texts = waiting.reduce((count, message) => count + piecesOf(message).length, 0);
  if (texts <= JOIN_ABOVE) return undefined;
  const kept: ChatMessage[] = [];
  const dropped: ChatMessage[] = [];
  for (const message of waiting) {
    const last = kept.at(-1);
    const both = last && together(last, message, newest.madeAt);
    if (both) {
      kept[kept.length - 1] = both;
      dropped.push(message);
    } else kept.push(message);
  }
  return { kept, dropped };
}

function isJoinable(message: ChatMessage): boolean {
  return message.kind === 'relay' && !message.isDoubtful && contentOf(message).heard !== undefined;
}

function isSamePlace(a: ChatMessage, b: ChatMessage): boolean {
  return a.chat === b.chat && contentOf(a).topic === contentOf(b).topic;
}

/** Undefined where they would not fit into one message. */
function together(first: ChatMessage, second: ChatMessage, now: number): ChatMessage | undefined {
  const pieces = [...piecesOf(first), ...piecesOf(second)].filter(({ expiresAt }) => expiresAt > now);
  const text = pieces.map((piece) => piece.text).join('\n');
  if (text.length > MAX_UNITS) return undefined;
  const { topic, language, heard = [] } = contentOf(first);
  const content = {
    text,
    language,
    ...(topic !== undefined && { topic }),
    heard: [...heard, ...(contentOf(second).heard ?? [])],
    pieces,
  } satisfies ChatContent;
  return { ...first, content, expiresAt: Math.max(first.expiresAt, second.expiresAt) };
}

function piecesOf(message: ChatMessage): readonly Piece[] {
  const { text, pieces } = contentOf(message);
  return pieces ?? [{ text, expiresAt: message.expiresAt }];
}
