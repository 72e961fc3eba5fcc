import { resolve } from 'node:path';
import { findDataDir } from '../config/data-dir.js';
import { EXIT, type ExitCode, ExitError } from '../util/errors.js';
import { askBot, type BotPlace, connectToBot } from './bot-client.js';
import { type CliIo, printLine } from './io.js';

/** `meshbot backup FILE`: through the running bot, or from what it left. */
export async function backup(file: string, place: BotPlace, io: CliIo): Promise<ExitCode> {
  const path = resolve(file);
  const bytes = (await askRunning(path, place, io)) ?? (await copyStored(path, place, io));
  printLine(io, `${path}: ${(bytes / 1e6).toFixed(1)} MB, read through and sound`);
  return EXIT.done;
}

/** Undefined when no bot answers. */
async function askRunning(file: string, place: BotPlace, io: CliIo): Promise<number | undefined> {
  const client = await connectToBot(place, io).catch((error: unknown) => {
    if (error instanceof ExitError) return undefined;
    throw error;
  });
  if (!client) return undefined;
  try {
    return (await askBot(client, { do: 'backup', file }, io.signal)) as number;
  } finally {
    client.close();
  }
}

async function copyStored(file: string, place: BotPlace, io: CliIo): Promise<number> {
  const folder = resolve(await findDataDir({ data: place.data, env: io.env }));
  const { backUpStored } = await import('../app.js');
  return backUpStored(folder, file);
}
