/** What a key may have been meant to be that nobody knows. */
import type { ConfigProblem } from '../util/errors.js';
import { fold, nearest } from '../util/text.js';
import { type ConfigSection, elementAt, type SchemaNode } from './keys.js';

export interface UnknownKey {
  /** As it is told: `remoteNodes.0.adress`. */
  readonly path: string;
  /** Where it stands. */
  readonly place: readonly PropertyKey[];
}

export interface KnownKeys {
  readonly schema: SchemaNode;
  readonly sections: readonly ConfigSection[];
}

/** In words, with the nearest known key; in an element of a list or map only those count that belong there. */
export function unknownKey({ path, place }: UnknownKey, { schema, sections }: KnownKeys): ConfigProblem {
  const element = elementAt(schema, place);
  if (element) return unknownInElement(path, Object.keys(element.properties ?? {}));
  const suggestion = suggestKey(path, sections);
  // In YAML a key with a dot is one name, and one with an invisible sign another than it seems.
  if (suggestion === path) return { path, message: `unknown key. ${writtenOut(path)}` };
  return { path, message: suggestion ? `unknown key. Did you mean ${suggestion}?` : 'unknown key' };
}

/** More edits than a third of the word make another word. */
export function maxEdits(word: string): number {
  return Math.max(1, Math.floor(word.length / 3));
}

function unknownInElement(path: string, names: readonly string[]): ConfigProblem {
  const name = lastOf(path);
  const same = names.find((known) => fold(known) === fold(name));
  const meant = same ?? nearest(name, names, maxEdits(name));
  const advice = meant ? `Did you mean ${parentOf(path)}.${meant}?` : `Known here: ${names.join(', ')}`;
  return { path, message: `unknown key. ${advice}` };
}

function writtenOut(path: string): string {
  if (!path.includes('.')) return 'It holds a sign that cannot be seen: write it again by hand';
  return `Write ${lastOf(path)} below ${parentOf(path)}, not both on one line with a dot`;
}

/** The same name elsewhere first, then a name like it in the same section, then a path like it. */
function suggestKey(path: string, sections: readonly ConfigSection[]): string | undefined {
  const known = sections.flatMap((section) => [section.path, ...section.keys.map((key) => key.path)]);
  const paths = [...new Set(known.filter((candidate) => candidate !== ''))];
  const name = lastOf(path);
  const same = paths.find((candidate) => fold(lastOf(candidate)) === fold(name));
  if (same) return same;
  const parent = parentOf(path);
  const siblings = paths.filter((candidate) => parentOf(candidate) === parent);
  const sibling = nearest(name, siblings.map(lastOf), maxEdits(name));
  if (sibling) return parent ? `${parent}.${sibling}` : sibling;
  const elsewhere = nearest(name, paths.map(lastOf), maxEdits(name));
  return paths.find((candidate) => lastOf(candidate) === elsewhere);
}

function lastOf(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1);
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('.')));
}
