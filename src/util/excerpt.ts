import { cleanName, cutToBytes } from './text.js';

/** Enough to find again what somebody wrote, and no line of the terminal more. */
const SHOWN_BYTES = 60;

/** The beginning of a foreign text on one line, with nothing in it that a terminal obeys. */
export function excerpt(text: string, maxBytes = SHOWN_BYTES): string {
  // Far more than can be shown, whatever is cleaned away: a text without end must not cost time.
  const head = cleanName(text.slice(0, maxBytes * 8));
  const cut = cutToBytes(head, maxBytes);
  return cut === head && text.length <= maxBytes * 8 ? cut : `${cut}…`;
}
