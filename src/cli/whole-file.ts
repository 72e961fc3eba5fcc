import { existsSync, renameSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import { messageOf, UserError } from '../util/errors.js';

/**
 * Lets `write` fill a new file, for its owner alone, which gets its name when it is whole and on the disk. Throws
 * `UserError` when the name is taken or the disk refuses, and what `write` throws of its own; then nothing is left.
 */
export async function writeWhole(file: string, write: (sink: Writable) => Promise<void>): Promise<void> {
  if (existsSync(file)) throw new UserError(`${file} exists already: name another file`);
  const part = `${file}.${process.pid}.part`;
  const handle = await open(part, 'wx', 0o600).catch((error: unknown) => refuse(file, error));
  try {
    const sink = handle.createWriteStream({ flush: true });
    let refused: unknown;
    sink.on('error', (error) => {
      refused = error;
    });
    await write(sink).catch((error: unknown) =>
      error === refused ? refuse(file, error) : Promise.reject(error),
    );
    renameSync(part, file);
  } finally {
    rmSync(part, { force: true });
  }
}

function refuse(file: string, error: unknown): never {
  throw new UserError(`${file} cannot be written: ${messageOf(error)}`);
}
