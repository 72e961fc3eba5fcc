import type { LogFields } from '../util/log.js';

/** Errors as their words and stack: left to JSON they would vanish. */
export function plainFields(fields: LogFields): LogFields {
  const hasError = Object.values(fields).some((value) => value instanceof Error);
  if (!hasError) return fields;
  return Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, plain(value)]));
}

function plain(value: unknown): unknown {
  return value instanceof Error ? (value.stack ?? `${value.name}: ${value.message}`) : value;
}
