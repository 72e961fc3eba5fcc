/** Mean of the values; undefined of none. */
export function mean(values: readonly number[]): number | undefined {
  if (values.length === 0) return undefined;
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

const BARS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;

/** One bar a value, scaled to the greatest; a blank for none. */
export function bars(values: readonly number[]): string {
  const greatest = Math.max(1, ...values);
  return values.map((value) => (value === 0 ? ' ' : bar(value / greatest))).join('');
}

function bar(share: number): string {
  return BARS[Math.min(BARS.length - 1, Math.floor(share * BARS.length))] ?? BARS[0];
}
