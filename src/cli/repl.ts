import {
  type AsyncCompleter,
  clearScreenDown,
  createInterface,
  cursorTo,
  type Interface,
  moveCursor,
} from 'node:readline';
import type { Stop } from '../util/clock.js';
import { type CliIo, hasColors, isInteractive, untilAborted } from './io.js';
import type { LineHistory } from './line-history.js';
import { wrapText } from './wrap.js';

export interface ReplOptions {
  readonly io: CliIo;
  readonly prompt: string;
  /** Typed before, kept for the next time. */
  readonly history?: Pick<LineHistory, 'read' | 'add'>;
  /** Whole lines that begin with what was typed so far. */
  complete(line: string): Promise<readonly string[]>;
  /** The answer to a line; undefined says nothing. */
  ask(line: string): Promise<string | undefined>;
}

const GOODBYE = new Set(['quit', '/quit', 'exit', '/exit']);
/** Whoever waits longer is told that his line was taken. */
const WAITING_MS = 1000;

/** Bold, where the terminal takes colours. */
const BOLD = ['\u001b[1m', '\u001b[22m'] as const;

/**
 * One line in, its answer out. Through a pipe in order; on a terminal, with history and completion, what is quick
 * does not wait for what is slow.
 */
export class Repl {
  readonly #options: ReplOptions;
  readonly #readline: Interface;
  readonly #isInteractive: boolean;
  #answered: Promise<void> = Promise.resolve();
  #failure: unknown;
  #isClosed = false;
  #hasQuit = false;
  #lastLine = '';

  constructor(options: ReplOptions) {
    const { io, prompt, history } = options;
    this.#options = options;
    this.#isInteractive = isInteractive(io);
    this.#readline = createInterface({
      input: io.input,
      output: io.output,
      prompt: this.#isInteractive && hasColors(io) ? `${BOLD[0]}${prompt}${BOLD[1]}` : prompt,
      terminal: this.#isInteractive,
      history: this.#isInteractive ? (history?.read() ?? []) : [],
      removeHistoryDuplicates: true,
      completer: (line: string, done: Completed) => {
        void this.#complete(line, done);
      },
    });
  }

  /**
   * Resolves when the person leaves, the input ends or the process is asked to end; rejects when `ask` does. Only what
   * came through a pipe is answered to its end before that.
   */
  async run(): Promise<void> {
    const { signal, output } = this.#options.io;
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
    if (this.#isInteractive && !this.#hasQuit) output.write('\n');
    if (!this.#isInteractive) await Promise.race([this.#answered, untilAborted(signal)]);
    signal.removeEventListener('abort', close);
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** Shows lines above the prompt and what is being typed. */
  print(text: string): void {
    const { output } = this.#options.io;
    if (!this.#isInteractive || this.#isClosed) {
      output.write(`${text}\n`);
      return;
    }
    const { rows } = this.#readline.getCursorPos();
    moveCursor(output, 0, -rows);
    cursorTo(output, 0);
    clearScreenDown(output);
    // The prompt is drawn so far above the cursor as its last row was when readline drew it: pasted text moves the
    // cursor on without that (Node 20, lib/internal/readline/interface.js, kInsertString).
    const { prevRows = rows } = this.#readline as Interface & { readonly prevRows?: number };
    output.write(`${wrapText(text, output.columns)}\n${'\n'.repeat(prevRows)}`);
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
    this.#lastLine = line;
    if (this.#isInteractive) {
      this.#options.history?.add(line);
      void this.#answer(line);
    } else this.#answered = this.#answered.then(() => this.#answer(line));
    this.#showPrompt();
  }

  /** What fails here fails again when the line is sent, and is told then. */
  async #complete(line: string, done: Completed): Promise<void> {
    const isQuit = line !== '' && 'quit'.startsWith(line.toLowerCase());
    const found = await this.#options.complete(line).catch(() => []);
    done(null, [[...found, ...(isQuit ? ['quit '] : [])], line]);
  }

  async #answer(line: string): Promise<void> {
    if (this.#failure !== undefined || this.#isClosedForPerson() || line === '') return;
    const stopTimer = this.#announceWaiting(line);
    try {
      const answer = await this.#options.ask(line);
      if (answer !== undefined && !this.#isClosedForPerson())
        this.print(this.#underItsQuestion(line, answer));
    } catch (error) {
      this.#failure = error;
      this.close();
    } finally {
      stopTimer();
    }
  }

  /** Nobody looks any more. A pipe still wants all its answers. */
  #isClosedForPerson(): boolean {
    return this.#isInteractive && this.#isClosed;
  }

  /** Where other lines were typed meanwhile, it is not plain what an answer belongs to. */
  #underItsQuestion(line: string, answer: string): string {
    return this.#isInteractive && line !== this.#lastLine ? `[${line}]\n${answer}` : answer;
  }

  #announceWaiting(line: string): Stop {
    if (!this.#isInteractive) return () => {};
    return this.#options.io.clock.after('repl.waiting', WAITING_MS, () => {
      if (!this.#isClosed) this.print(`… ${line}`);
    });
  }

  #showPrompt(): void {
    if (this.#isInteractive && !this.#isClosed) this.#readline.prompt();
  }
}

type Completed = Parameters<AsyncCompleter>[1];
