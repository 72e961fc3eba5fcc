#!/usr/bin/env node
/** The process: arguments, signals, exit codes. No other file ends it. */
import type { Writable } from 'node:stream';
import { Interruption } from './cli/io.js';
import { runCli } from './cli/program.js';
import { SystemClock } from './util/clock.js';
import { codeOf, EXIT, type ExitCode } from './util/errors.js';

/** An orderly stop is over within this time, or it is none. */
const STOP_MS = 5000;
const SIGNALED = { SIGHUP: EXIT.hungUp, SIGINT: EXIT.interrupted, SIGTERM: EXIT.terminated } as const;

const clock = new SystemClock();
const stopping = new AbortController();

for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (stopping.signal.aborted) {
      // Of a terminal that is closed both the shell and the system tell: only a person insists.
      if (signal !== 'SIGHUP') process.exit(SIGNALED[signal]);
      return;
    }
    stopping.abort(new Interruption(SIGNALED[signal]));
    clock.after('main.forced-exit', STOP_MS, () => crash(new Error(`not stopped within ${STOP_MS} ms`)));
  });
}
process.on('unhandledRejection', crash);
process.on('uncaughtException', crash);
// Whoever read our output has left, or closed the terminal: there is nobody to tell any more.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error) => {
    if (!['EPIPE', 'EIO'].includes(codeOf(error) ?? '')) crash(error);
    if (!stopping.signal.aborted) process.exit(EXIT.done);
  });
}

function crash(error: unknown): never {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(EXIT.internal);
}

/** What a signal has asked for, if any has. */
function exitCodeOf({ reason }: AbortSignal): ExitCode | undefined {
  return reason instanceof Interruption ? reason.exitCode : undefined;
}

/** Node resets the terminal when it exits, and crashes where that is gone: so the signal itself has the last word. */
function endByHangup(): void {
  process.removeAllListeners('SIGHUP');
  process.kill(process.pid, 'SIGHUP');
}

/** A pipe takes its time, and the end of the process would cut what waits for it. */
function written(stream: Writable): Promise<void> {
  return new Promise((resolve) => stream.write('', () => resolve()));
}

const exitCode = await runCli(process.argv.slice(2), {
  input: process.stdin,
  output: process.stdout,
  errors: process.stderr,
  env: process.env,
  clock,
  signal: stopping.signal,
});
await Promise.all([process.stdout, process.stderr].map(written));
if (exitCodeOf(stopping.signal) === EXIT.hungUp) endByHangup();
process.exit(exitCode);
