import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeHtml, splitText, toHtml } from '../../../src/platforms/telegram/html.js';
import { splitGraphemes } from '../../../src/util/text.js';

describe('splitText', () => {
  it('leaves alone what fits', () => {
    expect(splitText('hello\nworld')).toEqual(['hello\nworld']);
  });

  it('cuts at the last line end, else at a blank', () => {
    const lines = Array.from({ length: 900 }, (_, index) => `line ${index}`);
    const parts = splitText(lines.join('\n')) ?? [];
    expect(parts).toHaveLength(2);
    expect(parts.join('\n').split('\n')).toEqual(lines);
    const words = Array.from({ length: 1500 }, (_, index) => `w${index}`);
    const inWords = splitText(words.join(' ')) ?? [];
    expect(inWords.join(' ').split(' ')).toEqual(words);
  });

  it('gives five messages at most, and makes of more a file', () => {
    expect(splitText('x'.repeat(20_000))).toHaveLength(5);
    expect(splitText('x'.repeat(20_001))).toBeUndefined();
  });

  it('never cuts inside a grapheme that fits a message, and loses nothing', () => {
    const family = '👨‍👩‍👧‍👦';
    const parts = splitText(family.repeat(900)) ?? [];
    expect(parts.join('')).toBe(family.repeat(900));
    for (const part of parts) expect(part.length % family.length).toBe(0);
    const odd = `a${'\u0301'.repeat(9000)}`;
    expect((splitText(odd) ?? []).join('')).toBe(odd);
  });

  it('gives no part above the limit, whatever is written', () => {
    const text = fc.array(fc.constantFrom('a', ' ', '\n', '🙂', 'é', 'word ', '<b>'), { maxLength: 9000 });
    fc.assert(
      fc.property(text, (pieces) => {
        const whole = pieces.join('');
        const parts = splitText(whole) ?? [];
        expect(parts.every(({ length }) => length <= 4000)).toBe(true);
        expect(parts.join('').replace(/\s/g, '')).toBe(whole.replace(/\s/g, ''));
        expect(parts.flatMap(splitGraphemes).includes('\ufffd')).toBe(false);
      }),
      { numRuns: 30 },
    );
  });
});

describe('toHtml', () => {
  it('takes nothing for markup that somebody wrote', () => {
    expect(escapeHtml('<b>&"x"</b>')).toBe('&lt;b&gt;&amp;&quot;x&quot;&lt;/b&gt;');
  });

  it('keeps the columns of a table, and only those', () => {
    expect(toHtml('Nodes <2>\nALPH  3 km\nBRAV  <1 km\nThat is all')).toBe(
      'Nodes &lt;2&gt;\n<pre>ALPH  3 km\nBRAV  &lt;1 km</pre>\nThat is all',
    );
  });
});
