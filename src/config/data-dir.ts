/** Where the running bot listens. Apart from the schema, so that `status` and `send` start at once and also with a broken configuration. */
import { join } from 'node:path';
import { type ConfigPlaces, findConfigFile } from './find.js';
import { readTextFile } from './read-text.js';

export interface DataDirPlaces extends ConfigPlaces {
  /** `--data` */
  readonly data?: string | undefined;
}

/** `--data`, the environment, the configuration file, `./data`. */
export async function findDataDir(places: DataDirPlaces): Promise<string> {
  const told = places.data ?? places.env['MESHBOT_DATA_DIR'];
  if (told) return told;
  const file = findConfigFile(places);
  return (file && (await dataDirIn(file))) || './data';
}

async function dataDirIn(file: string): Promise<string | undefined> {
  const { parseDocument } = await import('yaml');
  try {
    const written: unknown = parseDocument(readTextFile(file)).get('dataDir');
    return typeof written === 'string' ? written : undefined;
  } catch {
    // The file is not there or no mapping: check-config and run tell that, here the default serves.
    return undefined;
  }
}

/** The socket on which console, status and send find the bot of a data folder. */
export function socketPathIn(dataDir: string): string {
  return join(dataDir, 'meshbot.sock');
}
