import type { ChannelIndex, NodeNum } from '../mesh/ids.js';
import type { TextPacket } from '../mesh/packet.js';

export const LANGUAGES = ['en', 'fr'] as const;
export type Language = (typeof LANGUAGES)[number];

/** In rising order of what one may do. */
export const ROLES = ['any', 'known', 'admin'] as const;
export type Role = (typeof ROLES)[number];

type PlatformName = 'mesh' | 'telegram' | 'console';

/** Who asks, as far as the platform could prove it. */
export interface Asker {
  /** Stable over restarts and unique over platforms: `mesh:!16fad3dc`, `console`. */
  readonly id: string;
  /** For addressing in an answer; never a proof. */
  readonly name: string;
  readonly role: Role;
  readonly nodeNum?: NodeNum;
}

/** A message on a chat service. */
export interface ChatOrigin {
  readonly chat: number;
  /** Of a group that has topics. */
  readonly topic?: number;
  readonly messageId: number;
}

/** A line of text that somebody addressed to the bot, wherever it came from. */
export interface Request {
  readonly platform: PlatformName;
  readonly user: Asker;
  readonly text: string;
  /** The channel that carried it; absent outside the mesh. */
  readonly channel?: ChannelIndex;
  /** From one to us alone; on the mesh a direct message. */
  readonly isDirect: boolean;
  /** The answer must fit packets of 200 bytes. */
  readonly isBrief: boolean;
  /** What the platform would answer in when the user chose nothing. */
  readonly language: Language;
  /** ms since 1970 */
  readonly receivedAt: number;
  /** The packet that carried it, for answers about its way. */
  readonly packet?: TextPacket;
  /** The message that carried it on a chat service; absent elsewhere. */
  readonly origin?: ChatOrigin;
}

/** Proved and unproved requests of one node number are kept apart, so that nobody can act on another's account by forging. */
export function askerKey(user: Asker): string {
  return `${user.id}/${user.role === 'any' ? 'unproved' : 'proved'}`;
}

/** One asker in one place: a channel, or a group and its topic. All that goes to one person alone is one place. */
export function placeKey({ user, channel, origin }: Request, isDirect: boolean): string {
  const place = origin ? `${origin.chat}/${origin.topic ?? ''}` : channel;
  return `${askerKey(user)}@${isDirect ? 'direct' : place}`;
}
