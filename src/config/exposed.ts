/** Files with secrets that others on the machine can read. */
import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { ConfigProblem } from '../util/errors.js';
import { Secret } from './secrets.js';

/** What the group and all others may: the bits of a file, and whether a folder lets them in. */
const STRANGERS = [
  { file: 0o070, folder: 0o010 },
  { file: 0o007, folder: 0o001 },
] as const;

/** One warning for each secret in it. Other systems keep rights elsewhere than in a mode. */
export function exposedSecrets(
  value: unknown,
  platform: NodeJS.Platform = process.platform,
  path: readonly string[] = [],
): ConfigProblem[] {
  if (platform === 'win32') return [];
  if (value instanceof Secret) {
    const { file } = value;
    if (file === undefined || !isOpen(file)) return [];
    return [{ path: path.join('.'), message: `the file ${file} is open to others: chmod 600 ${file}` }];
  }
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return [];
  return Object.entries(value).flatMap(([key, inner]) => exposedSecrets(inner, platform, [...path, key]));
}

/** Into a closed folder, such as that of a service's credentials, nobody comes, whatever the file allows. */
function isOpen(file: string): boolean {
  const mode = modeOf(file);
  const folderMode = modeOf(dirname(file));
  if (mode === undefined || folderMode === undefined) return false;
  return STRANGERS.some((bits) => (mode & bits.file) !== 0 && (folderMode & bits.folder) !== 0);
}

/** What cannot be looked at is a problem of its own, told where the secret is read. */
function modeOf(path: string): number | undefined {
  try {
    return statSync(path).mode;
  } catch {
    return undefined;
  }
}
