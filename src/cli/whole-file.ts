import { existsSync, realpathSync, renameSync, rmSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { messageOf, UserError } from '../util/errors.js';

export interface WholeFileOptions {
  /** Default 0600: for its owner alone. */
  readonly mode?: number;
  /** A file of that name gives way; default it is somebody's work, and stays. */
  readonly isReplaced?: boolean;
}

/**
 * Lets `write` fill a new file, which gets its name when it is whole and on the disk. Throws `UserError` when the name
 * is taken or the disk refuses, and what `write` throws of its own; then all is as it was.
 */
export async function writeWhole(
  file: string,
  write: (sink: Writable) => Promise<void>,
  options: WholeFileOptions = {},
): Promise<void> {
  refuseTaken(file, options);
  const target = existsSync(file) ? realpathSync(file) : file;
  const part = `${target}.${process.pid}.part`;
  const handle = await open(part, 'wx', options.mode ?? 0o600).catch((error: unknown) => refuse(file, error));
  try {
    const sink = handle.createWriteStream({ flush: true });
    let refused: unknown;
    sink.on('error', (error) => {
      refused = error;
    });
    await write(sink).catch((error: unknown) =>
      error === refused ? refuse(file, error) : Promise.reject(error),
    );
    refuseTaken(file, options);
    renameSync(part, target);
  } finally {
    rmSync(part, { force: true });
  }
}

/** The same of a text that is at hand. */
export async function writeWholeText(file: string, text: string, options?: WholeFileOptions): Promise<void> {
  await writeWhole(file, (sink) => pipeline(Readable.from([text]), sink), options);
}

/** A device would lose its name like any file. */
function refuseTaken(file: string, { isReplaced = false }: WholeFileOptions): void {
  if (!existsSync(file)) return;
  if (!isReplaced) throw new UserError(`${file} exists already: name another file`);
  const found = statSync(file);
  if (!found.isFile()) refuse(file, new Error(found.isDirectory() ? 'is a folder' : 'is no file'));
}

function refuse(file: string, error: unknown): never {
  throw new UserError(`${file} cannot be written: ${messageOf(error)}`, { cause: error });
}
