/** The bot as people run it, in a process of its own that may be killed at any moment. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { SystemClock } from '../../src/util/clock.js';
import { JsonLineClient } from '../../src/util/json-line-client.js';

export interface RunOptions {
  /** The product's `main.js`. */
  readonly main: string;
  readonly address: string;
  /** Everything of this bot is in it. */
  readonly folder: string;
}

export interface RunLine {
  readonly level: string;
  readonly msg: string;
  readonly [field: string]: unknown;
}

const clock = new SystemClock();
const CONNECT_WITHIN_MS = 20_000;
const CONNECT_EVERY_MS = 30;

export class BotRun {
  readonly lines: RunLine[] = [];
  /** What came on the error channel: nothing, of a bot in good health. */
  complaints = '';
  readonly #child: ChildProcess;
  readonly #folder: string;
  readonly #ended: Promise<unknown>;
  #client: JsonLineClient | undefined;

  constructor({ main, address, folder }: RunOptions) {
    this.#folder = folder;
    const env = { PATH: process.env['PATH'], HOME: folder, MESHBOT_RUN_DIR: join(folder, 'run') };
    const args = [main, 'run', '--node', address, '--data', join(folder, 'data')];
    const child = spawn(process.execPath, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child = child;
    this.#ended = once(child, 'close');
    createInterface({ input: child.stdout }).on('line', (line) => this.#read(line));
    child.stderr.on('data', (chunk) => {
      this.complaints += chunk;
    });
  }

  /** Hands a text over; false when the bot did not live to accept it. */
  async accepts(text: string, to: string): Promise<boolean> {
    const answer = await this.#ask({ do: 'send', text, to });
    return answer !== undefined;
  }

  /** Messages that have not come to their end; undefined when it does not answer. */
  async waiting(): Promise<number | undefined> {
    const status = (await this.#ask({ do: 'status' })) as
      | { readonly outbox: { readonly queued: number; readonly inFlight: number } }
      | undefined;
    return status && status.outbox.queued + status.outbox.inFlight;
  }

  /** Its exit code, null for a kill. */
  async end(signal: NodeJS.Signals): Promise<number | null> {
    this.#child.kill(signal);
    await this.#ended;
    this.#client?.close();
    return this.#child.exitCode;
  }

  async #ask(ask: object): Promise<unknown> {
    try {
      this.#client ??= await this.#connect();
      return await this.#client.request(ask);
    } catch {
      this.#client = undefined;
      return undefined;
    }
  }

  async #connect(): Promise<JsonLineClient> {
    const giveUpAt = clock.uptime() + CONNECT_WITHIN_MS;
    for (;;) {
      try {
        return await JsonLineClient.connect(join(this.#folder, 'data', 'meshbot.sock'), clock);
      } catch (error) {
        const isGone = this.#child.exitCode !== null || this.#child.signalCode !== null;
        if (isGone || clock.uptime() > giveUpAt) throw error;
        await clock.sleep('kills.connect', CONNECT_EVERY_MS);
      }
    }
  }

  #read(line: string): void {
    try {
      this.lines.push(JSON.parse(line));
    } catch {
      // The kill came in the middle of it.
    }
  }
}
