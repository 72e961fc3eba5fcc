import { randomUUID } from 'node:crypto';
import { createReadStream, existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { findDataDir } from '../config/data-dir.js';
import { EXIT, type ExitCode, ExitError, UserError } from '../util/errors.js';
import { askBot, type BotPlace, connectToBot } from './bot-client.js';
import { type CliIo, printLine } from './io.js';
import { writeWhole } from './whole-file.js';

/** What the bot makes for us in its data folder. */
const COPY = 'backup-for-command-';
/** One that is older was left by a command that was cut short. */
const LEFT_MS = 3_600_000;

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
    removeLeftCopies(folder, io.clock.now() - LEFT_MS);
    return await throughFolder(file, folder, ask);
  } finally {
    client.close();
  }
}

/** A service may write to its data folder only, as a user of its own. */
async function throughFolder(
  file: string,
  folder: string,
  ask: (file: string) => Promise<number>,
): Promise<number> {
  const copy = join(folder, `${COPY}${randomUUID()}.db`);
  try {
    const bytes = await ask(copy);
    await writeWhole(file, (sink) => pipeline(createReadStream(copy), sink));
    return bytes;
  } finally {
    rmSync(copy, { force: true });
  }
}

function removeLeftCopies(folder: string, before: number): void {
  for (const name of readdirSync(folder).filter((each) => each.startsWith(COPY))) {
    const path = join(folder, name);
    const found = statSync(path, { throwIfNoEntry: false });
    if (found && found.mtimeMs < before) rmSync(path, { force: true });
  }
}

async function copyStored(folder: string, file: string): Promise<number> {
  const { backUpStored } = await import('../app.js');
  return backUpStored(folder, file);
}
