import { splitGraphemes } from './text.js';

const WIDE =
  /\p{Emoji_Presentation}|\ufe0f|\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Hangul}|[\uff01-\uff60]/u;

/** Letters of one column each: taking a text apart takes a hundred times as long. */
const PLAIN = /^[\x20-\x7e\xa0-\xac\xae-\xff–…]*$/;

/** Columns of a terminal that a text takes: two for an emoji or a letter of East Asia. */
export function columnsOf(text: string): number {
  if (PLAIN.test(text)) return text.length;
  return splitGraphemes(text).reduce((columns, grapheme) => columns + (WIDE.test(grapheme) ? 2 : 1), 0);
}

/** Blanks to the right up to so many columns. */
export function padTo(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - columnsOf(text)));
}
