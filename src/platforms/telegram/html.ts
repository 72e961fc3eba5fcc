/** Long answers for Telegram: cut where a reader would, with nothing of theirs taken for markup. */
import { splitGraphemes } from '../../util/text.js';

/** Telegram takes 4096 UTF-16 units; the rest is for what is added when a message is late. */
export const MAX_UNITS = 4000;
/** What is longer comes as a file. */
const MAX_PARTS = 5;

/** Undefined for what is too long to be read in messages. */
export function splitText(text: string, maxParts = MAX_PARTS): readonly string[] | undefined {
  const parts: string[] = [];
  let rest = text.trim();
  while (rest.length > MAX_UNITS) {
    if (parts.length === maxParts - 1) return undefined;
    const cut = cutAt(rest);
    parts.push(rest.slice(0, cut).trimEnd());
    rest = rest.slice(cut).replace(/^[ \n]+/, '');
  }
  return [...parts, rest];
}

/** At the last line end, else the last blank, else between two graphemes. */
function cutAt(text: string): number {
  const head = text.slice(0, MAX_UNITS + 1);
  for (const border of ['\n', ' ']) {
    const at = head.lastIndexOf(border);
    if (at > MAX_UNITS / 2) return at;
  }
  let units = 0;
  for (const grapheme of splitGraphemes(head)) {
    if (units + grapheme.length > MAX_UNITS) break;
    units += grapheme.length;
  }
  // One grapheme may be as long as a message: a letter with thousands of accents.
  return units || MAX_UNITS;
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => ESCAPES[sign] ?? sign);
}

/** Columns: two blanks between two signs. */
const TABLE_LINE = /\S {2,}\S/;

/** Tables keep their columns; everything stands as it was written. */
export function toHtml(text: string): string {
  const blocks: { isTable: boolean; lines: string[] }[] = [];
  for (const line of text.split('\n')) {
    const isTable = TABLE_LINE.test(line);
    const last = blocks.at(-1);
    if (last?.isTable === isTable) last.lines.push(line);
    else blocks.push({ isTable, lines: [line] });
  }
  return blocks
    .map(({ isTable, lines }) => {
      const escaped = escapeHtml(lines.join('\n'));
      return isTable ? `<pre>${escaped}</pre>` : escaped;
    })
    .join('\n');
}
