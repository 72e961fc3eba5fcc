import { ConfigError, type ConfigProblem, codeOf, messageOf } from '../util/errors.js';
import { readPlainYaml } from './plain-yaml.js';
import { readTextFile } from './read-text.js';

/** A mapping as read, nothing known of its keys yet. */
export type Written = { [key: string]: unknown };

const UNREADABLE: Readonly<Record<string, string>> = {
  ENOENT:
    'there is no such file. "meshbot init" finds your node and writes one, "meshbot config-example" prints one to fill in',
  EISDIR: 'is a folder. Name the file in it',
  ENOTDIR: 'cannot be there: a part of that path is a file',
  EACCES: 'may not be read by this user. Change its owner or its mode, or those of its folder',
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
  const { value, findings } = readPlainYaml(text);
  const told = new Map<string, ConfigProblem>();
  for (const { line, message } of findings) {
    const path = `${file}, line ${line}`;
    told.set(`${path} ${message}`, { path, message });
  }
  if (told.size > 0) throw new ConfigError([...told.values()]);
  if (value === null || value === undefined) return {};
  if (isWritten(value)) return value;
  throw new ConfigError([
    { path: file, message: 'must hold keys such as "node:", not a single value or a list' },
  ]);
}

export function isWritten(value: unknown): value is Written {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
