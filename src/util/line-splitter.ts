import { StringDecoder } from 'node:string_decoder';
import { byteLength } from './text.js';

/** Finds lines in a stream of bytes, whatever the pieces they come in. */
export class LineSplitter {
  readonly #maxBytes: number;
  readonly #decoder = new StringDecoder('utf8');
  #rest = '';
  #isTooLong = false;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Once true nothing more is read: where the next line begins is no longer known. */
  get isTooLong(): boolean {
    return this.#isTooLong;
  }

  /** The lines that `chunk` completes, without their ends; empty lines are left out. */
  push(chunk: Uint8Array): string[] {
    if (this.#isTooLong) return [];
    const pieces = `${this.#rest}${this.#decoder.write(Buffer.from(chunk))}`.split('\n');
    this.#rest = pieces.pop() ?? '';
    const tooLong = pieces.findIndex((piece) => byteLength(piece) > this.#maxBytes);
    this.#isTooLong = tooLong >= 0 || byteLength(this.#rest) > this.#maxBytes;
    if (this.#isTooLong) this.#rest = '';
    const whole = tooLong < 0 ? pieces : pieces.slice(0, tooLong);
    return whole.map((line) => line.trim()).filter((line) => line !== '');
  }
}

/** A value as one line of JSON. */
export function lineOf(value: unknown): string {
  return `${JSON.stringify(value)}\n`;
}
