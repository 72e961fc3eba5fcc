import { byteLength } from '../util/text.js';
import { PAGE_BYTES } from './pages.js';

/** A line of a short answer, made of parts that may be given up one by one. */
export interface Line {
  readonly parts: readonly Part[];
  /** Between the parts; default `, `. */
  readonly glue?: string;
}

export interface Part {
  readonly text: string;
  /** 0 stays; the highest goes first when the answer does not fit one page. */
  readonly drop?: number;
}

/** Joins lines, leaving out empty ones, and gives up the least important parts until all fits one page. */
export function fitPage(lines: readonly Line[]): string {
  const levels = lines.flatMap((line) => line.parts.map((part) => part.drop ?? 0));
  const steps = [...new Set(levels)].filter((level) => level > 0).sort((a, b) => b - a);
  let text = render(lines, Number.POSITIVE_INFINITY);
  for (const step of steps) {
    if (byteLength(text) <= PAGE_BYTES) break;
    text = render(lines, step);
  }
  return text;
}

function render(lines: readonly Line[], below: number): string {
  return lines
    .map((line) =>
      join(
        line.parts.filter((part) => (part.drop ?? 0) < below).map((part) => part.text),
        line.glue,
      ),
    )
    .filter(Boolean)
    .join('\n');
}

/** Joins what there is. */
export function join(parts: readonly (string | undefined)[], glue = ', '): string {
  return parts.filter(Boolean).join(glue);
}
