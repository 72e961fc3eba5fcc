import { expect, it } from 'vitest';
import { columnsOf } from '../../src/util/width.js';

it.each([
  ['', 0],
  ['Zoé', 3],
  ['e\u0301', 1],
  ['🦊', 2],
  ['👩‍🚀', 2],
  ['☀️', 2],
  ['🟢 OSCR', 7],
  ['山頂', 4],
  ['▁█', 2],
])('takes %s for so many columns', (text, columns) => {
  expect(columnsOf(text)).toBe(columns);
});
