import { runDirFrom } from '../config/run-dir.js';
import { diagnose } from '../radio/diag/diagnose.js';
import { type DiagMode, hasMetNode, summaryOf } from '../radio/diag/facts.js';
import type { DiagEvent } from '../radio/diag/recorder.js';
import { verdictOf } from '../radio/diag/verdict.js';
import { MachineClaims } from '../radio/node-lock.js';
import { transportTo } from '../radio/transport-to.js';
import { toDate } from '../util/clock.js';
import { EXIT, type ExitCode } from '../util/errors.js';
import { systemRandom } from '../util/random.js';
import { eventText, summaryText } from './diag-text.js';
import { HELD_TEXTS } from './held-text.js';
import { type CliIo, printLine } from './io.js';
import { NoticesOnly } from './notices-only.js';

export interface DiagOptions {
  readonly mode: DiagMode;
  readonly duration: number;
  readonly json?: boolean;
}

/** `meshbot diag`: watches a connection, line by line, and says at the end why it dies. */
export async function diag(address: string, options: DiagOptions, io: CliIo): Promise<ExitCode> {
  const transport = transportTo(address);
  const log = new NoticesOnly(io);
  const print = (event: DiagEvent) => printLine(io, options.json ? jsonOf(event) : eventText(event));
  const facts = await diagnose({
    mode: options.mode,
    durationMs: options.duration * 1000,
    transport,
    claims: new MachineClaims({
      runDir: runDirFrom(io.env),
      command: `meshbot diag ${address}`,
      refusal: HELD_TEXTS.en,
      log,
    }),
    clock: io.clock,
    random: systemRandom,
    log,
    signal: io.signal,
    onEvent: print,
  });
  const [summary, verdict] = [summaryOf(facts), verdictOf(facts)];
  const fields = { address: transport.address, ...summary, verdict };
  if (options.json) printLine(io, jsonOf({ at: io.clock.now(), event: 'summary', fields }));
  else printLine(io, summaryText(transport.address, summary, verdict));
  return hasMetNode(facts) ? EXIT.done : EXIT.unavailable;
}

function jsonOf({ at, event, fields }: DiagEvent): string {
  return JSON.stringify({ time: toDate(at).toISOString(), event, ...fields });
}
