import { describe, expect, it } from 'vitest';
import { readPlainYaml } from '../../src/config/plain-yaml.js';

/** Every beginning of a text with all kinds of values in it, and that with a letter too much. */
const WHOLE = 'node: { a: [1, "b"], c: \'d\' }\nlist:\n  - x\n  - y: 1\n    z: |\n      t\n&q w: *q\n';
const EVERY = Array.from(WHOLE).flatMap((_, at) =>
  ['', ':', '{', ']', '"', '- ', '\t', '!x ', '&', '@'].map(
    (more) => WHOLE.slice(0, at) + more + (more && WHOLE.slice(at)),
  ),
);

describe('a configuration that cannot be read', () => {
  it.each([
    [
      'link:\n  retryMaxSeconds: 9\n  retryMaxSeconds: 8\n',
      3,
      'retryMaxSeconds stands there twice, also on line 2',
    ],
    ['node: { name: a, name: b }\n', 1, 'name stands there twice, also on line 1'],
    ['node: { address: a\nlanguage: fr\n', 2, 'a } is missing: close what was opened here or above'],
    ['channels: { commands: [0 }\n', 1, 'a ] is missing'],
    ['dataDir: "data\nlanguage: fr\n', 1, 'the " that begins here has no " at its end'],
    ["dataDir: 'data\n", 1, "the ' that begins here has no ' at its end"],
    ['node:\n    address: a\n  name: b\n', 3, 'begins further left or right than the lines beside it'],
    ['dataDir: a: b\n', 1, 'a value runs into a key'],
    ['node: a\n  name: b\n', 1, 'a value runs into a key'],
    ['language: @en\n', 1, 'a value cannot begin with @: put it in quotes'],
    ['language: en\ndataDir\n', 2, 'a ":" is missing behind the key'],
    ['node: { "name"x: 1 }\n', 1, 'a comma is missing between two values'],
    ['dataDir: "C:\\data"\n', 1, '\\d means nothing between double quotes: use single quotes'],
    ['dataDir: "a"b\n', 1, 'something stands behind the end of the value'],
    ['channels: - 1\n', 1, 'a list with "-" begins on the line below its key'],
    ['language: }\n', 1, 'a closing bracket is too much'],
    ['dataDir: >5x\n b\n', 1, 'nothing else may stand behind | or >'],
    ['dataDir: &a &b c\n', 1, 'write a plain value'],
    ['%YAML 3\n---\nlanguage: en\n', 1, 'remove the line that begins with %'],
    [`${'k'.repeat(1100)}: 1\n`, 1, 'the key is far too long'],
    ['node: [a,,b]\n', 1, 'cannot be understood: look at its quotes, brackets, colons and indentation'],
  ])('say in plain words what is wrong with the line: %j', (yaml, line, words) => {
    expect(readPlainYaml(yaml).findings[0]).toEqual({ line, message: expect.stringContaining(words) });
  });

  it('tells one mistake of a line once', () => {
    expect(readPlainYaml('node: {\n- b\n}\n').findings.map(({ line }) => line)).toEqual([2, 3]);
  });

  it('never speaks of what only a reader of the format knows', () => {
    const messages = EVERY.flatMap((yaml) => readPlainYaml(yaml).findings.map(({ message }) => message));
    expect(messages.length).toBeGreaterThan(EVERY.length / 2);
    expect(
      messages.filter((message) =>
        /flow|mapping|sequence|scalar|token|implicit|collection|anchor|alias|\btag\b|node end/i.test(message),
      ),
    ).toEqual([]);
  });
});
