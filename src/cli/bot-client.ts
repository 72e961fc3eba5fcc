/** The way from the command line to the running bot. */
import { resolve } from 'node:path';
import { findDataDir, socketPathIn } from '../config/data-dir.js';
import { codeOf, EXIT, ExitError, messageOf } from '../util/errors.js';
import { JsonLineClient } from '../util/json-line-client.js';
import type { CliIo } from './io.js';

export interface BotPlace {
  /** `--data` */
  readonly data?: string | undefined;
}

export async function connectToBot(
  place: BotPlace,
  io: Pick<CliIo, 'env' | 'clock'>,
): Promise<JsonLineClient> {
  const folder = await folderOf(place, io);
  try {
    return await JsonLineClient.connect(socketPathIn(folder), io.clock);
  } catch (error) {
    throw new ExitError(EXIT.unavailable, wordsFor(error, folder));
  }
}

/** The data folder of the bot that is meant. */
export async function folderOf(place: BotPlace, io: Pick<CliIo, 'env'>): Promise<string> {
  return resolve(await findDataDir({ data: place.data, env: io.env }));
}

function wordsFor(error: unknown, folder: string): string {
  switch (codeOf(error)) {
    case 'ENOENT':
    case 'ECONNREFUSED':
    case 'ENOTDIR':
      return `no bot is running on the data folder ${folder}. Start one with "meshbot run", or name another folder with --data DIR.`;
    case 'EACCES':
    case 'EPERM':
      return `the bot on the data folder ${folder} belongs to another user: only that user (or root) may talk to it.`;
    default:
      return `the bot on the data folder ${folder} does not answer (${messageOf(error)}).`;
  }
}

/**
 * Asks one thing of the running bot, until the answer or the signal comes. A question that it refuses is the caller's
 * mistake.
 */
export async function askBot(client: JsonLineClient, ask: object, signal?: AbortSignal): Promise<unknown> {
  const giveUp = () => client.close();
  if (signal?.aborted) giveUp();
  signal?.addEventListener('abort', giveUp, { once: true });
  try {
    return await client.request(ask);
  } catch (error) {
    signal?.throwIfAborted();
    if (client.isClosed) throw new ExitError(EXIT.unavailable, 'the bot went away before it answered.');
    throw new ExitError(EXIT.usage, messageOf(error));
  } finally {
    signal?.removeEventListener('abort', giveUp);
  }
}
