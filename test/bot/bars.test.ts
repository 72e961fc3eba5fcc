import { describe, expect, it } from 'vitest';
import { bars, sparkline } from '../../src/bot/bars.js';

describe('a sparkline', () => {
  it('scales to the greatest value, from nothing', () => {
    expect(sparkline([0, 1, 2, 3, 4, 5, 6, 7, 8])).toBe('▁▂▃▄▅▆▇██');
    expect(sparkline([50, 100])).toBe('▅█');
  });

  it('leaves a blank for what is not known', () => {
    expect(sparkline([1, undefined, 1])).toBe('█ █');
    expect(sparkline([undefined, undefined])).toBe('  ');
    expect(sparkline([])).toBe('');
  });

  it('stays low when nothing happened', () => {
    expect(sparkline([0, 0])).toBe('▁▁');
  });

  it('goes down to the least value when that is below nothing', () => {
    expect(sparkline([-8, -4, 0])).toBe('▁▅█');
  });

  it('keeps to a scale that it is given, whatever the values', () => {
    expect(sparkline([-20, 0, 50, 200], { from: 0, to: 100 })).toBe('▁▁▅█');
    expect(sparkline([5, 6], { from: 5 })).toBe('▁█');
  });
});

describe('bars', () => {
  it('stand in columns, the greatest at full width', () => {
    const rows = [
      { label: '0', value: 40, text: '40 %' },
      { label: '10', value: 20, text: '20 %' },
      { label: '2', value: 0, text: '0 %' },
      { label: '3', value: 0.1, text: '0.1 %' },
    ];
    expect(bars(rows, { width: 8 })).toEqual([
      '0   ████████ 40 %',
      '10  ████ 20 %',
      '2   0 %',
      '3   ▏ 0.1 %',
    ]);
  });

  it('keep columns whatever the labels', () => {
    const rows = [
      { label: '🦊', value: 1, text: '1' },
      { label: 'ALPH', value: 1, text: '1' },
    ];
    expect(bars(rows, { width: 2 })).toEqual(['🦊    ██ 1', 'ALPH  ██ 1']);
  });

  it('keep to a scale that they are given', () => {
    expect(bars([{ label: 'a', value: 25, text: '25 %' }], { to: 100 })).toEqual(['a  █████ 25 %']);
    expect(bars([{ label: 'a', value: 200, text: '!' }], { to: 100, width: 3 })).toEqual(['a  ███ !']);
  });

  it('are nothing when there is nothing', () => {
    expect(bars([])).toEqual([]);
    expect(bars([{ label: 'a', value: 0, text: '0' }])).toEqual(['a  0']);
  });
});
