import type { Clock } from '../util/clock.js';
import { toDate } from '../util/clock.js';
import { LOG_LEVELS, type Log, type LogFields, type LogLevel } from '../util/log.js';
import { plainFields } from './log-fields.js';

export interface TerminalLogOptions {
  readonly level: LogLevel;
  readonly output: { write(text: string): unknown };
  readonly clock: Clock;
  readonly hasColors: boolean;
  /** Parts of the program of which only errors are shown. */
  readonly quiet?: readonly string[];
}

const COLORS: Readonly<Record<LogLevel, number>> = { error: 31, warn: 33, info: 32, debug: 90 };

/** `14:05:31 info  link    link ready node=!0b07ba5e tookMs=412`: one line for one event, stacks below it. */
export class TerminalLog implements Log {
  readonly #options: TerminalLogOptions;
  readonly #name: string;

  constructor(options: TerminalLogOptions, name = 'meshbot') {
    this.#options = options;
    this.#name = name;
  }

  error(message: string, fields?: LogFields): void {
    this.#write('error', message, fields);
  }

  warn(message: string, fields?: LogFields): void {
    this.#write('warn', message, fields);
  }

  info(message: string, fields?: LogFields): void {
    this.#write('info', message, fields);
  }

  debug(message: string, fields?: LogFields): void {
    this.#write('debug', message, fields);
  }

  named(name: string): Log {
    const isQuiet = this.#options.quiet?.includes(name) === true;
    return new TerminalLog(isQuiet ? { ...this.#options, level: 'error' } : this.#options, name);
  }

  #write(level: LogLevel, message: string, fields: LogFields = {}): void {
    const { output, clock, hasColors } = this.#options;
    if (LOG_LEVELS.indexOf(level) > LOG_LEVELS.indexOf(this.#options.level)) return;
    const label = level.padEnd(5);
    const shown = hasColors ? `\u001b[${COLORS[level]}m${label}\u001b[0m` : label;
    const { inline, below } = render(plainFields(fields));
    const head = `${timeOfDay(clock.now())} ${shown} ${this.#name.padEnd(8)} ${message}`;
    output.write(`${[head, ...inline].join(' ')}\n${below.map((text) => `${text}\n`).join('')}`);
  }
}

/** Local time, as on the wall beside the terminal. */
export function timeOfDay(at: number): string {
  return toDate(at).toTimeString().slice(0, 8);
}

function render(fields: LogFields): { readonly inline: string[]; readonly below: string[] } {
  const written = Object.entries(fields).filter(([, value]) => value !== undefined);
  const isLong = (value: unknown): value is string => typeof value === 'string' && value.includes('\n');
  return {
    inline: written.filter(([, value]) => !isLong(value)).map(([key, value]) => `${key}=${brief(value)}`),
    below: written.map(([, value]) => value).filter(isLong),
  };
}

function brief(value: unknown): string {
  if (typeof value === 'string' && /^[^\s="]+$/u.test(value)) return value;
  return JSON.stringify(value) ?? String(value);
}
