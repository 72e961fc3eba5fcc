import { vi } from 'vitest';

/** Waits until real sockets have done what they do. */
export function until(condition: () => boolean): Promise<unknown> {
  return vi.waitUntil(condition, { timeout: 5000, interval: 2 });
}

/** What sockets have to say to each other is said; for what must not happen. */
export async function turns(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
}
