import { createApp } from '../app.js';
import { runDirFrom } from '../config/run-dir.js';
import { configWarnings, findConfigFile, loadConfig } from '../config.js';
import { EXIT, type ExitCode } from '../util/errors.js';
import { createLog } from './create-log.js';
import { type CliIo, untilAborted } from './io.js';

export interface RunOptions {
  readonly config?: string;
  readonly node?: string;
  readonly data?: string;
}

/** `meshbot run`: the bot, until the process is asked to end. */
export async function run(options: RunOptions, io: CliIo): Promise<ExitCode> {
  const config = loadConfig({
    file: findConfigFile({ file: options.config, env: io.env }),
    env: io.env,
    overrides: { nodeAddress: options.node, dataDir: options.data },
  });
  const log = await createLog(config.log, io);
  for (const { path, message } of configWarnings(config)) log.warn('configuration', { path, message });
  const app = createApp({ config, log, clock: io.clock, runDir: runDirFrom(io.env) });
  await app.start();
  await untilAborted(io.signal);
  await app.stop();
  return EXIT.done;
}
