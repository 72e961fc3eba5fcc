import { describe, expect, it } from 'vitest';
import { displayWidth, wrapText } from '../../src/cli/wrap.js';

describe('displayWidth', () => {
  it.each([
    ['Bravo', 5],
    ['né', 2],
    ['ne\u0301', 2],
    ['🟡', 2],
    ['👩‍🚒', 2],
    ['日本', 4],
    ['', 0],
  ])('of %j is %i columns', (text, columns) => {
    expect(displayWidth(text)).toBe(columns);
  });
});

describe('wrapText', () => {
  it('leaves lines that fit as they are, blanks and all', () => {
    const table = 'name     snr\nAlpha    6.3\n\n  Bravo  1.0';
    expect(wrapText(table, 20)).toBe(table);
  });

  it('breaks only the lines that are too long, at blanks, and moves in what goes on', () => {
    expect(wrapText('short\none two three four five six', 20)).toBe('short\none two three four\n  five six');
  });

  it('counts what is wide', () => {
    expect(wrapText('🟡🟡🟡🟡🟡 abcdefghi 12', 20)).toBe('🟡🟡🟡🟡🟡 abcdefghi\n  12');
  });

  it('keeps the indent of a line', () => {
    expect(wrapText('    four blanks before it', 20)).toBe('    four blanks\n  before it');
  });

  it('leaves a word that is longer than a line to the terminal', () => {
    const word = 'x'.repeat(30);
    expect(wrapText(`a ${word} b`, 20)).toBe(`a\n  ${word}\n  b`);
  });

  it.each([undefined, 0, 10])('does nothing where the width is %j', (columns) => {
    const text = 'a line that would have to be broken somewhere';
    expect(wrapText(text, columns)).toBe(text);
  });
});
