import { columnsOf, padTo } from '../util/width.js';

export interface Column {
  readonly title: string;
  /** Numbers stand one above the other. */
  readonly isNumber?: boolean;
}

/** What is not known is `–`. */
export type Cell = string | undefined;

const UNKNOWN = '–';
const GAP = '  ';

/** The title row and the rows, in columns as wide as their widest cell. */
export function table(columns: readonly Column[], rows: readonly (readonly Cell[])[]): string[] {
  const titles = columns.map(({ title }) => title);
  const shown = [titles, ...rows.map((row) => titles.map((_title, index) => row[index] ?? UNKNOWN))];
  const widths = titles.map((_title, index) =>
    shown.reduce((widest, row) => Math.max(widest, columnsOf(row[index] ?? '')), 0),
  );
  return shown.map((row) =>
    row
      .map((cell, index) => padded(cell, widths[index] ?? 0, columns[index]?.isNumber ?? false))
      .join(GAP)
      .trimEnd(),
  );
}

function padded(cell: string, width: number, isNumber: boolean): string {
  return isNumber ? ' '.repeat(width - columnsOf(cell)) + cell : padTo(cell, width);
}
