import { describe, expect, it } from 'vitest';
import { cleanAnswer } from '../../../src/services/llm/clean.js';

const clean = (text: string) => cleanAnswer(text, ['/', '!']);

describe('what a model thought aloud', () => {
  it.each([
    ['is closed', '<think>let me see</think>Often 2-10 km.', 'Often 2-10 km.'],
    ['is empty', '<think>\n\n</think>\n\nYes.', 'Yes.'],
    ['is long-named', '<thinking>hm</thinking>Yes.', 'Yes.'],
    ['is in capitals', '<THINK>hm</Think>Yes.', 'Yes.'],
    ['goes over lines', '<think>\none\ntwo\n</think>\nYes.', 'Yes.'],
    ['has attributes and blanks', '< think type="deep" >hm</think >Yes.', 'Yes.'],
    ['breaks its tag over a line', '<think\n>hm</think\n>Yes.', 'Yes.'],
    ['comes in pieces', 'A <think>x</think>B<thinking>y</thinking> C', 'A B C'],
    ['is nested', '<think>a<think>b</think>c</think>Yes.', 'Yes.'],
    ['is closed by the other name', '<think>hm</thinking>Yes.', 'Yes.'],
    ['is never closed', 'Yes. <think>but wait, perhaps', 'Yes.'],
    ['is never closed and all there is', '<think>but wait, perhaps', ''],
    ['is opened twice and closed once', '<think>a<think>b</think>Yes.', ''],
    ['began in the prompt', 'so the answer must be yes</think>Yes.', 'Yes.'],
    ['is closed twice', '<think>a</think>no</think>Yes.', 'Yes.'],
    ['is all there is', '<think>hm</think>', ''],
  ])('is dropped when it %s', (_, said, told) => {
    expect(clean(said)).toBe(told);
  });

  it('is no word that only begins like its tag', () => {
    expect(clean('a <thinker> thinks, 1 < 2')).toBe('a <thinker> thinks, 1 < 2');
  });
});

describe('Markdown', () => {
  it.each([
    ['**bold** and *slanted* and __bold__ and _slanted_', 'bold and slanted and bold and slanted'],
    ['# Title\n\n- one\n- two\n* three', 'Title one two three'],
    ['> quoted\n---\nrest', 'quoted rest'],
    ['See [the site](https://example.org/a_b) and ![a picture](x.png).', 'See the site and a picture.'],
    ['Use `snr` there:\n```json\n{"a": 1}\n```', 'Use snr there: {"a": 1}'],
    ['3 * 4 * 5 = 60, x_y_z, 2-10 km', '3 * 4 * 5 = 60, x_y_z, 2-10 km'],
    ['1. first\n2. second', '1. first 2. second'],
  ])('of %j is told as plain text', (said, told) => {
    expect(clean(said)).toBe(told);
  });
});

describe('the rest of an answer', () => {
  it('is one line without signs that cannot be seen', () => {
    expect(clean(' One\r\n\ttwo \u202ethree\u0007 ')).toBe('One two three');
  });

  it.each([
    ['/reboot now', 'reboot now'],
    ['!! / !ping', 'ping'],
    ['<think>x</think> **/help**', 'help'],
    ['/', ''],
  ])('never begins like a command, as in %j', (said, told) => {
    expect(clean(said)).toBe(told);
  });

  it('keeps emoji and accents whole', () => {
    expect(clean('Été 👩‍👩‍👧 à 20 °C')).toBe('Été 👩‍👩‍👧 à 20 °C');
  });
});

describe('a megabyte of what a model may come up with', () => {
  it.each([
    ['words', 'word '],
    ['opening tags', '<think>'],
    ['closing tags', '</think>'],
    ['halves of tags', '<think '],
    ['stars', '*'],
    ['pairs of stars', '** a'],
    ['brackets', '['],
    ['links', '[a]('],
    ['back ticks', '`'],
    ['blanks', ' '],
    ['lines of blanks', '   \n'],
    ['hashes', '#'],
    ['underlines', '_a'],
    ['prefixes', '/'],
  ])('is cleaned at once: %s', (_, piece) => {
    const text = piece.repeat(Math.ceil(1_000_000 / piece.length));
    const startedAt = performance.now();
    clean(text);
    expect(performance.now() - startedAt).toBeLessThan(2000);
  });
});
