import type { Call, Reply } from './command.js';

/** A list for a small screen or a wide one. */
export interface Listing {
  readonly head: string;
  readonly lines: readonly string[];
  /** Said in place of the head when there is no line. */
  readonly none: string;
}

/** What a small screen shows at once, with the page's number below. */
const LINES_PER_PAGE = 5;

export function listed({ head, lines, none }: Listing, { request }: Call, page: number): Reply {
  if (lines.length === 0) return none;
  const text = [head, ...lines].join('\n');
  return request.isBrief ? { text, linesPerPage: LINES_PER_PAGE, page } : text;
}
