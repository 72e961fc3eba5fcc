import { messageOf } from '../util/errors.js';
import type { Log, LogFields } from '../util/log.js';
import { type CliIo, warnLine } from './io.js';

/**
 * The log of a command that tells its events itself: what a person has to know besides goes to standard error, and
 * the daily life of the link nowhere.
 */
export class NoticesOnly implements Log {
  readonly #io: Pick<CliIo, 'errors'>;

  constructor(io: Pick<CliIo, 'errors'>) {
    this.#io = io;
  }

  error(message: string, fields: LogFields = {}): void {
    const { err } = fields;
    const stack = err instanceof Error ? err.stack : messageOf(err ?? 'no more is known');
    warnLine(this.#io, `meshbot: ${message}: ${stack}`);
  }

  warn(message: string, fields: LogFields = {}): void {
    if (message !== 'node lock unavailable' && message !== 'node claimed twice') return;
    const { folder, reason, remedy } = fields;
    warnLine(this.#io, `meshbot: ${[message, folder, reason, remedy].filter(Boolean).join(': ')}`);
  }

  info(): void {}

  debug(): void {}

  named(): Log {
    return this;
  }
}
