import { span } from '../bot/format.js';
import type { Language } from '../bot/request.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** How long something lasted, as exact as it matters: `42s`, `3min 12s`, `22min`, `1h40`, `2d3h`. */
export function lasting(ms: number, language: Language): string {
  if (ms < MINUTE_MS || ms >= HOUR_MS) return span(ms, language);
  const minutes = Math.floor(ms / MINUTE_MS);
  const seconds = Math.floor((ms % MINUTE_MS) / 1000);
  return minutes < 10 && seconds > 0 ? `${minutes}min ${seconds}s` : `${minutes}min`;
}
