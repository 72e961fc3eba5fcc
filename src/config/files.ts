import { type Document, LineCounter, parseDocument, visit } from 'yaml';
import { ConfigError, type ConfigProblem, codeOf, messageOf } from '../util/errors.js';
import { readTextFile } from './read-text.js';

/** Texts, numbers, lists and maps; no sets, dates or bytes, whatever version of YAML the file claims. */
export const PLAIN_YAML = { schema: 'core', resolveKnownTags: false } as const;

/** A mapping as read, nothing known of its keys yet. */
export type Written = { [key: string]: unknown };

const UNREADABLE: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file. "meshbot config-example" prints one to start from',
  EISDIR: 'is a folder. Name the file in it',
  ENOTDIR: 'cannot be there: a part of that path is a file',
  EACCES: 'may not be read by this user. Change its owner or its mode',
};

/** Throws `ConfigError` with the file's name and line as the path. */
export function readConfigFile(file: string): Written {
  let text: string;
  try {
    text = readTextFile(file);
  } catch (error) {
    const message = UNREADABLE[codeOf(error) ?? ''] ?? messageOf(error);
    throw new ConfigError([{ path: file, message }]);
  }
  return parseConfigText(text, file);
}

export function parseConfigText(text: string, file: string): Written {
  const lines = new LineCounter();
  const document = parseDocument(text, { ...PLAIN_YAML, lineCounter: lines, prettyErrors: false });
  const problems = [...document.errors, ...document.warnings].map((found) => ({
    at: found.pos[0],
    message: wordsFor(found),
  }));
  const told = new Map<string, ConfigProblem>();
  for (const { at, message } of [...problems, ...aliasesIn(document)]) {
    const path = `${file}, line ${lines.linePos(at).line}`;
    told.set(`${path} ${message}`, { path, message });
  }
  if (told.size > 0) throw new ConfigError([...told.values()]);
  const written: unknown = document.toJS();
  if (written === null || written === undefined) return {};
  if (isWritten(written)) return written;
  throw new ConfigError([
    { path: file, message: 'must hold keys such as "node:", not a single value or a list' },
  ]);
}

/** A few lines of aliases can stand for billions of values. */
function aliasesIn(document: Document): { readonly at: number; readonly message: string }[] {
  const found: { at: number; message: string }[] = [];
  visit(document, {
    Alias: (_, { source, range }) => {
      found.push({ at: range?.[0] ?? 0, message: `write the value itself instead of the alias *${source}` });
    },
  });
  return found;
}

/** A bare `!16fad3dc` is a tag to YAML and would vanish without a word. */
function wordsFor({ code, message }: { readonly code: string; readonly message: string }): string {
  if (code !== 'TAG_RESOLVE_FAILED') return WORDS[code] ?? message;
  const nodeId = /![0-9a-fA-F]{8}\b/.exec(message)?.[0];
  if (nodeId) return `put ${nodeId} in quotes: "${nodeId}"`;
  const tag = message.replace('Unresolved tag: ', '').replace('tag:yaml.org,2002:', '!!');
  return `write a plain value, without the tag ${tag}`;
}

const WORDS: Readonly<Record<string, string>> = {
  DUPLICATE_KEY: 'this key stands there twice',
  MULTIPLE_DOCS: 'only one document can be read: remove the line "---"',
};

export function isWritten(value: unknown): value is Written {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
