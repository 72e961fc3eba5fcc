/** Starts and questions the bot's process. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BotReport, ServiceAnswer } from './bot-process.js';

export type Usage = Extract<BotReport, { kind: 'usage' }>;

export class Bot {
  readonly #child: ChildProcess;
  readonly #dataDir = mkdtempSync(join(tmpdir(), 'meshbot-bench-'));

  constructor(address: string, hangingPort?: number) {
    const script = fileURLToPath(new URL('./bot-process.js', import.meta.url));
    const hanging = hangingPort === undefined ? [] : [String(hangingPort)];
    this.#child = fork(script, [address, this.#dataDir, ...hanging]);
  }

  async untilReady(): Promise<void> {
    await this.#next('ready');
  }

  async usage(): Promise<Usage> {
    const answer = this.#next('usage');
    this.#child.send('usage');
    return (await answer) as Usage;
  }

  /** How long each command took that a service answers. */
  async askServices(): Promise<readonly ServiceAnswer[]> {
    const answer = this.#next('asked');
    this.#child.send('services');
    return ((await answer) as Extract<BotReport, { kind: 'asked' }>).answers;
  }

  async stop(): Promise<void> {
    const gone = once(this.#child, 'exit');
    this.#child.send('stop');
    await gone;
    rmSync(this.#dataDir, { recursive: true, force: true });
  }

  async #next(kind: BotReport['kind']): Promise<BotReport> {
    for (;;) {
      const [report] = (await once(this.#child, 'message')) as [BotReport];
      if (report.kind === kind) return report;
    }
  }
}
