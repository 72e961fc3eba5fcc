import { z } from 'zod';
import { ConfigError, type ConfigProblem } from '../util/errors.js';
import { excerpt } from '../util/excerpt.js';
import { nearest } from '../util/text.js';
import { isWritten, readConfigFile, type Written } from './files.js';
import { type ConfigKey, type ConfigSection, type SchemaNode, sectionsOf } from './keys.js';
import { readPlainYaml } from './plain-yaml.js';
import { problemsOf, shown } from './problems.js';
import type { Config, createSchema } from './schema.js';
import { loadSecrets } from './secrets.js';

export interface ConfigSources {
  /** Undefined: no file, only environment, overrides and defaults. */
  readonly file?: string | undefined;
  readonly env: NodeJS.ProcessEnv;
  /** From the command line; they win over the environment, which wins over the file. */
  readonly overrides?: { readonly nodeAddress?: string | undefined; readonly dataDir?: string | undefined };
}

type Schema = ReturnType<typeof createSchema>;

export function jsonSchemaOf(schema: Schema): SchemaNode {
  return z.toJSONSchema(schema, { io: 'input' }) as SchemaNode;
}

/** Throws `ConfigError` with every problem at once. */
export function loadWith(schema: Schema, sources: ConfigSources): Config {
  const json = jsonSchemaOf(schema);
  const sections = sectionsOf(json);
  const written = sources.file === undefined ? {} : withoutNulls(readConfigFile(sources.file));
  const origins = new Map<string, string>();
  const problems = applyEnvironment(written, sources.env, { sections, origins });
  applyOverrides(written, sources.overrides ?? {}, origins);
  const result = schema.safeParse(written, { reportInput: true });
  const found = result.success
    ? loadSecrets(result.data, sources.env)
    : problemsOf(result.error.issues, { schema: json, sections });
  if (result.success && problems.length + found.length === 0) return result.data as Config;
  throw new ConfigError([...problems, ...found.map((problem) => completed(problem, origins, sources.file))]);
}

/** `key:` with nothing behind it counts as not written, so that a section may have all its keys commented out. */
function withoutNulls(written: Written): Written {
  const kept = Object.entries(written).filter(([, value]) => value !== null);
  return Object.fromEntries(
    kept.map(([key, value]) => [key, isWritten(value) ? withoutNulls(value) : value]),
  );
}

/** They say where things lie, before any configuration is read. */
const NO_KEYS = ['MESHBOT_CONFIG', 'MESHBOT_RUN_DIR'];

interface EnvironmentContext {
  readonly sections: readonly ConfigSection[];
  /** Path of a key to the name under which its value was given. */
  readonly origins: Map<string, string>;
}

function applyEnvironment(
  written: Written,
  env: NodeJS.ProcessEnv,
  { sections, origins }: EnvironmentContext,
): ConfigProblem[] {
  const known = new Map(sections.flatMap((section) => section.keys).map((key) => [key.environment, key]));
  const problems: ConfigProblem[] = [];
  for (const [name, text] of Object.entries(env)) {
    if (!name.startsWith('MESHBOT_') || NO_KEYS.includes(name) || text === undefined) continue;
    const key = known.get(name);
    if (!key) {
      problems.push(unknownVariable(name, known.keys()));
      continue;
    }
    origins.set(key.path, name);
    const value = readValue(key, text);
    if ('message' in value) problems.push({ path: name, message: value.message });
    else setAt(written, key.path.split('.'), value.value);
  }
  return problems;
}

function unknownVariable(name: string, known: Iterable<string>): ConfigProblem {
  const suggestion = nearest(name, known, 4);
  const message = 'unknown environment variable';
  return { path: excerpt(name), message: suggestion ? `${message}. Did you mean ${suggestion}?` : message };
}

function readValue(key: ConfigKey, text: string): { readonly value: unknown } | { readonly message: string } {
  if (key.isText) return { value: text };
  const { value, findings } = readPlainYaml(text);
  const [finding] = findings;
  return finding ? { message: `must be ${key.kind}, not ${shown(text)}: ${finding.message}` } : { value };
}

function applyOverrides(
  written: Written,
  overrides: NonNullable<ConfigSources['overrides']>,
  origins: Map<string, string>,
): void {
  const given = [
    { path: 'node.address', option: '--node', value: overrides.nodeAddress },
    { path: 'dataDir', option: '--data', value: overrides.dataDir },
  ];
  for (const { path, option, value } of given) {
    if (value === undefined) continue;
    origins.set(path, option);
    setAt(written, path.split('.'), value);
  }
}

function setAt(written: Written, path: readonly string[], value: unknown): void {
  const [first, ...rest] = path;
  if (first === undefined) return;
  if (rest.length === 0) {
    written[first] = value;
    return;
  }
  const inner = written[first];
  const section = isWritten(inner) ? inner : {};
  written[first] = section;
  setAt(section, rest, value);
}

const EXAMPLE_ADDRESS = '192.168.1.38';

/** Who has a file already is not told to make one. */
function missingAddress(file: string | undefined): string {
  if (file !== undefined) {
    return `is missing. Write your node's address into ${file}, below "node:", as in "address: ${EXAMPLE_ADDRESS}", or name it with --node when you run`;
  }
  return `is missing. Name your node, as in --node ${EXAMPLE_ADDRESS}, or have a configuration file written: "meshbot init" finds your node and makes one, "meshbot config-example > meshbot.yaml" makes one to fill in`;
}

function completed(
  problem: ConfigProblem,
  origins: ReadonlyMap<string, string>,
  file: string | undefined,
): ConfigProblem {
  if (problem.path === 'node.address' && problem.message === 'is missing') {
    return { ...problem, message: missingAddress(file) };
  }
  const origin = origins.get(problem.path);
  return origin ? { ...problem, path: `${problem.path} (${origin})` } : problem;
}
