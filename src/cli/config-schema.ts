import { configSchemaJson } from '../config.js';
import { EXIT, type ExitCode } from '../util/errors.js';
import { type CliIo, printLine } from './io.js';

export function printConfigSchema(io: CliIo): ExitCode {
  printLine(io, JSON.stringify(configSchemaJson(), null, 2));
  return EXIT.done;
}
