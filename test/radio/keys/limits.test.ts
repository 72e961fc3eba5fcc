import { expect, it } from 'vitest';
import { HourlyBudget } from '../../../src/radio/keys/budget.js';
import { maxFavorites } from '../../../src/radio/keys/capacity.js';
import { canAddContacts, mayHoldMoreKeys } from '../../../src/radio/keys/firmware.js';

const HOUR_MS = 3_600_000;

it('spends so many in any hour', () => {
  const budget = new HourlyBudget(2);
  expect([budget.take(0), budget.take(1000), budget.take(2000)]).toEqual([true, true, false]);
  expect(budget.take(HOUR_MS - 1)).toBe(false);
  expect(budget.take(HOUR_MS)).toBe(true);
  expect(budget.take(HOUR_MS + 999)).toBe(false);
  expect(budget.take(HOUR_MS + 1000)).toBe(true);
  expect(new HourlyBudget(0).take(0)).toBe(false);
});

it.each([
  ['HELTEC_V3', 0, 40],
  ['HELTEC_V3', 200, 100],
  ['RAK4631', 80, 40],
  ['WIO_E5', 4, 5],
  ['RAK3172', 10, 5],
  ['', 0, 40],
])('lets %s with %i nodes have %i favourites: half of what it can hold for sure', (model, nodes, most) => {
  expect(maxFavorites(model, nodes)).toBe(most);
});

it.each([
  ['2.6.7.abcdef', false, false],
  ['2.6.8.abcdef', true, false],
  ['2.7.0', true, false],
  ['2.7.26.54e0d8d', true, false],
  ['2.8.0.7754068', true, true],
  ['3.0.0', true, true],
  ['1.99.99', false, false],
  ['', false, false],
  ['develop', false, false],
])('knows what firmware %s can do', (firmware, adds, holdsMore) => {
  expect([canAddContacts(firmware), mayHoldMoreKeys(firmware)]).toEqual([adds, holdsMore]);
});
