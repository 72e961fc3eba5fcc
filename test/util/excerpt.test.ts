import { describe, expect, it } from 'vitest';
import { excerpt } from '../../src/util/excerpt.js';

describe('excerpt', () => {
  it.each([
    ['a short text as it stands', 'Zoé 🌲', 'Zoé 🌲'],
    ['a long text cut', 'y'.repeat(61), `${'y'.repeat(60)}…`],
    ['a text without end cut', ' '.repeat(10_000_000), '…'],
    ['whole characters', 'é'.repeat(40), `${'é'.repeat(30)}…`],
    ['nothing that a terminal obeys', 'a\u001b[2J\nb', 'a [2J b'],
  ])('shows %s', (_, text, shown) => {
    expect(excerpt(text)).toBe(shown);
  });

  it('shows as much as it is told', () => {
    expect(excerpt('abcdef', 3)).toBe('abc…');
  });
});
