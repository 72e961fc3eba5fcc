import { describe, expect, it } from 'vitest';
import { findDepartment } from '../../../src/mesh/departments.js';
import type { Bulletin, Hazard, Period } from '../../../src/services/vigilance/bulletin.js';
import type { VigilanceReading } from '../../../src/services/vigilance/vigilance.js';
import { byteLength } from '../../../src/util/text.js';
import { aDesk } from '../../support/bot-desk.js';
import { expectAnswers, said, saidAtConsole } from '../../support/sky-desk.js';
import { AT_TEN_PAST_TWO, hour } from '../../support/vigilance-answers.js';

function department(code: string) {
  const found = findDepartment(code);
  if (!found) throw new Error(`no department ${code}`);
  return found;
}
const ISERE = department('38');

const STORMS: Hazard = {
  phenomenon: 'storms',
  colour: 'orange',
  spans: [{ from: hour(16), to: hour(23), colour: 'orange' }],
};
const yellow = (phenomenon: Hazard['phenomenon']): Hazard => ({ phenomenon, colour: 'yellow', spans: [] });
const TODAY: Period = {
  from: hour(14),
  to: hour(24),
  colour: 'orange',
  hazards: [STORMS, yellow('rainFlood'), yellow('wind'), { phenomenon: 'waves', colour: 'green', spans: [] }],
};
const TOMORROW: Period = { from: hour(24), to: hour(48), colour: 'yellow', hazards: [yellow('snowIce')] };
const BULLETIN: Bulletin = {
  department: '38',
  at: AT_TEN_PAST_TWO,
  credit: 'Météo-France',
  periods: [TODAY, TOMORROW],
};
const CERTAIN = { department: ISERE, isAgeUncertain: false };
const ORANGE: VigilanceReading = {
  ...CERTAIN,
  bulletin: BULLETIN,
  today: TODAY,
  tomorrow: TOMORROW,
  colour: 'orange',
};

/** The usual desk, where the vigilance is so. */
function aVigiDesk(reading: VigilanceReading | undefined, home = true) {
  const asked: string[] = [];
  const vigilance = {
    home: home ? ISERE : undefined,
    read: async (wanted: { code: string }) => {
      asked.push(wanted.code);
      return reading ?? { ...CERTAIN, unknown: { why: 'waiting' } as const };
    },
  };
  return { desk: aDesk({}, true, { vigilance }), asked };
}

/** A day with such a colour of it. */
const withToday = (today: Partial<Period>): VigilanceReading => {
  const changed: Period = { ...TODAY, ...today };
  return { ...ORANGE, today: changed, ...(changed.colour && { colour: changed.colour }) };
};

describe('/vigi', () => {
  it('tells the colour, its reasons with their hours, and tomorrow', async () => {
    const { desk } = aVigiDesk(ORANGE);
    await expectAnswers(desk, {
      en: [
        '/vigi',
        '🟠 Vigilance 38 ORANGE\nStorms 16h-23h\nYellow: rain-flood, wind\nTomorrow: yellow\nMétéo-France 14:10',
      ],
      fr: [
        '/vigi',
        '🟠 Vigilance 38 ORANGE\nOrages 16h-23h\nJaune : pluie-inondation, vent\nDemain : jaune\nMétéo-France 14:10',
      ],
    });
  });

  it('says green only as its source did, and tomorrow as unknown when that was not said', async () => {
    const green = withToday({ colour: 'green', hazards: [] });
    const { tomorrow: _, ...untold } = green;
    await expectAnswers(aVigiDesk(untold).desk, {
      en: [
        '/vigilance',
        '🟢 Vigilance 38 GREEN\nNo particular vigilance\nTomorrow: unknown\nMétéo-France 14:10',
      ],
      fr: [
        '/vigilance',
        '🟢 Vigilance 38 VERTE\nPas de vigilance particulière\nDemain : inconnue\nMétéo-France 14:10',
      ],
    });
  });

  it('joins hours that touch, tells half hours, the midnight at an end and the day of an old bulletin', async () => {
    const spans = [
      { from: hour(9), to: hour(12), colour: 'red' },
      { from: hour(12), to: hour(13.5), colour: 'red' },
      { from: hour(14), to: hour(15), colour: 'yellow' },
      { from: hour(20), to: hour(24), colour: 'red' },
    ] as const;
    const reading = withToday({
      colour: 'red',
      hazards: [
        { phenomenon: 'wind', colour: 'red', spans },
        { phenomenon: 'waves', colour: 'red', spans: [] },
        STORMS,
      ],
    });
    const old = { ...reading, bulletin: { ...BULLETIN, at: hour(-2) } };
    expect(await said(aVigiDesk(old).desk, '/vigi')).toBe(
      '🔴 Vigilance 38 RED\nWind 9h-13h30 20h-24h, waves\nOrange: storms\nTomorrow: yellow\nMétéo-France 19 Nov 22:00',
    );
  });

  it('fits one packet whatever is announced', async () => {
    const names = [
      'wind',
      'rainFlood',
      'storms',
      'floods',
      'snowIce',
      'cold',
      'avalanches',
      'waves',
    ] as const;
    const hazards = names.map(
      (phenomenon, index): Hazard => ({
        ...STORMS,
        phenomenon,
        colour: index < 5 ? 'orange' : 'yellow',
      }),
    );
    const answer = await said(aVigiDesk(withToday({ hazards })).desk, '/vigi', 'fr');
    expect(byteLength(answer ?? '')).toBeLessThanOrEqual(200);
    expect(answer).toBe(
      '🟠 Vigilance 38 ORANGE\nVent 16h-23h, pluie-inondation 16h-23h, orages 16h-23h, crues 16h-23h, neige-verglas 16h-23h\nDemain : jaune\nMétéo-France 14:10',
    );
  });

  const last = { colour: 'yellow', at: hour(8) + 600_000, ageMs: 6.1 * 3_600_000 } as const;
  const since = hour(11) + 1_200_000;

  it('says unknown as unknown, since when, and what it was', async () => {
    const unknown: VigilanceReading = { ...CERTAIN, unknown: { why: 'failing', since }, last };
    await expectAnswers(aVigiDesk(unknown).desk, {
      en: [
        '/vigi',
        '❓ Vigilance 38 UNKNOWN: source unreadable since 11:20. Last known: yellow at 08:10 (6h old). See vigilance.meteofrance.fr',
      ],
      fr: [
        '/vigi',
        '❓ Vigilance 38 INCONNUE : source illisible depuis 11:20. Dernière : jaune à 08:10 (il y a 6h). Voir vigilance.meteofrance.fr',
      ],
    });
  });

  it.each([
    [{ why: 'waiting' }, 'no answer from the source yet. Ask again in a minute.'],
    [{ why: 'expired', since: hour(0) }, 'the bulletin ended at 00:00. See vigilance.meteofrance.fr'],
    [
      { why: 'unsaid', since },
      'the bulletin gives no colour that I understand. See vigilance.meteofrance.fr',
    ],
    [
      { why: 'overseas' },
      'overseas bulletins are another product, which I do not read. See vigilance.meteofrance.fr',
    ],
  ] as const)('says why it is unknown: %j', async (unknown, words) => {
    const { desk } = aVigiDesk({ ...CERTAIN, unknown });
    expect(await said(desk, '/vigi')).toBe(`❓ Vigilance 38 UNKNOWN: ${words}`);
    expect(await said(desk, '/vigi', 'fr')).toMatch(/^❓ Vigilance 38 INCONNUE : \S/);
  });

  it('finds a department by its number or name, and asks which one when there is none', async () => {
    const { desk, asked } = aVigiDesk(ORANGE, false);
    for (const wanted of ['6', '2a', 'bouches du rhone']) await said(desk, `/vigi ${wanted}`);
    expect(asked).toEqual(['06', '2A', '13']);
    expect(await said(desk, '/vigi Lyon')).toBe('Department? Ex: 38, 06, 2A');
    expect(await said(desk, '/vigi', 'fr')).toBe('Département ? Ex : 38, 06, 2A');
    expect(asked).toHaveLength(3);
  });

  it('tells everything at the console, with its source', async () => {
    const trouble = { since, reason: 'denied' } as const;
    expect(await saidAtConsole(aVigiDesk({ ...ORANGE, trouble }).desk, 'vigi')).toBe(
      [
        '🟠 Vigilance Isère (38) orange',
        'Now: orange',
        '• 🟠 storms 16h-23h',
        '• 🟡 rain-flood',
        '• 🟡 wind',
        '• 🟢 waves',
        'Tomorrow: yellow',
        '• 🟡 snow-ice',
        'Bulletin of 14:10. Source: Météo-France (Licence Ouverte 2.0)',
        'The first source fails since 11:20: it refuses us.',
        'See vigilance.meteofrance.fr',
      ].join('\n'),
    );
    expect(await saidAtConsole(aVigiDesk(ORANGE).desk, 'vigi', 'fr')).toContain('\nMaintenant : orange\n');
    const failing: VigilanceReading = { ...CERTAIN, unknown: { why: 'failing', since }, trouble };
    expect(await saidAtConsole(aVigiDesk(failing).desk, 'vigi', 'fr')).toBe(
      '❓ Vigilance 38 INCONNUE : source illisible depuis 11:20. Voir vigilance.meteofrance.fr\n' +
        'La première source est en panne depuis 11:20 : accès refusé.',
    );
  });

  it('is not known where nobody is asked', async () => {
    expect(await said(aDesk(), '/vigi')).toBe('/vigi is not set up here.');
  });
});
