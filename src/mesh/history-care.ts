import { UserError } from '../util/errors.js';
import type { Cleaned } from './history-sizes.js';

/** The disk takes no more: what was begun ended half-way, and nothing else is harmed. */
export class DiskRefusedError extends Error {
  override readonly name = 'DiskRefusedError';
}

/** No copy was made; its message says so in English. */
export class NoBackupError extends UserError {
  /** Why; undefined when the file exists already. */
  readonly reason: string | undefined;

  constructor(file: string, reason?: string) {
    super(
      reason === undefined ? `${file} exists already: name another file` : `no backup was made: ${reason}`,
    );
    this.reason = reason;
  }
}

/** What changes the database at a person's wish; `clean` and `vacuum` reject with `DiskRefusedError`. */
export interface HistoryCare {
  /** Deletes in small steps; resolves when all is gone. */
  clean(before: number): Promise<Cleaned>;
  /** Gives what is free back to the disk, in small steps, and tells the sizes of the file. */
  vacuum(): Promise<{ readonly beforeBytes: number; readonly afterBytes: number }>;
  /** Copies the database to `file`, which must not exist; throws `NoBackupError`. Resolves with its size. */
  backup(file: string): Promise<number>;
}
