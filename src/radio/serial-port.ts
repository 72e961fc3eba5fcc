import { constants } from 'node:fs';
import { access, readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf, messageOf } from '../util/errors.js';
import { LinkError } from './loss.js';

/** Where Linux (udev) names each port after the device behind it, whatever number that has got. */
export const BY_ID_FOLDER = '/dev/serial/by-id';

/**
 * One port under all of its names. A device that is plugged in again may get another number, and its old one may go
 * to another device: once opened it is looked for by its by-id name alone, where there is one.
 */
export class SerialName {
  readonly #written: string;
  readonly #folder: string;
  #byId: string | undefined;

  constructor(written: string, folder: string) {
    this.#written = written;
    this.#folder = folder;
  }

  /** The name to open. */
  get current(): string {
    return this.#byId ?? this.#written;
  }

  /** The device now behind the name; undefined when there is none. */
  resolve(): Promise<string | undefined> {
    return realpath(this.current).catch(() => undefined);
  }

  /**
   * What else the device is claimed by: the name that stays with it, so that two nodes which swap their numbers are
   * never taken for each other; its number where it has no such name. Undefined when there is none.
   */
  async identity(): Promise<string | undefined> {
    const device = await this.resolve();
    return (await byIdNameOf(device, this.#folder)) ?? device;
  }

  /** To be called while the port is open. */
  async remember(): Promise<void> {
    this.#byId ??= await byIdNameOf(await this.resolve(), this.#folder);
  }
}

async function byIdNameOf(device: string | undefined, folder: string): Promise<string | undefined> {
  // Systems without udev have no such folder.
  const names = await readdir(folder).catch(() => []);
  // Of several names of one device every bot takes the same.
  for (const name of names.sort()) {
    const link = join(folder, name);
    if (device !== undefined && (await realpath(link).catch(() => undefined)) === device) return link;
  }
  return undefined;
}

/** Throws `LinkError` when no port of that name is there, or none that we may use. */
export async function checkPort(path: string): Promise<void> {
  // Windows names its ports outside the file system.
  if (!path.startsWith('/')) return;
  try {
    if (!(await stat(path)).isCharacterDevice()) throw new LinkError('unplugged', `${path}: no serial port`);
    await access(path, constants.R_OK | constants.W_OK);
  } catch (error) {
    throw openingError(error, path);
  }
}

/**
 * What tells one plugging in from the next, even under the same name; undefined when nothing is there, and always
 * where ports are no files.
 */
export async function marksOf(device: string | undefined): Promise<string | undefined> {
  const found = await stat(device ?? '').catch(() => undefined);
  return found && `${found.dev} ${found.ino}`;
}

/** What the system said, by its code or, as the library tells it, by words alone. The first that fits decides. */
const MEANINGS: readonly (readonly [pattern: RegExp, reason: 'unplugged' | 'busy' | 'denied'])[] = [
  [/^(ENOENT|ENXIO|ENODEV|EIO|ENOTDIR)$|no such|not found|input\/output error/i, 'unplugged'],
  // What is there is a file, a folder or a device without a line.
  [/inappropriate ioctl|is a directory/i, 'unplugged'],
  [/^EBUSY$|cannot lock|busy|temporarily unavailable/i, 'busy'],
  [/^(EACCES|EPERM)$|denied|not permitted/i, 'denied'],
];

/** Why a port did not open, as a `LinkError` when it is one of the usual causes. */
export function openingError(error: unknown, path: string): unknown {
  if (error instanceof LinkError) return error;
  const told = codeOf(error) ?? messageOf(error);
  const [, reason] = MEANINGS.find(([pattern]) => pattern.test(told)) ?? [];
  return reason === undefined ? error : new LinkError(reason, `${path}: ${messageOf(error)}`);
}
