import type { z } from 'zod';
import type { ConfigProblem } from '../util/errors.js';
import { excerpt } from '../util/excerpt.js';
import { fold, nearest } from '../util/text.js';
import type { ConfigSection } from './keys.js';

type Issue = z.core.$ZodIssue;

/** Every issue in words that say what to write instead; an unknown key comes with the nearest known one. */
export function problemsOf(issues: readonly Issue[], sections: readonly ConfigSection[]): ConfigProblem[] {
  return issues.filter(isTold).flatMap((issue) => {
    const path = pathOf(issue.path);
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => unknownKey(pathOf([...issue.path, key]), sections));
    }
    return [{ path: path || 'configuration', message: wordsFor(issue) }];
  });
}

/** Every whole number has bounds of its own; those of the machine say nothing more. */
function isTold(issue: Issue): boolean {
  if (issue.code === 'too_big') return issue.maximum !== Number.MAX_SAFE_INTEGER;
  return issue.code !== 'too_small' || issue.minimum !== Number.MIN_SAFE_INTEGER;
}

function pathOf(path: readonly PropertyKey[]): string {
  return path.map((part) => excerpt(String(part)) || '""').join('.');
}

/** A value as it was written, for the one who wrote it. */
export function shown(value: unknown): string {
  if (typeof value === 'number')
    return Number.isNaN(value) ? '.nan' : String(value).replace('Infinity', '.inf');
  return excerpt(JSON.stringify(value));
}

function unknownKey(path: string, sections: readonly ConfigSection[]): ConfigProblem {
  const suggestion = suggestKey(path, sections);
  // In YAML a key with a dot is one name, and one with an invisible sign another than it seems.
  if (suggestion === path) return { path, message: `unknown key. ${writtenOut(path)}` };
  return { path, message: suggestion ? `unknown key. Did you mean ${suggestion}?` : 'unknown key' };
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

/** More edits than a third of the word make another word. */
function maxEdits(word: string): number {
  return Math.max(1, Math.floor(word.length / 3));
}

function lastOf(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1);
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('.')));
}

function wordsFor(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return wrongType(issue);
    case 'too_small':
      return issue.origin === 'number' || issue.origin === 'int'
        ? `must be at least ${issue.minimum}`
        : 'must not be empty';
    case 'too_big':
      return `must be at most ${issue.maximum}`;
    case 'invalid_value':
      return wrongChoice(issue);
    case 'invalid_key':
      return issue.issues[0]?.message ?? issue.message;
    default:
      return issue.message;
  }
}

const TYPES: Readonly<Record<string, string>> = {
  number: 'a number',
  int: 'a whole number',
  string: 'text (put it in quotes)',
  boolean: 'true or false',
  array: 'a list such as [0, 1]',
  object: 'a section with keys',
  record: 'a map such as { 1: … }',
};

function wrongType(issue: z.core.$ZodIssueInvalidType): string {
  if (issue.input === undefined) return 'is missing';
  return `must be ${TYPES[issue.expected] ?? issue.expected}, not ${shown(issue.input)}`;
}

function wrongChoice(issue: z.core.$ZodIssueInvalidValue): string {
  const choices = issue.values.map(String);
  const written = typeof issue.input === 'string' ? issue.input : '';
  const suggestion = nearest(fold(written), choices, maxEdits(written));
  const words = `must be one of ${choices.join(', ')}, not ${shown(issue.input)}`;
  return suggestion ? `${words}. Did you mean ${suggestion}?` : words;
}
