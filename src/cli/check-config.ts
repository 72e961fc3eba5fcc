import { configWarnings, findConfigFile, loadConfig, usualPlaces } from '../config.js';
import { ConfigError, EXIT, type ExitCode } from '../util/errors.js';
import { type CliIo, printLine } from './io.js';

export function checkConfig(file: string | undefined, io: CliIo): ExitCode {
  const found = findConfigFile({ file, env: io.env });
  if (found === undefined) {
    const message = `there is none of ${usualPlaces({ env: io.env }).join(', ')}. "meshbot init" finds your node and writes one, "meshbot config-example" prints one to fill in`;
    throw new ConfigError([{ path: 'configuration file', message }]);
  }
  const config = loadConfig({ file: found, env: io.env });
  for (const { path, message } of configWarnings(config)) printLine(io, `warning: ${path}: ${message}`);
  printLine(io, `${found} is fine.`);
  return EXIT.done;
}
