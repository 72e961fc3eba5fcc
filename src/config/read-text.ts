/** Reads a configuration file, and nothing else that could have its name. */
import { readFileSync, statSync } from 'node:fs';

/** A hundred times the commented example. */
const MAX_BYTES = 1_048_576;

/** Throws the system's error, or an `Error` in words when it is no text file of a reasonable size. */
export function readTextFile(file: string): string {
  const found = statSync(file);
  // A pipe or a device would keep us waiting for ever.
  if (!found.isFile() && !found.isDirectory()) throw new Error('is no regular file. Name the file itself');
  if (found.size > MAX_BYTES) throw new Error('is larger than 1 MB: that is no configuration of MeshBot');
  const text = readFileSync(file, 'utf8');
  if (text.includes('\0')) throw new Error('is not UTF-8 text: save it as UTF-8');
  return text;
}
