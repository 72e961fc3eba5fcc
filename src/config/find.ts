/** Where the configuration file is. Apart from the rest, because `status` and `send` need no schema. */
import { statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { codeOf } from '../util/errors.js';

export interface ConfigPlaces {
  /** `--config` */
  readonly file?: string | undefined;
  readonly env: NodeJS.ProcessEnv;
  /** The folder of `./meshbot.yaml`, default the working directory. */
  readonly cwd?: string;
  readonly home?: string;
  readonly system?: string;
}

/**
 * The file that was named, whether it exists or not; else the first of the usual places where one is, readable or not.
 * Undefined when there is none.
 */
export function findConfigFile(places: ConfigPlaces): string | undefined {
  const named = places.file ?? places.env['MESHBOT_CONFIG'];
  if (named) return named;
  return usualPlaces(places).find(mayBeThere);
}

/** A file that may not be looked at counts: to go on without it would be to obey other settings without a word. */
function mayBeThere(file: string): boolean {
  try {
    statSync(file);
    return true;
  } catch (error) {
    return codeOf(error) === 'EACCES';
  }
}

/** In the order in which they are tried. */
export function usualPlaces(places: ConfigPlaces): string[] {
  return [
    join(places.cwd ?? '.', 'meshbot.yaml'),
    join(places.home ?? homedir(), '.config', 'meshbot', 'meshbot.yaml'),
    join(places.system ?? '/etc/meshbot', 'meshbot.yaml'),
  ];
}
