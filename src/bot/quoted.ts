import { cleanName, cutToBytes } from '../util/text.js';

/** Longer than any name, so that what is quoted back leaves room for the rest. */
const QUOTED_BYTES = 40;

/** As much of what somebody wrote as an answer repeats. */
export function quoted(written: string): string {
  return cutToBytes(cleanName(written), QUOTED_BYTES);
}
