import type { Log, LogFields, LogLevel } from '../../src/util/log.js';

export interface LogLine {
  readonly level: LogLevel;
  readonly name: string;
  readonly msg: string;
  readonly fields: LogFields;
}

/** Keeps every line, for tests to read as the owner would. */
export class RecordingLog implements Log {
  readonly lines: LogLine[];
  /** Hears each line when it is written, whatever part of the app writes it. */
  readonly listeners: Set<(line: LogLine) => void>;
  readonly #name: string;

  constructor(name = '', lines: LogLine[] = [], listeners: RecordingLog['listeners'] = new Set()) {
    this.#name = name;
    this.lines = lines;
    this.listeners = listeners;
  }

  error(msg: string, fields: LogFields = {}): void {
    this.#add('error', msg, fields);
  }

  warn(msg: string, fields: LogFields = {}): void {
    this.#add('warn', msg, fields);
  }

  info(msg: string, fields: LogFields = {}): void {
    this.#add('info', msg, fields);
  }

  debug(msg: string, fields: LogFields = {}): void {
    this.#add('debug', msg, fields);
  }

  named(name: string): RecordingLog {
    return new RecordingLog(name, this.lines, this.listeners);
  }

  /** Messages at or above `info`, in order: what a person sees on a quiet day. */
  visible(): string[] {
    return this.lines.filter((line) => line.level !== 'debug').map((line) => line.msg);
  }

  find(msg: string): LogLine[] {
    return this.lines.filter((line) => line.msg === msg);
  }

  #add(level: LogLevel, msg: string, fields: LogFields): void {
    const line = { level, name: this.#name, msg, fields };
    this.lines.push(line);
    for (const listener of this.listeners) listener(line);
  }
}
