import { expect, it } from 'vitest';
import { count, gigabytes, longSize, percentOf, size } from '../../src/bot/amounts.js';

it.each<[bytes: number, en: string, fr: string]>([
  [0, '0B', '0o'],
  [999, '999B', '999o'],
  [1000, '1kB', '1ko'],
  [5856, '5.9kB', '5,9ko'],
  [9949, '9.9kB', '9,9ko'],
  [9950, '10kB', '10ko'],
  [999_499, '999kB', '999ko'],
  [999_500, '1MB', '1Mo'],
  [63_000_000, '63MB', '63Mo'],
  [999_500_000, '1GB', '1Go'],
  [12_000_000_000, '12GB', '12Go'],
])('tells %i bytes as %s', (bytes, en, fr) => {
  expect([size(bytes, 'en'), size(bytes, 'fr')]).toEqual([en, fr]);
});

it('sets the unit apart for a wide screen', () => {
  expect([5856, 12, 84e6, 2e9].map((bytes) => longSize(bytes, 'en'))).toEqual([
    '5.9 kB',
    '12 B',
    '84 MB',
    '2 GB',
  ]);
  expect([5856, 12].map((bytes) => longSize(bytes, 'fr'))).toEqual(['5,9 ko', '12 o']);
});

it('tells gigabytes with two digits, to be compared', () => {
  expect([0.1e9, 0.168e9, 12.4e9, 0].map((bytes) => gigabytes(bytes, 'en'))).toEqual([
    '0.1GB',
    '0.17GB',
    '12GB',
    '0GB',
  ]);
  expect(gigabytes(0.168e9, 'fr')).toBe('0,17Go');
});

it.each<[value: number, text: string]>([
  [0, '0'],
  [999, '999'],
  [1000, '1.0k'],
  [3890, '3.9k'],
  [9950, '10k'],
  [187_400, '187k'],
  [999_499, '999k'],
  [999_500, '1.0M'],
  [12_300_000, '12M'],
])('tells %i as %s', (value, text) => {
  expect(count(value, 'en')).toBe(text);
  expect(count(value, 'fr')).toBe(text.replace('.', ','));
});

it('takes a share of nothing for nothing', () => {
  expect([percentOf(1, 4), percentOf(0, 4), percentOf(0, 0)]).toEqual([25, 0, 0]);
});
