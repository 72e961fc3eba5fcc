/** Keys and tokens: the configuration says where they are, and never holds them. */
import { z } from 'zod';
import { type ConfigProblem, codeOf } from '../util/errors.js';
import { readTextFile } from './read-text.js';
import { plainText } from './values.js';

type Source = { readonly env: string } | { readonly file: string };

const UNREADABLE: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  EISDIR: 'is a folder. Name the file in it',
  EACCES: 'may not be read by this user',
};

/** It is shown to nobody: not in a log, not in an error, not as JSON. */
export class Secret {
  readonly #source: Source;
  #value = '';

  constructor(source: Source) {
    this.#source = source;
  }

  /** For whom it opens, and nobody else. */
  reveal(): string {
    return this.#value;
  }

  /** Where it lies; undefined for one that comes from the environment. */
  get file(): string | undefined {
    return 'file' in this.#source ? this.#source.file : undefined;
  }

  /** Fetches it from where it is; gives what is wrong with it, in words. */
  load(env: NodeJS.ProcessEnv): string | undefined {
    const { name, text, problem } = this.#read(env);
    this.#value = text.trim();
    if (problem !== undefined) return `${name} ${problem}`;
    if (this.#value === '') return `${name} is empty`;
    // It becomes a line of a request, and a line break in it would begin another one.
    return /\p{Cc}/u.test(this.#value) ? `${name} must hold one line` : undefined;
  }

  toJSON(): string {
    return '***';
  }

  #read(env: NodeJS.ProcessEnv): { readonly name: string; readonly text: string; readonly problem?: string } {
    if ('env' in this.#source) {
      const text = env[this.#source.env];
      const name = `the environment variable ${this.#source.env}`;
      return text === undefined ? { name, text: '', problem: 'is not set' } : { name, text };
    }
    const name = `the file ${this.#source.file}`;
    try {
      return { name, text: readTextFile(this.#source.file) };
    } catch (error) {
      return { name, text: '', problem: UNREADABLE[codeOf(error) ?? ''] ?? 'cannot be read as a text' };
    }
  }
}

const variable = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'must be the name of an environment variable')
  .refine((name) => !name.startsWith('MESHBOT_'), 'must not begin with MESHBOT_: such names are keys');

/** `{ env: NAME }` or `{ file: PATH }`, so that the configuration can be shown to others. */
export const secret = z
  .union([z.strictObject({ env: variable }), z.strictObject({ file: plainText() })], {
    error: 'must be { env: NAME } or { file: PATH }: the secret itself is not written here',
  })
  .transform((source) => new Secret(source));

/** Fetches every secret in it; what is missing is a problem of its key. */
export function loadSecrets(
  value: unknown,
  env: NodeJS.ProcessEnv,
  path: readonly string[] = [],
): ConfigProblem[] {
  if (value instanceof Secret) {
    const message = value.load(env);
    return message === undefined ? [] : [{ path: path.join('.'), message }];
  }
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return [];
  return Object.entries(value).flatMap(([key, inner]) => loadSecrets(inner, env, [...path, key]));
}
