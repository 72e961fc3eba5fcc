import type { Readable, Writable } from 'node:stream';
import type { Clock } from '../util/clock.js';

/** What a subcommand has of the world around the process; tests give their own. */
export interface CliIo {
  readonly input: Readable & { readonly isTTY?: boolean };
  readonly output: Writable & { readonly isTTY?: boolean };
  readonly errors: Writable & { readonly isTTY?: boolean };
  readonly env: NodeJS.ProcessEnv;
  readonly clock: Clock;
  /** Aborts when the process is asked to end. */
  readonly signal: AbortSignal;
}

export function printLine(io: Pick<CliIo, 'output'>, text: string): void {
  io.output.write(`${text}\n`);
}

export function warnLine(io: Pick<CliIo, 'errors'>, text: string): void {
  io.errors.write(`${text}\n`);
}

/** A person sits there: both ways lead to a terminal. */
export function isInteractive(io: Pick<CliIo, 'input' | 'output'>): boolean {
  return io.input.isTTY === true && io.output.isTTY === true;
}

/** Resolves when the process is asked to end. */
export function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
