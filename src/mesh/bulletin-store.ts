/** Remembers up to when each bulletin is told, so that none is told twice, whatever restarts. All times are ms since 1970. */
export interface BulletinStore {
  /** Undefined for one that was never seen. */
  toldUntil(key: string): number | undefined;
  mark(key: string, at: number): void;
  /** Forgets all others. */
  keepOnly(keys: readonly string[]): void;
}
