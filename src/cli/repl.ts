import { createInterface, type Interface } from 'node:readline';
import { type CliIo, isInteractive } from './io.js';

export interface ReplOptions {
  readonly io: CliIo;
  readonly prompt: string;
  /** Words that Tab completes. */
  readonly completions: readonly string[];
  /** The answer to a line; undefined says nothing. */
  ask(line: string): Promise<string | undefined>;
}

const GOODBYE = new Set(['quit', '/quit']);

/** One line in, its answer out, in order; on a terminal with history and completion. */
export class Repl {
  readonly #options: ReplOptions;
  readonly #readline: Interface;
  readonly #isInteractive: boolean;
  #answered: Promise<void> = Promise.resolve();
  #failure: unknown;
  #isClosed = false;
  #hasQuit = false;

  constructor(options: ReplOptions) {
    const { io, prompt } = options;
    this.#options = options;
    this.#isInteractive = isInteractive(io);
    this.#readline = createInterface({
      input: io.input,
      output: io.output,
      prompt,
      terminal: this.#isInteractive,
      completer: (line: string) => complete(line, options.completions),
    });
  }

  /** Resolves when the person leaves, the input ends or the process is asked to end; rejects when `ask` does. */
  async run(): Promise<void> {
    const { signal } = this.#options.io;
    const closed = new Promise<void>((resolve) => this.#readline.once('close', resolve));
    const close = () => this.close();
    signal.addEventListener('abort', close, { once: true });
    this.#readline.on('line', (line) => this.#take(line.trim()));
    this.#readline.on('SIGINT', close);
    if (signal.aborted) close();
    this.#showPrompt();
    await closed;
    this.#isClosed = true;
    // Ctrl-C and Ctrl-D leave the cursor behind the prompt.
    if (this.#isInteractive && !this.#hasQuit) this.#options.io.output.write('\n');
    await this.#answered;
    signal.removeEventListener('abort', close);
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** Shows a line without spoiling what is being typed. */
  print(text: string): void {
    const { output } = this.#options.io;
    if (!this.#isInteractive || this.#isClosed) {
      output.write(`${text}\n`);
      return;
    }
    output.write(`\r\u001b[K${text}\n`);
    this.#readline.prompt(true);
  }

  close(): void {
    this.#isClosed = true;
    this.#readline.close();
  }

  #take(line: string): void {
    if (GOODBYE.has(line.toLowerCase())) {
      this.#hasQuit = true;
      this.close();
      return;
    }
    this.#answered = this.#answered.then(() => this.#answer(line));
  }

  async #answer(line: string): Promise<void> {
    if (this.#failure !== undefined) return;
    try {
      const answer = line === '' ? undefined : await this.#options.ask(line);
      if (answer !== undefined) this.#options.io.output.write(`${answer}\n`);
      this.#showPrompt();
    } catch (error) {
      this.#failure = error;
      this.close();
    }
  }

  #showPrompt(): void {
    if (this.#isInteractive && !this.#isClosed) this.#readline.prompt();
  }
}

/** Command words, with the prefix or without, as they are typed. */
function complete(line: string, words: readonly string[]): [string[], string] {
  const prefix = line.startsWith('/') ? '/' : '';
  const typed = line.slice(prefix.length).toLowerCase();
  const found = words.filter((word) => word.startsWith(typed)).map((word) => `${prefix}${word} `);
  return [found, line];
}
