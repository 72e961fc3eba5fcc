import { describe, expect, it } from 'vitest';
import { findDepartment } from '../../../src/mesh/departments.js';
import { createMirror } from '../../../src/services/vigilance/mirror.js';
import { AT_TEN_PAST_TWO, aRow, hour, iso } from '../../support/vigilance-answers.js';

const attempt = { timeoutMs: 1, signal: new AbortController().signal };
const asked: URL[] = [];

function read(results: unknown, more: object = {}, code = '38') {
  const http = {
    get: async ({ url }: { url: URL }) => {
      asked.push(url);
      return JSON.stringify({ total_count: Array.isArray(results) ? results.length : 0, results, ...more });
    },
  };
  const department = findDepartment(code);
  if (!department) throw new Error(`no department ${code}`);
  return createMirror({ http, url: 'https://mirror.example.org', checkMs: 1 }).read(department, attempt);
}

describe('the copy without a key', () => {
  it('is read row by row, for the department and its coast', async () => {
    const rows = [
      aRow(),
      aRow({ phenomenon_id: '1', color_id: '2', begin_time: iso(hour(0)), end_time: iso(hour(24)) }),
      aRow({ domain_id: '3810', phenomenon_id: 9, color_id: 1, begin_time: null }),
      aRow({ echeance: 'J1', color_id: 1 }),
      aRow({ echeance: 'J2', color_id: 4 }),
      aRow({ domain_id: '39', color_id: 4 }),
    ];
    const bulletin = await read(rows);
    expect(bulletin).toMatchObject({ at: AT_TEN_PAST_TWO, credit: 'Météo-France, mirror.example.org' });
    expect(bulletin.periods).toEqual([
      {
        from: hour(0),
        to: hour(24),
        colour: 'orange',
        hazards: [
          {
            phenomenon: 'storms',
            colour: 'orange',
            spans: [{ from: hour(16), to: hour(23), colour: 'orange' }],
          },
          {
            phenomenon: 'wind',
            colour: 'yellow',
            spans: [{ from: hour(0), to: hour(24), colour: 'yellow' }],
          },
          { phenomenon: 'waves', colour: 'green', spans: [] },
        ],
      },
      expect.objectContaining({ from: hour(24), to: hour(48), colour: 'green' }),
    ]);
    expect(asked.at(-1)?.searchParams.get('where')).toBe('domain_id="38" or domain_id="3810"');
  });

  it('knows tomorrow by both of its names', async () => {
    expect((await read([aRow({ echeance: 'J+1' })])).periods).toMatchObject([{ from: hour(24) }]);
  });

  it('counts only the newest bulletin of those in it', async () => {
    const old = aRow({ product_datetime: iso(hour(6)), color_id: 4, phenomenon_id: 1 });
    expect((await read([old, aRow({ color_id: 2 })])).periods[0]).toMatchObject({
      colour: 'yellow',
      hazards: [{ phenomenon: 'storms' }],
    });
  });

  it.each([
    ['no row', []],
    ['no rows at all', undefined],
    ['rows of another department', [aRow({ domain_id: '39' })]],
    ['rows of the coast alone', [aRow({ domain_id: '3810' })]],
    ['a row without the time of its bulletin', [aRow(), aRow({ product_datetime: null })]],
    ['no row of today or tomorrow', [aRow({ echeance: 'J2' })]],
  ])('is unreadable, and not green, with %s', async (_, rows) => {
    await expect(read(rows)).rejects.toMatchObject({ reason: 'unreadable' });
  });

  it('is unreadable when it does not give all rows', async () => {
    await expect(read([aRow({ color_id: 1 })], { total_count: 2 })).rejects.toThrow('not all rows');
  });

  it('has no colour when that of a row cannot be read', async () => {
    const { periods } = await read([aRow({ color_id: 1 }), aRow({ color_id: null, phenomenon_id: 1 })]);
    expect(periods[0]).not.toHaveProperty('colour');
  });
});
