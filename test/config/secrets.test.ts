import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { exposedSecrets } from '../../src/config/exposed.js';
import { loadSecrets, Secret } from '../../src/config/secrets.js';
import { configSections, configWarnings, loadConfig } from '../../src/config.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'secrets-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function fileWith(text: string | Uint8Array): string {
  const file = join(folder, 'key');
  writeFileSync(file, text);
  return file;
}

function load(apiKey: string, env: NodeJS.ProcessEnv = {}) {
  const file = join(folder, 'meshbot.yaml');
  writeFileSync(file, `node: { address: 192.168.1.38 }\nllm: { enabled: true, apiKey: ${apiKey} }\n`);
  return loadConfig({ file, env });
}

describe('a secret', () => {
  it('is fetched from the environment', () => {
    expect(load('{ env: LLM_KEY }', { LLM_KEY: ' sk-demo\n' }).llm.apiKey?.reveal()).toBe('sk-demo');
  });

  it('is fetched from a file', () => {
    expect(load(`{ file: "${fileWith('sk-demo\n')}" }`).llm.apiKey?.reveal()).toBe('sk-demo');
  });

  it('is shown to nobody', () => {
    const config = load('{ env: LLM_KEY }', { LLM_KEY: 'sk-demo' });
    expect(JSON.stringify(config)).toContain('"apiKey":"***"');
    expect(inspect(config, { depth: 9 }) + String(config.llm.apiKey)).not.toContain('sk-demo');
  });

  it.each([
    ['{ env: LLM_KEY }', 'llm.apiKey: the environment variable LLM_KEY is not set'],
    ['{ env: 1KEY }', 'llm.apiKey.env: must be the name of an environment variable'],
    ['sk-demo', 'llm.apiKey: must be { env: NAME } or { file: PATH }: the secret itself is not written here'],
    [
      '{ env: A, file: b }',
      'llm.apiKey: must be { env: NAME } or { file: PATH }: the secret itself is not written here',
    ],
  ])('that is missing or written as %s is a problem of its key', (written, problem) => {
    expect(() => load(written)).toThrow(problem);
  });

  it.each<[string, string | Uint8Array, string]>([
    ['is empty', ' \n', 'is empty'],
    ['has two lines', 'one\ntwo', 'must hold one line'],
    ['is no text', Uint8Array.of(0xff, 0x00), 'cannot be read as a text'],
  ])('whose file %s is a problem of its key', (_, content, problem) => {
    const file = fileWith(content);
    expect(() => load(`{ file: "${file}" }`)).toThrow(`llm.apiKey: the file ${file} ${problem}`);
  });

  it('whose file is not there is a problem of its key', () => {
    expect(() => load('{ file: /nowhere/key }')).toThrow('the file /nowhere/key does not exist');
  });

  it('is found in lists too', () => {
    const problems = loadSecrets({ users: [new Secret({ env: 'A' }), new Secret({ env: 'B' })] }, { A: 'x' });
    expect(problems).toEqual([{ path: 'users.1', message: 'the environment variable B is not set' }]);
  });

  it('is described as what may be written', () => {
    const keys = configSections().flatMap((section) => section.keys);
    expect(keys.find(({ path }) => path === 'llm.apiKey')).toMatchObject({
      kind: '{ env: NAME } or { file: PATH }',
    });
    expect(keys.find(({ path }) => path === 'metrics.listen')?.kind).toBe('whole number or text');
  });
});

describe('a file with a secret', () => {
  /** In a folder that everybody may look into, unless another mode is told. */
  function modes(mode: number, folderMode = 0o755): string {
    const inner = join(folder, 'inner');
    mkdirSync(inner);
    const file = join(inner, 'key');
    writeFileSync(file, 'sk-demo');
    chmodSync(file, mode);
    chmodSync(inner, folderMode);
    return file;
  }

  it.each([0o644, 0o640, 0o604, 0o620])('of mode %i is open to others, which is warned of once', (mode) => {
    const file = modes(mode);
    const message = `the file ${file} is open to others: chmod 600 ${file}`;
    expect(configWarnings(load(`{ file: "${file}" }`))).toEqual([{ path: 'llm.apiKey', message }]);
  });

  it.each([
    [0o600, 0o755],
    [0o400, 0o755],
    [0o644, 0o700],
    [0o440, 0o501],
  ])('of mode %i in a folder of mode %i is read by nobody else', (mode, folderMode) => {
    expect(configWarnings(load(`{ file: "${modes(mode, folderMode)}" }`))).toEqual([]);
  });

  it('is not judged by its mode where rights are kept elsewhere, nor when it is gone meanwhile', () => {
    const file = modes(0o644);
    const keys = { keys: [new Secret({ file }), new Secret({ env: 'KEY' })] };
    expect(exposedSecrets(keys, 'linux')).toMatchObject([{ path: 'keys.0' }]);
    expect(exposedSecrets(keys, 'win32')).toEqual([]);
    rmSync(file);
    expect(exposedSecrets(keys, 'linux')).toEqual([]);
  });
});

describe('a language model elsewhere', () => {
  it('is warned of', () => {
    const config = load('{ env: LLM_KEY }', { LLM_KEY: 'sk-demo' });
    expect(configWarnings(config)).toEqual([]);
    const away = { ...config, llm: { ...config.llm, baseUrl: 'https://ai.example.org/v1' } };
    expect(configWarnings(away)).toEqual([
      {
        path: 'llm.baseUrl',
        message: 'ai.example.org is no machine of this house: what people ask /bot goes there',
      },
    ]);
  });
});
