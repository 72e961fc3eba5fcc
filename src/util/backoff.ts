import type { Random } from './random.js';

export interface BackoffSettings {
  readonly firstMs: number;
  readonly factor: number;
  readonly maxMs: number;
  /** Share of the wait that chance may take away or add, 0 to 1. */
  readonly jitter: number;
}

/** The wait before try number `attempt` (from 0), in milliseconds. */
export function backoffMs(settings: BackoffSettings, attempt: number, random: Random): number {
  const plain = Math.min(settings.maxMs, settings.firstMs * settings.factor ** attempt);
  const shift = 1 + settings.jitter * (2 * random() - 1);
  return Math.min(settings.maxMs, plain * shift);
}
