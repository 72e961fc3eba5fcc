/** Reads a configuration file, and nothing else that could have its name. */
import { closeSync, constants, openSync, readSync, statSync } from 'node:fs';

/** A hundred times the commented example. */
const MAX_BYTES = 1_048_576;

/** Throws the system's error, or an `Error` in words when it is no text file of a reasonable size. */
export function readTextFile(file: string): string {
  const found = statSync(file);
  // A pipe or a device would keep us waiting for ever, and to open a serial port restarts the node behind it.
  if (!found.isFile() && !found.isDirectory()) throw new Error('is no regular file. Name the file itself');
  const bytes = readBytes(file);
  if (bytes.length > MAX_BYTES) throw new Error('is larger than 1 MB: that is no configuration of MeshBot');
  const text = decode(bytes);
  if (text === undefined || text.includes('\0')) throw new Error('is not UTF-8 text: save it as UTF-8');
  return text;
}

/** At most one byte more than allowed: what the system makes up (/proc) claims no size, and may have no end or block. */
function readBytes(file: string): Uint8Array {
  const descriptor = openSync(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const bytes = Buffer.alloc(MAX_BYTES + 1);
    let length = 0;
    let count: number;
    do {
      count = readSync(descriptor, bytes, length, bytes.length - length, null);
      length += count;
    } while (count > 0 && length < bytes.length);
    return bytes.subarray(0, length);
  } finally {
    closeSync(descriptor);
  }
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
