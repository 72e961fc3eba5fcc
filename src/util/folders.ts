import { accessSync, constants, mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { ConfigError, codeOf, messageOf } from './errors.js';

const WORDS: Readonly<Record<string, string>> = {
  EEXIST: 'is a file, not a folder: name another one',
  ENOTDIR: 'lies in something that is a file, not a folder: name another one',
  EACCES: 'may not be written by this user: change its owner or its mode, or name another one',
  EPERM: 'may not be written by this user: change its owner or its mode, or name another one',
  EROFS: 'lies on a read-only file system: name another one',
  ENOENT: 'cannot be made there: name another one',
  ENAMETOOLONG: 'has a name that is longer than the system allows: name another one',
};

/** Makes the folder that `key` names where it is missing, for its owner alone. Throws `ConfigError` when we cannot use it. */
export function makeFolder(folder: string, key: string): void {
  try {
    makeWithParents(resolve(folder));
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    const words = WORDS[codeOf(error) ?? ''] ?? `cannot be used: ${messageOf(error)}`;
    throw new ConfigError([{ path: key, message: `${folder} ${words}` }]);
  }
}

/** `mkdirSync` with `recursive` never ends where the system answers ENOENT for a folder whose parent exists (/proc). */
function makeWithParents(folder: string): void {
  if (isFolder(folder)) return;
  const parent = dirname(folder);
  if (parent !== folder) makeWithParents(parent);
  mkdirSync(folder, { mode: 0o700 });
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
