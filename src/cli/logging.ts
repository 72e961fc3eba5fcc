import type { Writable } from 'node:stream';
import { pino } from 'pino';
import type { Log, LogFields, LogLevel } from '../util/log.js';
import { plainFields } from './log-fields.js';

/** One JSON object a line: `level` as text, `time`, `name`, the fields, `msg`. */
export function createJsonLog(level: LogLevel, output: Pick<Writable, 'write'>): Log {
  const logger = pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    { write: (line: string) => void output.write(line) },
  );
  return new PinoLog(logger, 'meshbot');
}

class PinoLog implements Log {
  readonly #logger: pino.Logger;
  readonly #named: pino.Logger;

  constructor(logger: pino.Logger, name: string) {
    this.#logger = logger;
    this.#named = logger.child({ name });
  }

  error(message: string, fields: LogFields = {}): void {
    this.#named.error(plainFields(fields), message);
  }

  warn(message: string, fields: LogFields = {}): void {
    this.#named.warn(plainFields(fields), message);
  }

  info(message: string, fields: LogFields = {}): void {
    this.#named.info(plainFields(fields), message);
  }

  debug(message: string, fields: LogFields = {}): void {
    if (this.#named.isLevelEnabled('debug')) this.#named.debug(plainFields(fields), message);
  }

  named(name: string): Log {
    return new PinoLog(this.#logger, name);
  }
}
