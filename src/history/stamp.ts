const KEYS_PER_MS = 1000;

/** The first key of that millisecond: rows lie in order of time. */
export function keyAt(at: number): number {
  return Math.ceil(at) * KEYS_PER_MS;
}

export function timeOf(key: number): number {
  return Math.floor(key / KEYS_PER_MS);
}
