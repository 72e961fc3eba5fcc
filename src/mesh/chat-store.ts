/** What a chat service told us and was not answered yet, and what waits to go there. All times are ms since 1970. */

/** Something that happened there, as it came. */
export interface ChatUpdate {
  /** Given by the service; rises with time. */
  readonly id: number;
  readonly takenAt: number;
  readonly body: string;
  /** What it asks for was begun, and must not be begun again. */
  readonly isBegun: boolean;
}

export type ChatMessageKind = 'alert' | 'answer' | 'relay';

/** A message that is to go to a chat. */
export interface NewChatMessage {
  readonly chat: number;
  readonly kind: ChatMessageKind;
  /** Its text, and what belongs to it. */
  readonly content: Readonly<Record<string, unknown>>;
  readonly madeAt: number;
  readonly expiresAt: number;
}

export interface ChatMessage extends NewChatMessage {
  /** Rises with the order in which they were made. */
  readonly key: number;
  /** It was sent, and nobody knows whether it arrived. */
  readonly isDoubtful: boolean;
}

/** A chat that got another number. */
export interface ChatMove {
  readonly from: number;
  readonly to: number;
}

/** Keeps both over restarts: nothing is lost, and nothing is answered twice. */
export interface ChatStore {
  /** The newest update that was ever taken. */
  newest(): Pick<ChatUpdate, 'id' | 'takenAt'> | undefined;
  /** Keeps those that were never seen, and gives them back. */
  take(updates: readonly ChatUpdate[]): readonly ChatUpdate[];
  /** Taken and not finished, in order. */
  unfinished(): readonly ChatUpdate[];
  begin(id: number): void;
  /** In one step: the update is done, and its answers wait. */
  finish(id: number, answers: readonly ChatMessage[]): void;
  /** Forgets finished updates that were taken before. */
  forgetBefore(at: number): void;
  /** In order. */
  messages(): readonly ChatMessage[];
  putMessage(message: ChatMessage): void;
  removeMessage(key: number): void;
  moves(): readonly ChatMove[];
  putMove(move: ChatMove): void;
  /** Chats that want nothing from us. */
  chatsOff(): readonly number[];
  putOff(chat: number, since: number): void;
  removeOff(chat: number): void;
}
