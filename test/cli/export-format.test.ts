import { describe, expect, it, vi } from 'vitest';
import type { ExportRecord, ExportValue } from '../../src/app.js';
import { type ExportFormat, exportText } from '../../src/cli/export-format.js';

const COLUMNS = ['id', 'name', 'snr'];

function textOf(format: ExportFormat, ...pages: ExportRecord[][]): string {
  return [...exportText({ columns: COLUMNS, pages }, format, () => {})].join('');
}

const record = (...values: ExportValue[]): ExportRecord => ({ values });

/** The second cell of the only record. */
const csvOf = (value: ExportValue) =>
  textOf('csv', [record(1, value, 2)])
    .split('\r\n')
    .slice(1)
    .join('\r\n');

describe('json', () => {
  it('is one document whatever the pages', () => {
    const one = record('!16fad3dc', 'Alpha', -5.25);
    const two = record('!2b4a7c10', null, null);
    const expected = [
      { id: '!16fad3dc', name: 'Alpha', snr: -5.25 },
      { id: '!2b4a7c10', name: null, snr: null },
    ];
    expect(JSON.parse(textOf('json', [one, two]))).toEqual(expected);
    expect(JSON.parse(textOf('json', [], [one], [], [two], []))).toEqual(expected);
    expect(JSON.parse(textOf('json'))).toEqual([]);
    expect(textOf('json', [one], [two]).split('\n')).toHaveLength(5);
  });

  it('keeps every text as it is, and gives a terminal nothing to obey', () => {
    const name = 'a\u001b[31m\u009b31m\u202eb\u2028"\\\n🦊';
    const text = textOf('json', [record(1, name, 2)]);
    expect(JSON.parse(text)[0].name).toBe(name);
    expect(text).not.toMatch(/[^\P{Cc}\n]|\p{Bidi_Control}|\u2028/u);
  });
});

describe('csv', () => {
  it('has a line of names, and an empty cell for what is not known', () => {
    expect(textOf('csv', [record('!16fad3dc', null, -5.25)], [record(2, true, 0)])).toBe(
      'id,name,snr\r\n!16fad3dc,,-5.25\r\n2,true,0\r\n',
    );
    expect(textOf('csv')).toBe('id,name,snr\r\n');
  });

  it.each([
    ['a, b', '"a, b"'],
    ['say "hi"', '"say ""hi"""'],
    ['two\nlines', '"two\nlines"'],
    ['two\r\nlines', '"two\r\nlines"'],
    ['plain 🦊 text', 'plain 🦊 text'],
    ['', ''],
  ])('quotes %j', (value, expected) => {
    expect(csvOf(value)).toBe(`1,${expected},2\r\n`);
  });

  it.each([
    ['=HYPERLINK("http://x")', '"\'=HYPERLINK(""http://x"")"'],
    ['+1', "'+1"],
    ['-1', "'-1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', "'\t=1"],
    ['\r=1', '"\'\r=1"'],
    ['\n=1', '"\'\n=1"'],
    ['＝1', "'＝1"],
    ['a=1', 'a=1'],
  ])('lets no spreadsheet take %j for a formula', (value, expected) => {
    expect(csvOf(value)).toBe(`1,${expected},2\r\n`);
  });

  it('has no character that a terminal obeys', () => {
    expect(csvOf('a\u0000b\u001b[31m\u009b')).toBe('1,a\ufffdb\ufffd[31m\ufffd,2\r\n');
  });
});

describe('geojson', () => {
  const place = { latitude: 45.1, longitude: 5.7, altitudeMeters: 410 };

  it('makes points and lines, with the longitude first', () => {
    const node: ExportRecord = { values: [1, 'Alpha', 2], places: [place] };
    const edge: ExportRecord = { values: [2, null, -3], places: [place, { latitude: -1, longitude: 0 }] };
    expect(JSON.parse(textOf('geojson', [node], [edge]))).toEqual({
      type: 'FeatureCollection',
      features: [
        {
          type: 'Feature',
          geometry: { type: 'Point', coordinates: [5.7, 45.1, 410] },
          properties: { id: 1, name: 'Alpha', snr: 2 },
        },
        {
          type: 'Feature',
          geometry: {
            type: 'LineString',
            coordinates: [
              [5.7, 45.1, 410],
              [0, -1],
            ],
          },
          properties: { id: 2, name: null, snr: -3 },
        },
      ],
    });
  });

  it('leaves out what has no place, and counts it', () => {
    const tell = vi.fn();
    const pages = [
      [record(1, 'a', 2), record(2, 'b', 2)],
      [{ values: [3, 'c', 2], places: [place] as const }],
    ];
    const text = [...exportText({ columns: COLUMNS, pages }, 'geojson', tell)].join('');
    expect(JSON.parse(text).features).toHaveLength(1);
    expect(tell.mock.calls).toEqual([[2]]);
    expect(JSON.parse(textOf('geojson'))).toEqual({ type: 'FeatureCollection', features: [] });
  });
});
