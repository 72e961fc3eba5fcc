import { splitGraphemes } from '../util/text.js';

/** What takes two columns on a terminal: emoji, and the scripts of East Asia. */
const WIDE =
  /\p{Emoji_Presentation}|\ufe0f|[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]/u;

/** What is broken goes on this far to the right, so that a table's rows can still be told apart. */
const INDENT = '  ';
/** Narrower than this nothing is readable any more, wrapped or not. */
const MIN_COLUMNS = 20;

/** Columns that `text` takes on a terminal. */
export function displayWidth(text: string): number {
  return splitGraphemes(text).reduce((sum, grapheme) => sum + (WIDE.test(grapheme) ? 2 : 1), 0);
}

/** Breaks lines that are too long at blanks, and only those; a word that is longer than a line is left to the terminal. */
export function wrapText(text: string, columns: number | undefined): string {
  if (columns === undefined || columns < MIN_COLUMNS) return text;
  return text
    .split('\n')
    .map((line) => wrapLine(line, columns))
    .join('\n');
}

function wrapLine(line: string, columns: number): string {
  if (displayWidth(line) <= columns) return line;
  const lines: string[] = [];
  let current = '';
  for (const [piece] of line.matchAll(/\s*\S+/gu)) {
    if (current !== '' && displayWidth(current + piece) > columns) {
      lines.push(current);
      current = INDENT + piece.trimStart();
    } else {
      current += piece;
    }
  }
  return [...lines, current].join('\n');
}
