import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { findDataDir } from '../config/data-dir.js';
import { EXIT, type ExitCode, ExitError, UserError } from '../util/errors.js';
import { backUpThrough } from './backup-through-folder.js';
import { askBot, type BotPlace, connectToBot } from './bot-client.js';
import { type CliIo, printLine } from './io.js';

/** `meshbot backup FILE`: through the running bot, or from what it left. */
export async function backup(file: string, place: BotPlace, io: CliIo): Promise<ExitCode> {
  const path = resolve(file);
  if (existsSync(path)) throw new UserError(`${path} exists already: name another file`);
  const folder = resolve(await findDataDir({ data: place.data, env: io.env }));
  const bytes = (await askRunning(path, folder, place, io)) ?? (await copyStored(folder, path));
  printLine(io, `${path}: ${(bytes / 1e6).toFixed(1)} MB, read through and sound`);
  return EXIT.done;
}

/** Undefined when no bot answers. */
async function askRunning(
  file: string,
  folder: string,
  place: BotPlace,
  io: CliIo,
): Promise<number | undefined> {
  const client = await connectToBot(place, io).catch((error: unknown) => {
    if (error instanceof ExitError) return undefined;
    throw error;
  });
  if (!client) return undefined;
  try {
    const ask = async (wanted: string) =>
      (await askBot(client, { do: 'backup', file: wanted }, io.signal)) as number;
    const bytes = await ask(file).catch((error: unknown) => {
      if (!(error instanceof ExitError) || error.exitCode !== EXIT.usage) throw error;
      return undefined;
    });
    // A service says that it is done, and has another /tmp than we.
    if (bytes !== undefined && existsSync(file)) return bytes;
    return await backUpThrough(folder, file, { ask, now: io.clock.now() });
  } finally {
    client.close();
  }
}

async function copyStored(folder: string, file: string): Promise<number> {
  const { backUpStored } = await import('../app.js');
  return backUpStored(folder, file);
}
