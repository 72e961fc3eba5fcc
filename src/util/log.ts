/** Fields of a log line. Never a secret, never a key, never the text of a message above debug. */
export type LogFields = Readonly<Record<string, unknown>>;

/**
 * A constant message and fields, one line for one event.
 * `error`: a person must act. `warn`: degraded, handled. `info`: rare events of life. `debug`: per packet.
 */
export interface Log {
  error(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  debug(message: string, fields?: LogFields): void;
  /** A log whose lines carry `name`. */
  named(name: string): Log;
}

export const LOG_LEVELS = ['error', 'warn', 'info', 'debug'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];
