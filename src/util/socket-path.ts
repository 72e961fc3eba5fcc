import { EXIT, ExitError } from './errors.js';
import { byteLength } from './text.js';

/** `sun_path` holds 104 bytes on macOS and 108 on Linux, with the closing zero. */
const MAX_PATH_BYTES = 103;

/** Throws `ExitError` 78 when no Unix socket can have that path; the remedy ends the message. */
export function checkSocketPath(path: string, remedy = 'Choose a shorter one'): void {
  const bytes = byteLength(path);
  if (bytes > 0 && bytes <= MAX_PATH_BYTES) return;
  throw new ExitError(
    EXIT.config,
    bytes === 0
      ? 'the path of a socket must not be empty'
      : `${path}: ${bytes} bytes, and the path of a socket may have ${MAX_PATH_BYTES}. ${remedy}`,
  );
}
