import { byteLength, cutToBytes, splitGraphemes } from '../util/text.js';

/** What one text packet holds for sure on every path. */
export const PAGE_BYTES = 200;

export interface PageOptions {
  readonly maxPages: number;
  /** The command that brings the next page, `/more`. */
  readonly more: string;
  /** A list: so many lines a page, and the page's number on a line of its own. */
  readonly linesPerPage?: number;
}

/**
 * Cuts an answer into pages of at most `PAGE_BYTES` bytes: at a line break, else at a blank, else between two
 * graphemes. Each of several pages ends with its number; what is beyond the last page is given up, and said so by `…`.
 */
export function paginate(text: string, options: PageOptions): string[] {
  const whole = text.trim();
  const lines = options.linesPerPage ?? Number.POSITIVE_INFINITY;
  if (byteLength(whole) <= PAGE_BYTES && countLines(whole) <= lines) return [whole];
  const budget = PAGE_BYTES - byteLength(mark(options, options.maxPages, options.maxPages, options.more));
  const { parts, rest } = cutAll(whole, { budget, lines, maxPages: options.maxPages });
  return parts.map((part, index) => {
    const isLast = index === parts.length - 1;
    const sequel = isLast ? (rest ? '…' : '') : options.more;
    return part + mark(options, index + 1, parts.length, sequel);
  });
}

function mark(options: PageOptions, page: number, pages: number, sequel: string): string {
  const gap = options.linesPerPage === undefined ? ' ' : '\n';
  return `${gap}(${page}/${pages}${sequel && ` ${sequel}`})`;
}

interface Cut {
  readonly budget: number;
  readonly lines: number;
  readonly maxPages: number;
}

function cutAll(text: string, cut: Cut): { parts: string[]; rest: string } {
  const parts: string[] = [];
  let rest = text;
  while (rest && parts.length < cut.maxPages) {
    const part = cutOne(rest, cut);
    parts.push(part.trimEnd());
    rest = rest.slice(part.length).trimStart();
  }
  return { parts, rest };
}

function cutOne(text: string, cut: Cut): string {
  const block = firstLines(text, cut.lines);
  const fitting = cutToBytes(block, cut.budget);
  if (fitting.length === block.length) return block;
  const next = block.charAt(fitting.length);
  if (/\s/u.test(next)) return next === '\n' ? fitting : atLineBreak(fitting) || fitting;
  return atLineBreak(fitting) || atBlank(fitting) || fitting || cutMonster(block, cut.budget);
}

function atLineBreak(text: string): string {
  return text.slice(0, Math.max(0, text.lastIndexOf('\n')));
}

function atBlank(text: string): string {
  return /^([\s\S]*\S)\s/u.exec(text)?.[1] ?? '';
}

/** One grapheme can be longer than a page (a letter under a heap of accents); then only its code points are kept whole. */
function cutMonster(text: string, budget: number): string {
  let kept = '';
  for (const point of splitGraphemes(text)[0] ?? '') {
    if (byteLength(kept) + byteLength(point) > budget) break;
    kept += point;
  }
  return kept;
}

function firstLines(text: string, count: number): string {
  let end = -1;
  for (let line = 0; line < count; line++) {
    end = text.indexOf('\n', end + 1);
    if (end < 0) return text;
  }
  return text.slice(0, end);
}

function countLines(text: string): number {
  return text.split('\n').length;
}
