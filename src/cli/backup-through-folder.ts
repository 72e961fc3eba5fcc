import { randomUUID } from 'node:crypto';
import { createReadStream, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { writeWhole } from './whole-file.js';

export interface FolderBackup {
  /** Lets the bot write a copy; gives its size in bytes. */
  ask(file: string): Promise<number>;
  /** ms since 1970 */
  readonly now: number;
}

/** How the bot's copies are called in its data folder. */
const COPY = 'backup-for-command-';
/** One that is older was left by a command that was cut short. */
const LEFT_MS = 3_600_000;

/** A service may write to its data folder only, as a user of its own: from there we bring the copy where it is wished. */
export async function backUpThrough(
  folder: string,
  file: string,
  { ask, now }: FolderBackup,
): Promise<number> {
  removeLeftCopies(folder, now - LEFT_MS);
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
