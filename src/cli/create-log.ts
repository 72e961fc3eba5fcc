import type { Config } from '../config.js';
import type { Log } from '../util/log.js';
import type { CliIo } from './io.js';

/** The bot's log on standard output: lines for people on a terminal, JSON for everything else. */
export async function createLog({ level, format }: Config['log'], io: CliIo): Promise<Log> {
  const isText = format === undefined ? io.output.isTTY === true : format === 'text';
  if (isText) {
    const { TerminalLog } = await import('./terminal-log.js');
    return new TerminalLog({
      level,
      output: io.output,
      clock: io.clock,
      hasColors: io.output.isTTY === true,
    });
  }
  const { createJsonLog } = await import('./logging.js');
  return createJsonLog(level, io.output);
}
