import { PassThrough } from 'node:stream';
import { type CliIo, Interruption } from '../../src/cli/io.js';
import { type Clock, SystemClock } from '../../src/util/clock.js';
import { EXIT } from '../../src/util/errors.js';

export interface TestIoOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly isTerminal?: boolean;
  /** Of the terminal; absent for no end. */
  readonly columns?: number;
  readonly clock?: Clock;
}

/** The world around a subcommand, made of streams that the test reads and writes. */
export class TestIo implements CliIo {
  readonly input: PassThrough & { isTTY?: boolean } = new PassThrough();
  readonly output: PassThrough & { isTTY?: boolean; columns?: number } = new PassThrough();
  readonly errors = new PassThrough();
  readonly env: NodeJS.ProcessEnv;
  readonly clock: Clock;
  readonly #controller = new AbortController();
  #written = '';
  #complaints = '';

  constructor(options: TestIoOptions = {}) {
    this.env = options.env ?? {};
    this.clock = options.clock ?? new SystemClock();
    if (options.isTerminal) this.input.isTTY = this.output.isTTY = true;
    if (options.columns !== undefined) this.output.columns = options.columns;
    this.output.on('data', (chunk) => {
      this.#written += chunk;
    });
    this.errors.on('data', (chunk) => {
      this.#complaints += chunk;
    });
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** All of standard output so far. */
  get written(): string {
    return this.#written;
  }

  /** All of standard error so far. */
  get complaints(): string {
    return this.#complaints;
  }

  /** Resolves when standard output contains `text`. */
  shows(text: string): Promise<void> {
    return new Promise((resolve) => {
      const look = () => {
        if (!this.#written.includes(text)) return;
        this.output.off('data', look);
        resolve();
      };
      this.output.on('data', look);
      look();
    });
  }

  /** As SIGTERM does. */
  abort(): void {
    this.#controller.abort(new Interruption(EXIT.terminated));
  }
}
