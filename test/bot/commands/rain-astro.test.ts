import { describe, expect, it } from 'vitest';
import type { Language } from '../../../src/bot/request.js';
import type { HourForecast } from '../../../src/services/weather/report.js';
import type { Desk } from '../../support/bot-desk.js';
import { NOW } from '../../support/builders.js';
import {
  AT_TWO,
  aSkyDesk,
  aWeatherReport,
  expectAnswers,
  GRENOBLE,
  HOUR,
  said,
  saidAtConsole,
  TROUBLE,
} from '../../support/sky-desk.js';

async function withHours(hours: readonly HourForecast[]): Promise<Desk> {
  return aSkyDesk({ report: { ...(await aWeatherReport()), hours } });
}

const hour = (index: number, rainMm?: number, rainPercent?: number): HourForecast => ({
  from: AT_TWO + index * HOUR,
  ...(rainMm !== undefined && { rainMm }),
  ...(rainPercent !== undefined && { rainPercent }),
});

describe('/rain', () => {
  it('draws 24 hours', async () => {
    await expectAnswers(await aSkyDesk(), {
      en: [
        '/rain',
        'Rain Grenoble 24h: 6.4mm, max 1.8 at 18h\n___▂▄▃▃▄▃▂____▁▁________\n14 17 20 23 02 05 08 11\nDry until 17h',
      ],
      fr: [
        '/pluie',
        "Pluie Grenoble 24h : 6,4mm, max 1,8 à 18h\n___▂▄▃▃▄▃▂____▁▁________\n14 17 20 23 02 05 08 11\nSec jusqu'à 17h",
      ],
    });
  });

  it('says dry when the source says so of every hour, with the highest chance', async () => {
    const hours = Array.from({ length: 24 }, (_, index) => hour(index, 0, index === 13 ? 15 : 5));
    await expectAnswers(await withHours(hours), {
      en: ['/rain', 'No rain in Grenoble for 24h. Highest chance 15% at 03h.'],
      fr: ['/pluie', 'Pas de pluie à Grenoble sur 24h. Risque max 15% à 03h.'],
    });
    const bare = await withHours(hours.map(({ from }) => ({ from, rainMm: 0 })));
    expect(await said(bare, '/rain')).toBe('No rain in Grenoble for 24h.');
  });

  it('never takes an unknown hour for a dry one', async () => {
    const desk = await withHours([0, 1, 2].map((index) => hour(index, 0)));
    expect(await said(desk, '/rain')).toBe(
      `Rain Grenoble 24h: 0mm, 21h unknown\n___${'?'.repeat(21)}\n14 17 20 23 02 05 08 11\nDry until 17h, then unknown`,
    );
    expect(await said(desk, '/pluie', 'fr')).toMatch(
      /0mm, 21h inconnues\n.*\n.*\nSec jusqu'à 17h, puis inconnu$/,
    );
    await expectAnswers(await withHours([]), {
      en: ['/rain', 'Rain in Grenoble: unknown, the source does not tell.'],
      fr: ['/pluie', "Pluie à Grenoble : inconnue, la source n'en dit rien."],
    });
    const later = await withHours([hour(5, 0)]);
    expect(await said(later, '/rain')).toMatch(/\n14 17 20 23 02 05 08 11$/);
  });

  it('says until when it rains', async () => {
    const wet = Array.from({ length: 24 }, (_, index) => hour(index, index < 4 ? 9 : 0));
    expect(await (await withHours(wet)).ask('/rain')).toMatch(
      /^Rain Grenoble 24h: 36.0mm, max 9.0 at 14h\n████_+\n.*\nRain until 18h$/,
    );
    const all = Array.from({ length: 24 }, (_, index) => hour(index, 5));
    expect(await (await withHours(all)).ask('/rain')).toMatch(/\n▆{24}\n.*\nRain all the time$/);
    expect(await said(await withHours(all), '/pluie', 'fr')).toMatch(/Pluie tout le temps$/);
    expect(await said(await withHours(wet), '/pluie', 'fr')).toMatch(/Pluie jusqu'à 18h$/);
  });

  it('tells the age of the data while the source is down', async () => {
    const desk = await aSkyDesk({ ageMs: 5 * HOUR, isStale: true, trouble: TROUBLE });
    expect(await said(desk, '/rain')).toMatch(/Source down since 13:10, data 5h old$/);
    expect(await said(desk, '/pluie', 'fr')).toMatch(/Météo injoignable depuis 13:10, données d'il y a 5h$/);
  });

  it('lists three days hour by hour at the console', async () => {
    const lines = (await saidAtConsole(await aSkyDesk(), 'rain'))?.split('\n') ?? [];
    expect(lines.slice(0, 4)).toEqual([
      'Rain Grenoble 24h: 6.4mm, max 1.8 at 18h',
      'Rain in Grenoble, mm per hour and its chance',
      'Fri 14h   0.0   5%   0.0   5%   0.0   5%   0.4  70%',
      'Fri 18h   1.8  70%   0.8  70%   0.7  70%   1.2  70%   1.0  70%   0.3  70%',
    ]);
    expect(lines.at(-1)).toBe('Source: Open-Meteo.com');
    const gaps = await saidAtConsole(
      await withHours([hour(0, 0), hour(1), hour(30, 0.5, 40)]),
      'pluie',
      'fr',
    );
    expect(gaps?.split('\n').slice(1)).toEqual([
      'Pluie à Grenoble, mm par heure et risque',
      'Ven 14h   0,0          –          –          –',
      'Sam 18h     –          –        0,5  40%     –          –          –',
      'Source : Open-Meteo.com',
    ]);
  });
});

describe('/astro', () => {
  it('tells sun and moon of today', async () => {
    const desk = await aSkyDesk();
    desk.search = { kind: 'found', place: { ...GRENOBLE, zone: { name: 'Europe/Paris' } } };
    // How much of it is lit depends on the hour, and that on where this test runs.
    const lit = (text = '') => text.replace(/🌔 \d\d%/, '🌔 82%');
    expect(lit(await said(desk, '/astro Grenoble'))).toBe(
      'Grenoble Fri 20 Nov\nSun 07:41-17:03, 9h21 (-2min)\nDusk 17:35\nMoon 🌔 82% growing, 14:31-03:45\nFull 24 Nov',
    );
    expect(lit(await said(desk, '/astre Grenoble', 'fr'))).toBe(
      'Grenoble ven 20 nov\nSoleil 07:41-17:03, 9h21 (-2min)\nCrépuscule 17:35\nLune 🌔 82% croît, 14:31-03:45\nPleine le 24 nov',
    );
  });

  it('adds noon, the golden hour and the phases at the console', async () => {
    const desk = await aSkyDesk();
    desk.search = { kind: 'found', place: { ...GRENOBLE, zone: { name: 'Europe/Paris' } } };
    expect((await saidAtConsole(desk, 'astro Grenoble'))?.split('\n').slice(4)).toEqual([
      'Highest at 12:23, 25°',
      'Golden hour 16:17-17:23',
      'Full 24 Nov',
      'Last quarter 1 Dec',
      'New 9 Dec',
      'First quarter 17 Dec',
    ]);
    expect((await saidAtConsole(desk, 'astre Grenoble', 'fr'))?.split('\n').slice(4)).toEqual([
      'Au plus haut à 12:23, 25°',
      'Heure dorée 16:17-17:23',
      'Pleine le 24 nov',
      'Dernier quartier le 1 déc',
      'Nouvelle le 9 déc',
      'Premier quartier le 17 déc',
    ]);
  });

  it('says polar night and polar day in words', async () => {
    const desk = await aSkyDesk();
    const zone = { name: 'Europe/Oslo' };
    const place = { latitude: 78.22, longitude: 15.65, name: 'Longyearbyen', population: 2000, zone };
    desk.search = { kind: 'found', place };
    expect(await said(desk, '/astro Longyearbyen')).toMatch(/\nNo sun today, it does not rise\nMoon/);
    expect(await said(desk, '/astre Longyearbyen', 'fr')).toMatch(
      /\nPas de soleil aujourd'hui, sans lever\nLune/,
    );
    expect(await saidAtConsole(desk, 'astro Longyearbyen')).not.toContain('Golden');
    desk.search = { kind: 'found', place: { ...place, latitude: -78.22 } };
    expect(await said(desk, '/astro Longyearbyen')).toMatch(/\nSun all day, it does not set\nMoon/);
    expect(await said(desk, '/astre Longyearbyen', 'fr')).toMatch(
      /\nSoleil tout le jour, sans coucher\nLune/,
    );
  });

  it('uses UTC, and says so, for a place on the other side of the world', async () => {
    const desk = await aSkyDesk();
    const far = new Date(NOW).getTimezoneOffset() > 0 ? '10,120' : '10,-120';
    expect((await said(desk, `/astro ${far}`))?.split('\n')[0]).toMatch(/ UTC$/);
  });

  it('tells of the moon what it does on that day, and to which phase it goes', async () => {
    const desk = await aSkyDesk();
    const zone = { name: 'Europe/Paris' };
    desk.search = { kind: 'found', place: { ...GRENOBLE, zone } };
    const lines = async (command: string, language: Language) => {
      const answer = await said(desk, command, language);
      return answer
        ?.split('\n')
        .slice(-2)
        .join('\n')
        .replaceAll(/\d\d:\d\d/g, 'T')
        .replaceAll(/\d+/g, 'N');
    };
    const seen = { en: new Set<unknown>(), fr: new Set<unknown>() };
    for (let day = 0; day < 32; day++) {
      seen.en.add((await lines('/astro G', 'en'))?.replace(/^Moon \S+/, 'Moon'));
      seen.fr.add((await lines('/astre G', 'fr'))?.replace(/^Lune \S+/, 'Lune'));
      await desk.clock.advance(24 * HOUR - 20_002);
    }
    expect([...seen.en].sort()).toEqual([
      'Moon N% growing, T-T\nFull N Dec',
      'Moon N% growing, T-T\nFull N Nov',
      'Moon N% shrinking, T-T\nNew N Dec',
      'Moon N% shrinking, sets T\nNew N Dec',
    ]);
    expect([...seen.fr].sort()).toEqual([
      'Lune N% croît, T-T\nPleine le N déc',
      'Lune N% croît, T-T\nPleine le N nov',
      'Lune N% décroît, T-T\nNouvelle le N déc',
      'Lune N% décroît, se couche T\nNouvelle le N déc',
    ]);
  });
});
