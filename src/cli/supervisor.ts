import { spawn } from 'node:child_process';
import type { Clock, Stop } from '../util/clock.js';
import type { Log } from '../util/log.js';

export interface SupervisorDeps {
  readonly env: NodeJS.ProcessEnv;
  readonly clock: Clock;
  readonly log: Log;
  /** The tool that carries the words, default systemd's own. */
  readonly tool?: string;
}

/**
 * Tells systemd that the bot is ready, alive and about to stop, when systemd wishes to know. Node.js speaks no Unix
 * datagrams, so the words go through systemd-notify: one short process in a minute.
 */
export class Supervisor {
  readonly #deps: SupervisorDeps;
  #stopTimer: Stop = () => {};
  #hasFailed = false;

  constructor(deps: SupervisorDeps) {
    this.#deps = deps;
  }

  ready(): void {
    const { clock, env } = this.#deps;
    this.#say('READY=1');
    const watchdogMs = Number(env['WATCHDOG_USEC'] ?? 0) / 1000;
    if (!(watchdogMs > 0)) return;
    // Half of the time, as sd_notify(3) asks for; a bot that hangs says nothing.
    this.#stopTimer = clock.every('supervisor.alive', watchdogMs / 2, () => this.#say('WATCHDOG=1'));
  }

  stopping(): void {
    this.#stopTimer();
    this.#say('STOPPING=1');
  }

  #say(word: string): void {
    const { env, log, tool = 'systemd-notify' } = this.#deps;
    if (!env['NOTIFY_SOCKET']) return;
    const child = spawn(tool, [word], { env, stdio: 'ignore' });
    child.on('error', (error) => {
      if (!this.#hasFailed) log.warn('systemd cannot be told', { word, reason: error.message });
      this.#hasFailed = true;
    });
  }
}
