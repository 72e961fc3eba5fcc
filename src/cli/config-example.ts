import { exampleConfig } from '../config.js';
import { EXIT, type ExitCode } from '../util/errors.js';
import type { CliIo } from './io.js';

export function printConfigExample(io: CliIo): ExitCode {
  io.output.write(exampleConfig());
  return EXIT.done;
}
