import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { LineHistory } from '../../src/cli/line-history.js';

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'history-'));
  file = join(folder, 'console-history');
});

afterEach(() => rmSync(folder, { recursive: true }));

it('keeps what is typed for the next time, newest first, for its owner alone', () => {
  const history = new LineHistory(file);
  for (const line of ['ping', 'ping', '', 'nodes']) history.add(line);
  expect(new LineHistory(file).read()).toEqual(['nodes', 'ping']);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

it('lets several consoles add to one file', () => {
  const [one, two] = [new LineHistory(file), new LineHistory(file)];
  one.add('first');
  two.add('second');
  one.add('third');
  expect(new LineHistory(file).read()).toEqual(['third', 'second', 'first']);
});

it('does not grow for ever', () => {
  writeFileSync(file, Array.from({ length: 2001 }, (_, index) => `line ${index}\n`).join(''));
  expect(new LineHistory(file).read()).toHaveLength(500);
  expect(readFileSync(file, 'utf8').split('\n')).toHaveLength(501);
  expect(new LineHistory(file).read()[0]).toBe('line 2000');
});

it('does without where nothing can be kept', () => {
  const history = new LineHistory(join(folder, 'missing', 'file'));
  history.add('ping');
  expect(history.read()).toEqual([]);
});
