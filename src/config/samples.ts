/** What may be written in a place, made from the schema. */
import type { SchemaNode } from './keys.js';

const NAMES_SHOWN = 3;

/** `[0, 1]`, `["!16fad3dc"]`, `[{ name: …, address: … }]` */
export function listSample({ items = {}, default: usual }: SchemaNode): string {
  if (items.properties || items.examples || items.anyOf) return `[${sampleOf(items)}]`;
  if (Array.isArray(usual) && usual.length > 0) return `[${usual.map(written).join(', ')}]`;
  if (items.enum) return `[${items.enum.slice(0, 2).join(', ')}]`;
  const { minimum } = items;
  return minimum === undefined ? '["…"]' : `[${minimum}, ${minimum + 1}]`;
}

/** `{ name: …, address: … }`, `"!16fad3dc"` */
export function sampleOf({ properties, required = [], examples, anyOf }: SchemaNode): string {
  if (anyOf?.[0]) return sampleOf(anyOf[0]);
  if (examples) return written(examples[0]);
  // A single key that must be there says little of what else is wanted.
  const names = required.length > 1 ? required : Object.keys(properties ?? {});
  return `{ ${names
    .slice(0, NAMES_SHOWN)
    .map((name) => `${name}: …`)
    .join(', ')} }`;
}

function written(value: unknown): string {
  return JSON.stringify(value);
}
