import { readFileSync } from 'node:fs';
import { LineCounter, parseDocument } from 'yaml';
import { ConfigError, type ConfigProblem, codeOf, messageOf } from '../util/errors.js';

/** A mapping as read, nothing known of its keys yet. */
export type Written = { [key: string]: unknown };

const UNREADABLE: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file. "meshbot config-example" prints one to start from',
  EISDIR: 'is a folder. Name the file in it',
  EACCES: 'may not be read by this user. Change its owner or its mode',
};

/** Throws `ConfigError` with the file's name and line as the path. */
export function readConfigFile(file: string): Written {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const message = UNREADABLE[codeOf(error) ?? ''] ?? messageOf(error);
    throw new ConfigError([{ path: file, message }]);
  }
  return parseConfigText(text, file);
}

export function parseConfigText(text: string, file: string): Written {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const problems = [...document.errors, ...document.warnings].map((found): ConfigProblem => {
    const { line } = lines.linePos(found.pos[0]);
    return { path: `${file}, line ${line}`, message: wordsFor(found) };
  });
  if (problems.length > 0) throw new ConfigError(problems);
  const written: unknown = document.toJS();
  if (written === null || written === undefined) return {};
  if (isWritten(written)) return written;
  throw new ConfigError([
    { path: file, message: 'must hold keys such as "node:", not a single value or a list' },
  ]);
}

/** A bare `!16fad3dc` is a tag to YAML and would vanish without a word. */
function wordsFor(found: { readonly code: string; readonly message: string }): string {
  const tag = found.code === 'TAG_RESOLVE_FAILED' ? /![0-9a-fA-F]{8}\b/.exec(found.message)?.[0] : undefined;
  return tag ? `put ${tag} in quotes: "${tag}"` : found.message;
}

export function isWritten(value: unknown): value is Written {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
