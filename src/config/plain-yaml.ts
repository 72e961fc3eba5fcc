/** YAML as a configuration needs it: texts, numbers, lists and maps, written out. */
import { type Document, LineCounter, parseDocument, visit } from 'yaml';
import { excerpt } from '../util/excerpt.js';

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

/** The schema goes down four steps; a few thousand exhaust the stack of whoever walks through the values. */
const MAX_DEPTH = 20;
const NO_KEY = 'a key is a single word: write no list or map in its place';
const TOO_DEEP = `nothing in a configuration is nested deeper than ${MAX_DEPTH} steps: remove some`;

export function readPlainYaml(text: string): PlainYaml {
  const lines = new LineCounter();
  const document = parseDocument(text, { ...OPTIONS, lineCounter: lines });
  const problems = [...document.errors, ...document.warnings].map((found) => ({
    at: found.pos[0],
    message: wordsFor(found),
  }));
  const findings = [...problems, ...unwantedIn(document)].map(({ at, message }) => ({
    line: lines.linePos(at).line,
    message,
  }));
  return { value: findings.length > 0 ? undefined : document.toJS(), findings };
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
      const message = `write the value itself instead of the alias *${excerpt(source)}`;
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

const WORDS: Readonly<Record<string, string>> = {
  DUPLICATE_KEY: 'this key stands there twice',
  MULTIPLE_DOCS: 'only one document can be read: remove the line "---"',
  TAB_AS_INDENT: 'begins with a tab: indent with spaces',
  RESOURCE_EXHAUSTION: TOO_DEEP,
};

const SHOWN_BYTES = 150;

/** A bare `!16fad3dc` is a tag to YAML and would vanish without a word. */
function wordsFor({ code, message }: { readonly code: string; readonly message: string }): string {
  if (code !== 'TAG_RESOLVE_FAILED') return WORDS[code] ?? excerpt(message, SHOWN_BYTES);
  const nodeId = /![0-9a-fA-F]{8}\b/.exec(message)?.[0];
  if (nodeId) return `put ${nodeId} in quotes: "${nodeId}"`;
  const tag = message.replace('Unresolved tag: ', '').replace('tag:yaml.org,2002:', '!!');
  return `write a plain value, without the tag ${excerpt(tag)}`;
}
