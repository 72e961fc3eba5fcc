/** YAML as a configuration needs it: texts, numbers, lists and maps, written out. */
import { type Document, isScalar, LineCounter, parseDocument, visit } from 'yaml';
import { excerpt } from '../util/excerpt.js';
import { MAX_DEPTH, TOO_DEEP, wordsFor, wordsForTwice } from './yaml-words.js';

export interface YamlFinding {
  readonly line: number;
  readonly message: string;
}

/** What was read; undefined as soon as there is a finding. */
export interface PlainYaml {
  readonly value: unknown;
  readonly findings: readonly YamlFinding[];
}

/** No sets, dates or bytes, whatever version of YAML the text claims. */
const OPTIONS = { schema: 'core', resolveKnownTags: false, prettyErrors: false } as const;

const NO_KEY = 'a key is a single word: write no list or map in its place';

export function readPlainYaml(text: string): PlainYaml {
  const lines = new LineCounter();
  const document = parseDocument(text, { ...OPTIONS, lineCounter: lines });
  const lineOf = (at: number) => lines.linePos(at).line;
  const problems = [...document.errors, ...document.warnings].map((found) => {
    const at = / closing ['"]quote/.test(found.message) ? quoteBefore(document, found.pos[0]) : found.pos[0];
    const first = found.code === 'DUPLICATE_KEY' ? firstOf(document, at) : undefined;
    return { at, message: first ? wordsForTwice(first.key, lineOf(first.at)) : wordsFor(found) };
  });
  const findings = [...problems, ...unwantedIn(document)].map(({ at, message }) => ({
    line: lineOf(at),
    message,
  }));
  return { value: findings.length > 0 ? undefined : document.toJS(), findings: firstOfEachLine(findings) };
}

/** One mistake makes the reader stumble several times. */
function firstOfEachLine(findings: readonly YamlFinding[]): YamlFinding[] {
  return findings.filter(({ line }, index) => findings.findIndex((other) => other.line === line) === index);
}

/** A text that never ends runs on to the end of the file: whoever looks for the mistake looks where it begins. */
function quoteBefore(document: Document, end: number): number {
  let at = end;
  visit(document, {
    Scalar: (_, { type, range }) => {
      if (type?.startsWith('QUOTE') && range && range[0] < end) at = range[0];
    },
  });
  return at;
}

/** Of the key that stands again at `at`: where it stood first. */
function firstOf(document: Document, at: number): { readonly key: string; readonly at: number } | undefined {
  let found: { readonly key: string; readonly at: number } | undefined;
  visit(document, {
    Map: (_, { items }) => {
      const keys = items.map(({ key }) => key).filter(isScalar);
      const again = keys.find(({ range }) => range?.[0] === at);
      if (!again) return undefined;
      const first = keys.find(({ value }) => value === again.value);
      found = { key: String(again.value), at: first?.range?.[0] ?? at };
      return visit.BREAK;
    },
  });
  return found;
}

interface Found {
  readonly at: number;
  readonly message: string;
}

/** A few lines of aliases can stand for billions of values. */
function unwantedIn(document: Document): Found[] {
  const found: Found[] = [];
  visit(document, {
    Alias: (_, { source, range }) => {
      const message = `write the value itself instead of *${excerpt(source)}`;
      found.push({ at: range?.[0] ?? 0, message });
    },
    Collection: (place, { range }, above) => {
      if (place === 'key') found.push({ at: range?.[0] ?? 0, message: NO_KEY });
      if (above.filter((node) => 'items' in node).length < MAX_DEPTH) return undefined;
      found.push({ at: range?.[0] ?? 0, message: TOO_DEEP });
      return visit.SKIP;
    },
  });
  return found;
}
