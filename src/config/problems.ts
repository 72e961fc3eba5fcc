import type { z } from 'zod';
import type { ConfigProblem } from '../util/errors.js';
import { excerpt } from '../util/excerpt.js';
import { fold, nearest } from '../util/text.js';
import { nodeAt, type SchemaNode } from './keys.js';
import { listSample, sampleOf } from './samples.js';
import { type KnownKeys, maxEdits, unknownKey } from './unknown-key.js';

type Issue = z.core.$ZodIssue;

/** Every issue in words that say what to write instead; an unknown key comes with the nearest known one. */
export function problemsOf(issues: readonly Issue[], known: KnownKeys): ConfigProblem[] {
  return issues.filter(isTold).flatMap((issue) => {
    const path = pathOf(issue.path);
    if (issue.code === 'unrecognized_keys') {
      const place = issue.path;
      return issue.keys.map((key) => unknownKey({ path: pathOf([...place, key]), place }, known));
    }
    return [{ path: path || 'configuration', message: wordsFor(issue, known.schema) }];
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

function wordsFor(issue: Issue, schema: SchemaNode): string {
  switch (issue.code) {
    case 'invalid_type':
      return wrongType(issue, nodeAt(schema, issue.path));
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
  object: 'a section with keys',
  record: 'a map such as { 1: … }',
};

function wrongType(issue: z.core.$ZodIssueInvalidType, node: SchemaNode | undefined): string {
  if (issue.input === undefined) return 'is missing';
  return `must be ${typeWords(issue, node)}, not ${shown(issue.input)}`;
}

function typeWords({ expected, path }: z.core.$ZodIssueInvalidType, node: SchemaNode | undefined): string {
  if (expected === 'array') return node?.items ? `a list such as ${listSample(node)}` : 'a list';
  const isInList = typeof path.at(-1) === 'number';
  if (expected === 'object' && isInList && node) return `keys with values, as in ${sampleOf(node)}`;
  return TYPES[expected] ?? expected;
}

function wrongChoice(issue: z.core.$ZodIssueInvalidValue): string {
  const choices = issue.values.map(String);
  const written = typeof issue.input === 'string' ? issue.input : '';
  const suggestion = nearest(fold(written), choices, maxEdits(written));
  const words = `must be one of ${choices.join(', ')}, not ${shown(issue.input)}`;
  return suggestion ? `${words}. Did you mean ${suggestion}?` : words;
}
