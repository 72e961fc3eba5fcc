/** One measured figure of the table. */
export interface Row {
  readonly what: string;
  readonly value: string;
  readonly limit: string;
  readonly isMet: boolean;
  /** How much of what is allowed was used: up to 1 is met. */
  readonly used?: number;
}

export function printTable(rows: readonly Row[]): void {
  const header = { what: 'measured', value: 'value', limit: 'must be', isMet: true };
  const width = (pick: (row: Row) => string) => Math.max(...[header, ...rows].map((row) => pick(row).length));
  const [what, value, limit] = [
    width((row) => row.what),
    width((row) => row.value),
    width((row) => row.limit),
  ];
  const line = (row: Row, met: string) =>
    console.log(`${row.what.padEnd(what)}  ${row.value.padStart(value)}  ${row.limit.padEnd(limit)}  ${met}`);
  line(header, rows.some(({ used }) => used !== undefined) ? 'used' : '');
  for (const row of rows) line(row, `${usedOf(row)}${row.isMet ? 'ok' : 'MISSED'}`);
}

function usedOf({ used }: Row): string {
  return used === undefined ? '' : `${(used * 100).toFixed(0).padStart(4)} %  `;
}

/** The value below which `share` (0 to 1) of the sorted numbers lie. */
export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export function median(numbers: readonly number[]): number {
  return percentile(
    [...numbers].sort((a, b) => a - b),
    0.5,
  );
}
