/** Numbers as pictures made of letters: for a small screen, and for a wide one whose letters are of one width. */
import { columnsOf, padTo } from '../util/width.js';

const STEPS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;

export interface SparklineOptions {
  /** The value of the lowest step; default 0, or the least value when one is below. */
  readonly from?: number;
  /** The value of the highest step; default the greatest. */
  readonly to?: number;
}

/** One letter a value; a blank where there is none. */
export function sparkline(values: readonly (number | undefined)[], options: SparklineOptions = {}): string {
  const known = values.filter((value) => value !== undefined);
  const from = options.from ?? known.reduce((least, value) => Math.min(least, value), 0);
  const to = options.to ?? known.reduce((most, value) => Math.max(most, value), from);
  return values.map((value) => (value === undefined ? ' ' : step((value - from) / (to - from)))).join('');
}

/** Of a row without differences every value is the least. */
function step(share: number): string {
  const index = Math.floor((share || 0) * STEPS.length);
  return STEPS[Math.max(0, Math.min(STEPS.length - 1, index))] ?? STEPS[0];
}

export interface Bar {
  readonly label: string;
  readonly value: number;
  /** What stands behind the bar: the value in words. */
  readonly text: string;
}

export interface BarsOptions {
  /** Letters of the longest bar; default 20. */
  readonly width?: number;
  /** The value of a bar of full width; default the greatest. */
  readonly to?: number;
}

const WIDTH = 20;

/** One row each, labels and bars in columns: `0  ████████ 31%`. What is not nothing has an eighth at least. */
export function bars(rows: readonly Bar[], { width = WIDTH, to }: BarsOptions = {}): string[] {
  const most = to ?? rows.reduce((greatest, { value }) => Math.max(greatest, value), 0);
  const labels = rows.reduce((widest, { label }) => Math.max(widest, columnsOf(label)), 0);
  return rows.map(({ label, value, text }) => {
    const bar = barOf(most > 0 ? (value / most) * width : 0, width);
    return `${padTo(label, labels)}  ${bar}${bar && ' '}${text}`;
  });
}

const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'] as const;

function barOf(letters: number, width: number): string {
  if (letters <= 0) return '';
  const eighths = Math.max(1, Math.round(Math.min(letters, width) * 8));
  return '█'.repeat(Math.floor(eighths / 8)) + (EIGHTHS[eighths % 8] ?? '');
}
