import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PAGE_BYTES, paginate } from '../../src/bot/pages.js';
import { byteLength, splitGraphemes } from '../../src/util/text.js';

const OPTIONS = { maxPages: 6, more: '/more' };
const MARK = /[ \n]\(\d\/\d(?: \/more| …)?\)$/u;

const word = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }),
  fc.constantFrom('👩‍👩‍👧‍👦', 'Österreich', 'forêt', '🇫🇷🇩🇪', 'e\u0301a\u0300', '12.3km', '한국어'),
);
const text = fc
  .array(fc.tuple(word, fc.constantFrom(' ', '\n')), { maxLength: 60 })
  .map((words) => words.flat().join(''));

function bare(pages: readonly string[]): string {
  return pages.map((page) => page.replace(MARK, '')).join('');
}

describe('pages', () => {
  it('are one without a number when all fits', () => {
    expect(paginate('short\nanswer', OPTIONS)).toEqual(['short\nanswer']);
  });

  it('fit a packet, are whole UTF-8, and together have every word', () => {
    fc.assert(
      fc.property(text, (whole) => {
        const pages = paginate(whole, { ...OPTIONS, maxPages: 99 });
        for (const page of pages) {
          expect(byteLength(page)).toBeLessThanOrEqual(PAGE_BYTES);
          expect(page.isWellFormed()).toBe(true);
        }
        const all =
          pages.length === 1
            ? pages.join('')
            : pages.map((page) => page.replace(/ \(\d+\/\d+(?: \/more)?\)$/u, '')).join('');
        expect(all.replace(/\s/gu, '')).toBe(whole.replace(/\s/gu, ''));
      }),
    );
  });

  it('are cut on grapheme borders', () => {
    const graphemes = fc.array(fc.constantFrom('👩‍👩‍👧‍👦', 'e\u0301', '🇫🇷', 'x', 'ü'), {
      minLength: 60,
      maxLength: 90,
    });
    fc.assert(
      fc.property(graphemes, (parts) => {
        const whole = parts.join('');
        const pages = paginate(whole, { ...OPTIONS, maxPages: 99 }).map((page) =>
          page.replace(/ \(\d+\/\d+(?: \/more)?\)$/u, ''),
        );
        expect(pages.flatMap(splitGraphemes)).toEqual(splitGraphemes(whole));
      }),
    );
  });

  it('prefer a line break to a blank, and a blank to the middle of a word', () => {
    const line = `${'a'.repeat(60)} ${'b'.repeat(60)}`;
    expect(paginate(`${line}\n${line}`, OPTIONS)[0]).toBe(`${line} (1/2 /more)`);
    const words = Array.from({ length: 30 }, () => 'nine-byte').join(' ');
    expect(paginate(words, OPTIONS)[0]).toMatch(/ nine-byte \(1\/2 \/more\)$/);
    expect(paginate('x'.repeat(300), OPTIONS)[0]).toBe(`${'x'.repeat(188)} (1/2 /more)`);
  });

  it('lose nothing when the cut falls on a blank or on a line break', () => {
    const block = 'y'.repeat(188);
    expect(bare(paginate(`${block} tail ${block}`, OPTIONS))).toBe(`${block}tail${block}`);
    expect(paginate(`${block}\ntail ${block}`, OPTIONS)[0]).toBe(`${block} (1/3 /more)`);
  });

  it('end the last one without a sequel', () => {
    expect(paginate('x'.repeat(300), OPTIONS).at(-1)).toMatch(/x \(2\/2\)$/);
  });

  it('give up what is beyond the last one, and show it', () => {
    const pages = paginate('x'.repeat(3000), OPTIONS);
    expect(pages).toHaveLength(6);
    expect(pages.at(-1)).toMatch(/ \(6\/6 …\)$/);
    expect(byteLength(pages.at(-1) ?? '')).toBeLessThanOrEqual(PAGE_BYTES);
  });

  it('hold so many lines of a list, with the number on a line of its own', () => {
    const lines = Array.from({ length: 7 }, (_, index) => `line ${index}`).join('\n');
    const pages = paginate(lines, { ...OPTIONS, linesPerPage: 5 });
    expect(pages).toEqual(['line 0\nline 1\nline 2\nline 3\nline 4\n(1/2 /more)', 'line 5\nline 6\n(2/2)']);
  });

  it('keep at least the code points of a letter that is longer than a page', () => {
    const monster = `a${'\u0301'.repeat(300)}`;
    const pages = paginate(monster, OPTIONS);
    expect(bare(pages)).toBe(monster);
    for (const page of pages) expect(byteLength(page)).toBeLessThanOrEqual(PAGE_BYTES);
  });
});
