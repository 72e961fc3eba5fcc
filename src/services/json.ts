/** Reads answers of servers that promise much: what is missing or of the wrong kind is undefined, and nothing throws. */
import { ServiceFailure } from './failure.js';

export type JsonRecord = Readonly<Record<string, unknown>>;

/** Throws `ServiceFailure` when it is not JSON, or not an object. */
export function parseRecord(text: string): JsonRecord {
  try {
    const value: unknown = JSON.parse(text);
    if (isRecord(value)) return value;
  } catch {
    // Told below: a page or a sentence in place of JSON is the commonest way for a server to be down.
  }
  throw new ServiceFailure('unreadable', { detail: 'no JSON object' });
}

function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function recordIn(value: unknown): JsonRecord {
  return isRecord(value) ? value : {};
}

export function listIn(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function textIn(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

/** A finite number within what can be, also when it came as text; NaN, null and the impossible are unknown. */
export function numberIn(value: unknown, min: number, max: number): number | undefined {
  const written = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof written !== 'number' || !Number.isFinite(written)) return undefined;
  return written >= min && written <= max ? written : undefined;
}
