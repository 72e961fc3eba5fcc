import { expect, it } from 'vitest';
import { known } from '../../src/util/known.js';

it('leaves out what is unknown, and nothing that only looks empty', () => {
  expect(known({ rain: 0, place: '', isNight: false, wind: undefined, gusts: null })).toEqual({
    rain: 0,
    place: '',
    isNight: false,
    gusts: null,
  });
  expect(Object.keys(known({ wind: undefined }))).toEqual([]);
});
