import type { Readable, Writable } from 'node:stream';
import type { Clock } from '../util/clock.js';
import type { ExitCode } from '../util/errors.js';

/** What a subcommand has of the world around the process; tests give their own. */
export interface CliIo {
  readonly input: Readable & { readonly isTTY?: boolean };
  readonly output: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  readonly errors: Writable & { readonly isTTY?: boolean };
  readonly env: NodeJS.ProcessEnv;
  readonly clock: Clock;
  /** Aborts when the process is asked to end, for the reason of an `Interruption`. */
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

/** Unless the user wishes none (no-color.org). */
export function hasColors({ output, env }: Pick<CliIo, 'output' | 'env'>): boolean {
  return output.isTTY === true && (env['NO_COLOR'] ?? '') === '';
}

/** The process was asked to end; the exit code is for who had not finished by then. */
export class Interruption extends Error {
  override readonly name = 'Interruption';
  readonly exitCode: ExitCode;

  constructor(exitCode: ExitCode, message = 'interrupted') {
    super(message);
    this.exitCode = exitCode;
  }
}

/** Resolves when the process is asked to end. */
export function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
