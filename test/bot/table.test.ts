import { expect, it } from 'vitest';
import { table } from '../../src/bot/table.js';

it('keeps its columns whatever is in them, and shows what is not known as a dash', () => {
  const columns = [{ title: 'Node' }, { title: 'SNR', isNumber: true }, { title: 'Role' }];
  expect(
    table(columns, [
      ['Alpha', '6.3', 'CLIENT'],
      ['🦊 Fox', '-10.5', undefined],
      ['Z', undefined],
    ]),
  ).toEqual(['Node      SNR  Role', 'Alpha     6.3  CLIENT', '🦊 Fox  -10.5  –', 'Z           –  –']);
});

it('is its titles when there is nothing to show', () => {
  expect(table([{ title: 'Node' }, { title: 'Age' }], [])).toEqual(['Node  Age']);
});
