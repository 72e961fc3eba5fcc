import { describe, expect, it } from 'vitest';
import { DEPARTMENTS, findDepartment } from '../../../src/mesh/departments.js';
import { VigilanceApi } from '../../../src/services/vigilance/api.js';
import { outlookOf } from '../../../src/services/vigilance/bulletin.js';
import { FakeClock } from '../../support/fake-clock.js';
import {
  AT_TEN_PAST_TWO,
  aDomain,
  aNationalAnswer,
  anItem,
  hour,
  iso,
  type NationalChanges,
} from '../../support/vigilance-answers.js';

const attempt = { timeoutMs: 1, signal: new AbortController().signal };
const DAY_MS = 86_400_000;

function department(code: string) {
  const found = findDepartment(code);
  if (!found) throw new Error(`no department ${code}`);
  return found;
}

/** Météo-France that answers so. */
function apiTelling(answer: unknown) {
  const asked: unknown[] = [];
  const http = {
    get: async (request: unknown) => {
      asked.push(request);
      return typeof answer === 'string' ? answer : JSON.stringify(answer);
    },
  };
  const clock = new FakeClock(AT_TEN_PAST_TWO);
  const url = 'https://public-api.meteofrance.fr/encours';
  return { asked, clock, api: new VigilanceApi({ http, clock, url, key: 'k3y', checkMs: 900_000 }) };
}

/** What holds in the department at that moment. */
async function outlook(answer: unknown, code = '38', now = AT_TEN_PAST_TWO) {
  return outlookOf(await apiTelling(answer).api.read(department(code), attempt), now, 26 * 3_600_000);
}

function told(changes: NationalChanges) {
  return apiTelling(aNationalAnswer(changes)).api.read(department('38'), attempt);
}

describe('the official interface', () => {
  it('is read by the names of days and departments, with each phenomenon and its hours', async () => {
    const { api, asked } = apiTelling(aNationalAnswer());
    const bulletin = await api.read(department('38'), attempt);
    expect(bulletin).toMatchObject({ department: '38', at: AT_TEN_PAST_TWO, credit: 'Météo-France' });
    expect(bulletin.periods[0]).toEqual({
      from: hour(14),
      to: hour(24),
      colour: 'orange',
      hazards: [
        {
          phenomenon: 'storms',
          colour: 'orange',
          spans: [{ from: hour(16), to: hour(23), colour: 'orange' }],
        },
        { phenomenon: 'rainFlood', colour: 'yellow', spans: [] },
        { phenomenon: 'wind', colour: 'yellow', spans: [] },
        { phenomenon: 'snowIce', colour: 'green', spans: [] },
      ],
    });
    expect(bulletin.periods[1]).toMatchObject({ from: hour(24), to: hour(48), colour: 'yellow' });
    expect(asked).toMatchObject([{ accept: 'application/json', headers: { apikey: 'k3y' } }]);
  });

  it.each([
    [1, 'green'],
    [2, 'yellow'],
    [3, 'orange'],
    [4, 'red'],
    ['1', 'green'],
    ['4', 'red'],
  ])('has the colour %j for %s', async (max, colour) => {
    const { today } = await outlook(aNationalAnswer({ domains: [aDomain('38', { max })] }));
    expect(today?.colour).toBe(colour);
  });

  it.each([0, 5, -1, 1.5, '', 'green', null, undefined, Number.NaN, [1], { id: 1 }, true])(
    'has no colour for %j, least of all green',
    async (max) => {
      const domain = { domain_id: '38', max_color_id: max, phenomenon_items: [] };
      const { today } = await outlook(aNationalAnswer({ domains: [domain] }));
      expect(today).toBeDefined();
      expect(today?.colour).toBeUndefined();
    },
  );

  it('is not called green, nor yellow, when one of its phenomena cannot be read; orange is told either way', async () => {
    const withBroken = async (max: number) =>
      (await outlook(aNationalAnswer({ domains: [aDomain('38', { max, items: [anItem('1', 'x')] })] }))).today
        ?.colour;
    expect(await withBroken(1)).toBeUndefined();
    expect(await withBroken(2)).toBeUndefined();
    expect(await withBroken(3)).toBe('orange');
    expect(await withBroken(4)).toBe('red');
  });

  it('takes the worst when it contradicts itself', async () => {
    const items = [anItem('3', 2, [16, 18]), { ...anItem('1', 1), timelaps_items: [] }];
    const hours = { begin_time: iso(hour(15)), end_time: iso(hour(16)), color_id: '4' };
    const odd = [...items, { ...anItem('2', '2'), timelaps_items: [hours, null, { color_id: 9 }] }];
    const { today } = await outlook(aNationalAnswer({ domains: [aDomain('38', { max: 1, items: odd })] }));
    expect(today?.colour).toBe('red');
    expect(today?.hazards.map(({ phenomenon, colour }) => [phenomenon, colour])).toEqual([
      ['rainFlood', 'red'],
      ['storms', 'yellow'],
      ['wind', 'green'],
    ]);
  });

  it('shows a phenomenon that it does not know as another one', async () => {
    const domains = [aDomain('38', { max: 3, items: [anItem('12', 3)] })];
    const { today } = await outlook(aNationalAnswer({ domains }));
    expect(today?.hazards).toEqual([{ phenomenon: 'other', colour: 'orange', spans: [] }]);
  });

  it('joins the coast to its department, and never takes the coast alone', async () => {
    const coast = aDomain('3010', {
      max: '4',
      items: [anItem('9', '4', [15, 20]), anItem('1', 2, [10, 12])],
    });
    const land = aDomain('30', { max: 1, items: [anItem('1', 1)] });
    const { today } = await outlook(aNationalAnswer({ domains: [land, coast] }), '30');
    expect(today?.colour).toBe('red');
    expect(today?.hazards.map(({ phenomenon, colour }) => [phenomenon, colour])).toEqual([
      ['waves', 'red'],
      ['wind', 'yellow'],
    ]);
    await expect(outlook(aNationalAnswer({ domains: [coast] }), '30')).rejects.toThrow('no department 30');
  });

  it('knows both departments of Corsica, with their coasts, and every other one of Europe', async () => {
    const codes = DEPARTMENTS.filter(({ isOverseas }) => !isOverseas).map(({ code }) => code);
    const domains = codes.map((code) => aDomain(code, { max: 2 }));
    const answer = aNationalAnswer({ domains: [...domains, aDomain('2A10', { max: 3 })] });
    for (const code of codes) {
      expect((await outlook(answer, code)).today?.colour).toBe(code === '2A' ? 'orange' : 'yellow');
    }
  });

  it.each([
    ['nothing', {}],
    ['no product', { product: null }],
    ['no periods', { product: { update_time: iso(AT_TEN_PAST_TWO) } }],
    ['no time', aNationalAnswer({ at: 'yesterday' })],
    ['a time without its distance from UTC', aNationalAnswer({ at: '2026-11-20T13:10:00' })],
    ['no departments', aNationalAnswer({ domains: [], tomorrow: { timelaps: {} } })],
    ['another department', aNationalAnswer({ domains: [aDomain('39')], tomorrow: { timelaps: {} } })],
    [
      'a number in place of its code',
      aNationalAnswer({ domains: [aDomain(38)], tomorrow: { timelaps: {} } }),
    ],
    ['a list in place of it', '[]'],
    ['a sentence in place of it', '"ok"'],
  ])('is unreadable with %s', async (_, answer) => {
    await expect(outlook(answer)).rejects.toMatchObject({ reason: 'unreadable' });
  });

  it.each([
    ['its end has passed', { end_validity_time: iso(hour(14)) }],
    ['it has no end', { end_validity_time: undefined }],
    ['its end cannot be read', { end_validity_time: 'soon' }],
    ['it ends before it begins', { end_validity_time: iso(hour(13)) }],
    ['it begins in two hours', { begin_validity_time: iso(hour(16.5)) }],
    ['it is of another day', { echeance: 'J2' }],
  ])('says nothing of today when %s', async (_, today) => {
    const bulletin = await told({ today });
    expect(outlookOf(bulletin, AT_TEN_PAST_TWO, DAY_MS)).not.toHaveProperty('today');
  });

  it('says nothing any more when it is too old, or from the future', async () => {
    const bulletin = await told({ today: { end_validity_time: iso(hour(60)) } });
    const maxAgeMs = 26 * 3_600_000;
    expect(outlookOf(bulletin, AT_TEN_PAST_TWO + maxAgeMs, maxAgeMs)).toHaveProperty('today');
    expect(outlookOf(bulletin, AT_TEN_PAST_TWO + maxAgeMs + 1, maxAgeMs)).toEqual({});
    expect(outlookOf(bulletin, AT_TEN_PAST_TWO - 3_600_001, maxAgeMs)).toEqual({});
  });

  it('makes tomorrow today at midnight', async () => {
    const bulletin = await told({ tomorrow: { timelaps: { domain_ids: [aDomain('38', { max: 4 })] } } });
    expect(outlookOf(bulletin, hour(23.99), DAY_MS).today?.colour).toBe('orange');
    expect(outlookOf(bulletin, hour(24), DAY_MS)).toMatchObject({ today: { colour: 'red' } });
    expect(outlookOf(bulletin, hour(24), DAY_MS)).not.toHaveProperty('tomorrow');
  });

  it('is asked once for all who want to know at the same time, and told to others for half a period', async () => {
    const domains = [aDomain('38'), aDomain('06', { max: 2 })];
    const { api, asked, clock } = apiTelling(aNationalAnswer({ domains }));
    expect(api.peek(department('06'))).toBeUndefined();
    const both = await Promise.all([
      api.read(department('38'), attempt),
      api.read(department('06'), attempt),
    ]);
    expect(both.map((bulletin) => bulletin.periods[0]?.colour)).toEqual(['green', 'yellow']);
    expect(asked).toHaveLength(1);
    expect(api.peek(department('06'))?.department).toBe('06');
    expect(api.peek(department('75'))).toBeUndefined();
    await clock.advance(450_000);
    expect(api.peek(department('06'))).toBeUndefined();
  });
});
