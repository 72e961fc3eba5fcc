const UNITS = [
  ['d', 86_400],
  ['h', 3600],
  ['min', 60],
  ['s', 1],
] as const;

/** `45 s`, `12 min 3 s`, `2 d 3 h`: the two largest units that say something. */
export function duration(seconds: number): string {
  let rest = Math.round(seconds);
  const parts = UNITS.map(([unit, size]) => {
    const count = Math.floor(rest / size);
    rest -= count * size;
    return { count, text: `${count} ${unit}` };
  });
  const first = parts.findIndex((part) => part.count > 0);
  if (first < 0) return '0 s';
  return parts
    .slice(first, first + 2)
    .filter((part) => part.count > 0)
    .map((part) => part.text)
    .join(' ');
}
