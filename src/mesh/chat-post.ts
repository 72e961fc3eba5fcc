import type { Stop } from '../util/clock.js';

/** What somebody is to read on a chat service, unasked. */
export interface ChatNotice {
  /** As in requests: `telegram:123`. */
  readonly userId: string;
  readonly text: string;
  readonly ttlMs: number;
  /** By which its end is told; absent where nobody wants to know. */
  readonly ticket?: number;
  /** Comes back when he presses the button under it; without one there is none. */
  readonly mark?: string;
}

export type ChatNoticeEnd =
  | { readonly state: 'sent' | 'expired' }
  | { readonly state: 'failed'; readonly reason: string };

/** Brings notices to people on a chat service, in order, and keeps them over restarts until then. */
export interface ChatPost {
  /** Who answers for the bot there. */
  admins(): readonly string[];
  /** False where there is nobody of that name. */
  post(notice: ChatNotice): boolean;
  /** Tickets of what waits. */
  waiting(): readonly number[];
  onEnd(listener: (ticket: number, end: ChatNoticeEnd) => void): Stop;
  /** Somebody pressed the button of such a mark. */
  onPress(listener: (userId: string, mark: string) => void): Stop;
}
