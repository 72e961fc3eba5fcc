/** The history cannot be read. */
export class HistoryAwayError extends Error {
  override readonly name = 'HistoryAwayError';
  /** ms since 1970 */
  readonly since: number;

  constructor(since: number, cause: unknown) {
    super('the history cannot be read', { cause });
    this.since = since;
  }
}
