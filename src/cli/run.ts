import { resolve } from 'node:path';
import { createApp } from '../app.js';
import { runDirFrom } from '../config/run-dir.js';
import { configWarnings, findConfigFile, loadConfig } from '../config.js';
import { EXIT, type ExitCode } from '../util/errors.js';
import { readVersion } from '../util/version.js';
import { createLog } from './create-log.js';
import { type CliIo, untilAborted } from './io.js';
import { isSupervised } from './supervised.js';
import { Supervisor } from './supervisor.js';

export interface RunOptions {
  readonly config?: string;
  readonly node?: string;
  readonly data?: string;
}

/** `meshbot run`: the bot, until the process is asked to end. */
export async function run(options: RunOptions, io: CliIo): Promise<ExitCode> {
  const file = findConfigFile({ file: options.config, env: io.env });
  const config = loadConfig({
    file,
    env: io.env,
    overrides: { nodeAddress: options.node, dataDir: options.data },
  });
  const log = await createLog(config.log, io);
  for (const { path, message } of configWarnings(config)) log.warn('configuration', { path, message });
  const { node, dataDir } = config;
  log.info('starting', {
    version: readVersion(),
    config: file ?? 'none',
    node: node.address,
    dataDir: resolve(dataDir),
  });
  const leaving = new AbortController();
  const restart = isSupervised(io.env) ? { restart: () => leaving.abort() } : {};
  const app = createApp({ config, log, clock: io.clock, runDir: runDirFrom(io.env), ...restart });
  const supervisor = new Supervisor({ env: io.env, clock: io.clock, log: log.named('supervisor') });
  await app.start();
  supervisor.ready();
  await untilAborted(AbortSignal.any([io.signal, leaving.signal]));
  supervisor.stopping();
  await app.stop();
  return EXIT.done;
}
