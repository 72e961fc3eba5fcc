import { createReadStream, existsSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { findDataDir } from '../config/data-dir.js';
import { EXIT, type ExitCode, ExitError, UserError } from '../util/errors.js';
import { askBot, type BotPlace, connectToBot } from './bot-client.js';
import { type CliIo, printLine } from './io.js';
import { writeWhole } from './whole-file.js';

/** What the bot makes for us in its data folder. */
const COPY = 'backup-for-command.db';

/** `meshbot backup FILE`: through the running bot, or from what it left. */
export async function backup(file: string, place: BotPlace, io: CliIo): Promise<ExitCode> {
  const path = resolve(file);
  if (existsSync(path)) throw new UserError(`${path} exists already: name another file`);
  const folder = resolve(await findDataDir({ data: place.data, env: io.env }));
  const copy = join(folder, COPY);
  const copied = await askRunning(copy, place, io);
  if (copied !== undefined) await moveTo(path, copy);
  const bytes = copied ?? (await copyStored(folder, path));
  printLine(io, `${path}: ${(bytes / 1e6).toFixed(1)} MB, read through and sound`);
  return EXIT.done;
}

/** Undefined when no bot answers. */
async function askRunning(copy: string, place: BotPlace, io: CliIo): Promise<number | undefined> {
  const client = await connectToBot(place, io).catch((error: unknown) => {
    if (error instanceof ExitError) return undefined;
    throw error;
  });
  if (!client) return undefined;
  try {
    // Left by a command that was cut short.
    rmSync(copy, { force: true });
    return (await askBot(client, { do: 'backup', file: copy }, io.signal)) as number;
  } finally {
    client.close();
  }
}

/** As a service the bot may write to its data folder only, as a user of its own, and has another /tmp than we. */
async function moveTo(file: string, copy: string): Promise<void> {
  try {
    await writeWhole(file, (sink) => pipeline(createReadStream(copy), sink));
  } finally {
    rmSync(copy);
  }
}

async function copyStored(folder: string, file: string): Promise<number> {
  const { backUpStored } = await import('../app.js');
  return backUpStored(folder, file);
}
