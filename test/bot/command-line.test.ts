import { describe, expect, it } from 'vitest';
import { parseCommandLine } from '../../src/bot/command-line.js';

const MESH = { prefixes: ['/', '!'], needsPrefix: true };

function read(text: string) {
  const line = parseCommandLine(text, MESH);
  return line && [line.word, ...line.args];
}

describe('a command line', () => {
  it.each([
    ['/ping', ['ping']],
    ['  !ping  ', ['ping']],
    ['/help?', ['help']],
    ['/help?!.,;:', ['help']],
    ['/?', ['?']],
    ['/trace "Bravo Base" now', ['trace', 'Bravo Base', 'now']],
    ['/echo ""', ['echo', '']],
    ['/a\tb\nc', ['a', 'b', 'c']],
    ['/usr/bin', ['usr/bin']],
  ])('%j is read as %j', (text, words) => {
    expect(read(text)).toEqual(words);
  });

  it.each(['ping', '/ ping', '/', '', '/!!', 'say /ping'])('%j is plain text', (text) => {
    expect(read(text)).toBeUndefined();
  });

  it('keeps the rest of the line as it stood', () => {
    expect(parseCommandLine('/echo  two  "blanks"', MESH)?.rest).toBe('two  "blanks"');
  });

  it('needs no prefix at the console, and takes one', () => {
    const console = { prefixes: ['/'], needsPrefix: false };
    expect(parseCommandLine('ping', console)?.word).toBe('ping');
    expect(parseCommandLine('/ping', console)?.word).toBe('ping');
    expect(parseCommandLine('', console)).toBeUndefined();
  });
});
