import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';

/** As many as a person goes back through. */
const MAX_LINES = 500;
/** Beyond this the file is written anew with the last ones. */
const MAX_KEPT_LINES = 2000;

/** What was typed before, one line each in a file of the user's own; several consoles may add to it. */
export class LineHistory {
  readonly #file: string;
  #last = '';

  constructor(file: string) {
    this.#file = file;
  }

  /** The last lines, newest first; none where nothing can be read. */
  read(): string[] {
    const lines = this.#lines();
    if (lines.length > MAX_KEPT_LINES) this.#quietly(() => this.#rewrite(lines.slice(-MAX_LINES)));
    return lines.slice(-MAX_LINES).reverse();
  }

  /** Blank lines and repeats are not worth keeping. */
  add(line: string): void {
    if (line === '' || line === this.#last) return;
    this.#last = line;
    this.#quietly(() => appendFileSync(this.#file, `${line}\n`, { mode: 0o600 }));
  }

  #lines(): string[] {
    try {
      return readFileSync(this.#file, 'utf8')
        .split('\n')
        .filter((line) => line !== '');
    } catch {
      return [];
    }
  }

  #rewrite(lines: readonly string[]): void {
    writeFileSync(this.#file, `${lines.join('\n')}\n`, { mode: 0o600 });
  }

  /** A disk that is full or read-only costs the arrow keys their memory and nothing else. */
  #quietly(task: () => void): void {
    try {
      task();
    } catch {}
  }
}
