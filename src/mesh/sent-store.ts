/** Remembers over restarts when something that goes out regularly went out last. */
export interface SentStore {
  /** ms since 1970; undefined when it never did. */
  lastSentAt(): number | undefined;
  /** False when it could not be written. */
  noteSent(at: number): boolean;
}
