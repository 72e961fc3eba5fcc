import { describe, expect, it } from 'vitest';
import type { FoundPlace } from '../../../src/services/geocoding.js';
import { byteLength } from '../../../src/util/text.js';
import { aDesk } from '../../support/bot-desk.js';
import { ALPHA, NOW } from '../../support/builders.js';
import {
  AT_TWO,
  aSkyDesk,
  aWeatherReport,
  expectAnswers,
  GRENOBLE,
  HOME,
  HOUR,
  MINUTE,
  said,
  saidAtConsole,
  TROUBLE,
} from '../../support/sky-desk.js';
import { anOpenMeteoAnswer } from '../../support/weather-answers.js';

describe('/weather', () => {
  it('tells now and three days', async () => {
    await expectAnswers(await aSkyDesk(), {
      en: [
        '/weather',
        'Grenoble 14:00\nNow 12° ⛅ 15km/h 65% 0mm\nFri 6/14° 🌦 2.4mm 25km/h\nSat 4/11° 🌧 8.0mm 40km/h\nSun 3/12° ☀ 0mm 15km/h',
      ],
      fr: [
        '/meteo',
        'Grenoble 14:00\nActuel 12° ⛅ 15km/h 65% 0mm\nVen 6/14° 🌦 2,4mm 25km/h\nSam 4/11° 🌧 8,0mm 40km/h\nDim 3/12° ☀ 0mm 15km/h',
      ],
    });
  });

  it('tells the old value and its age while the source is down', async () => {
    const reading = { ageMs: 72 * MINUTE, isStale: true, trouble: TROUBLE };
    const report = await aWeatherReport({
      current: {
        ...anOpenMeteoAnswer().current,
        precipitation: Number.NaN,
        relative_humidity_2m: Number.NaN,
      },
    });
    const current = { ...report.current, at: NOW - 67 * MINUTE };
    await expectAnswers(await aSkyDesk({ ...reading, report: { ...report, current } }), {
      en: ['/weather', 'Weather source down since 13:10. At 12:58: 12° ⛅ 15km/h (1h12 old).'],
      fr: ['/meteo', 'Météo injoignable depuis 13:10. À 12:58 : 12° ⛅ 15km/h (il y a 1h12).'],
    });
  });

  it('says so when there is nothing', async () => {
    const desk = aDesk({ position: HOME });
    desk.weather = { ageMs: 0, isStale: false, trouble: TROUBLE };
    await expectAnswers(desk, {
      en: ['/weather', 'Weather source down since 13:10, no earlier value. I keep trying.'],
      fr: ['/meteo', 'Météo injoignable depuis 13:10, aucune valeur gardée. Je réessaie.'],
    });
    expect(await saidAtConsole(desk, 'rain')).toMatch(/I keep trying\. Reason: no whole answer in time\.$/);
    expect(await saidAtConsole(desk, 'pluie', 'fr')).toMatch(
      /Je réessaie\. Cause : pas de réponse complète à temps\.$/,
    );
    desk.weather = { ageMs: 0, isStale: false };
    await expectAnswers(desk, {
      en: ['/weather', 'No answer from the weather source yet. Ask again in a minute.'],
      fr: ['/meteo', 'La météo ne répond pas encore. Redemandez dans une minute.'],
    });
  });

  it('tells the forecast alone when what it is now is too old', async () => {
    const desk = await aSkyDesk({ ageMs: 5 * HOUR, isStale: true, trouble: TROUBLE });
    await expectAnswers(desk, {
      en: [
        '/weather',
        'Weather source down since 13:10. Forecast 5h old:\nGrenoble\nFri 6/14° 🌦 2.4mm 25km/h\nSat 4/11° 🌧 8.0mm 40km/h\nSun 3/12° ☀ 0mm 15km/h',
      ],
      fr: [
        '/meteo',
        "Météo injoignable depuis 13:10. Prévision d'il y a 5h :\nGrenoble\nVen 6/14° 🌦 2,4mm 25km/h\nSam 4/11° 🌧 8,0mm 40km/h\nDim 3/12° ☀ 0mm 15km/h",
      ],
    });
  });

  it('tells the age of what is not fresh, and drops the days that are over', async () => {
    const desk = await aSkyDesk({ ageMs: 45 * MINUTE });
    expect(await said(desk, '/weather')).toMatch(/^Grenoble 14:00 \(45m old\)\nNow/);
    expect(await said(desk, '/meteo', 'fr')).toMatch(/^Grenoble 14:00 \(il y a 45m\)\nActuel/);
    await desk.clock.advance(10 * HOUR);
    expect(await said(desk, '/wx')).toMatch(/\nSat 4\/11° .*\nSun 3\/12° .*\nMon 5\/13° ☁ 0mm 10km\/h$/);
  });

  it('says ? for what is unknown, and shows the moon at night', async () => {
    const report = await aWeatherReport();
    const days = [{ noon: NOW }, { noon: NOW + 24 * HOUR, maxCelsius: -0.4 }];
    const desk = await aSkyDesk({ report: { ...report, current: { at: AT_TWO, isNight: true }, days } });
    expect(await said(desk, '/weather')).toBe('Grenoble 14:00\nNow ?\nFri ?/?° ?\nSat ?/0° ?');
    expect(await saidAtConsole(desk, 'weather')).toBe(
      'Grenoble (214 m)\nNow – °C, unknown\nFriday ––– °C, unknown, – mm\nSaturday ––0 °C, unknown, – mm\nSource: Open-Meteo.com, 14:00',
    );
    desk.weather = {
      ...desk.weather,
      report: { ...report, current: { at: AT_TWO, isNight: true, condition: 'clear' } },
    };
    expect(await said(desk, '/weather')).toContain('\nNow 🌙\n');
  });

  it('is complete at the console, with the source', async () => {
    const desk = await aSkyDesk();
    desk.search = { kind: 'found', place: GRENOBLE };
    expect(await saidAtConsole(desk, 'weather Grenoble')).toBe(
      [
        'Grenoble, Isère (214 m)',
        'Now 12.3 °C, feels 11.0, partly cloudy, wind 15 km/h W, gusts 32 km/h, 65 %, 0 mm, 1016 hPa',
        'Friday 6–14 °C, showers, 2.4 mm (70 %), wind 25 km/h',
        'Saturday 4–11 °C, rain, 8.0 mm (90 %), wind 40 km/h, gusts 71 km/h',
        'Sunday 3–12 °C, clear, 0 mm (0 %), wind 15 km/h',
        'Source: Open-Meteo.com, 14:00',
      ].join('\n'),
    );
    const wet = await aWeatherReport({ current: { ...anOpenMeteoAnswer().current, precipitation: 0.4 } });
    desk.weather = { report: { ...wet, days: [] }, ageMs: 72 * MINUTE, isStale: true, trouble: TROUBLE };
    expect(await saidAtConsole(desk, 'meteo', 'fr')).toBe(
      [
        "Météo injoignable depuis 13:10. Prévision d'il y a 1h12 :",
        'Grenoble (214 m)',
        'Actuel 12,3 °C, ressenti 11,0, éclaircies, vent 15 km/h O, rafales 32 km/h, 65 %, 0,4 mm, 1016 hPa',
        'Source : Open-Meteo.com, 14:00 (il y a 1h12)',
      ].join('\n'),
    );
  });

  it('fits one packet whatever the numbers and the name', async () => {
    const report = await aWeatherReport();
    const worst = {
      minCelsius: -40,
      maxCelsius: -30,
      condition: 'hailStorm',
      rainMm: 1234.5,
      windKmh: 345,
    } as const;
    const days = [0, 1, 2].map((day) => ({ noon: NOW + day * 24 * HOUR, ...worst }));
    const current = { ...report.current, rainMm: 1234.5, windKmh: 345, celsius: -40 };
    for (const reading of [
      { ageMs: 0, isStale: false },
      { ageMs: 50 * HOUR, isStale: true, trouble: TROUBLE },
      { ageMs: 170 * MINUTE, isStale: true, trouble: TROUBLE },
    ]) {
      const desk = await aSkyDesk({ ...reading, report: { ...report, current, days } });
      desk.search = { kind: 'found', place: { ...GRENOBLE, name: 'Ÿ'.repeat(39) } };
      for (const command of ['/weather Y', '/meteo Y', '/rain Y', '/pluie Y', '/astro Y', '/astre Y']) {
        for (const language of ['en', 'fr'] as const) {
          const pages = (await desk.answer(command, { language }))?.pages ?? [];
          await desk.clock.advance(10_001);
          expect(pages, command).toHaveLength(1);
          expect(byteLength(pages[0] ?? '')).toBeLessThanOrEqual(200);
        }
      }
    }
  });

  it('is not set up here when nobody outside is asked, while sun and moon are there', async () => {
    const desk = aDesk({ position: HOME }, false);
    expect(await said(desk, '/weather')).toBe('/weather is not set up here.');
    expect(await said(desk, '/pluie', 'fr')).toBe("/pluie n'est pas configurée ici.");
    expect(await said(desk, '/astro')).toMatch(/^Base Fri 20 Nov( UTC)?\nSun/);
    expect(await said(desk, '/astro Lyon')).toBe('No place "Lyon". Try a town, a post code or lat,lon.');
  });
});

describe('the place of a question', () => {
  it('may be coordinates, a node, or home by several words', async () => {
    const desk = await aSkyDesk();
    desk.nodes.learn({ nodeNum: ALPHA, position: HOME, viaMqtt: false, isFavorite: false }, NOW);
    for (const [text, name] of [
      ['45.19,5.72', '45.19,5.72'],
      ['-45.1 , -5', '-45.10,-5.00'],
      ['@ALPH', 'ALPH'],
      ['home', 'Grenoble'],
      ['Maison', 'Grenoble'],
    ]) {
      expect((await said(desk, `/weather ${text}`))?.split('\n')[0]).toBe(`${name} 14:00`);
    }
  });

  it('is said not to be known, in the words of the asker', async () => {
    const desk = await aSkyDesk();
    await expectAnswers(desk, {
      en: ['/weather xyzzy', 'No place "xyzzy". Try a town, a post code or lat,lon.'],
      fr: ['/meteo xyzzy', 'Aucun lieu "xyzzy". Essayez une ville, un code postal ou lat,lon.'],
    });
    expect(await said(desk, '/weather 91,0')).toMatch(/^No place "91,0"/);
    await expectAnswers(desk, {
      en: ['/weather @BRAV', 'Bravo shares no position.'],
      fr: ['/meteo @BRAV', 'Bravo ne partage pas de position.'],
    });
    expect(await said(desk, '/weather @NOPE')).toMatch(/^No node "NOPE"/);
  });

  it('is asked for when several were meant', async () => {
    const desk = await aSkyDesk();
    const town = (country: string, district: string): FoundPlace => ({
      ...HOME,
      name: 'Valence',
      country,
      district,
      population: 1,
    });
    desk.search = {
      kind: 'several',
      places: [town('FR', '26'), town('FR', '82'), town('ES', 'Valencia'), town('CH', 'Vaud')],
    };
    await expectAnswers(desk, {
      en: ['/weather Valence', '4 places: Valence FR 26, Valence FR 82, Valence ES, Valence CH. Which?'],
      fr: ['/meteo Valence', '4 lieux : Valence FR 26, Valence FR 82, Valence ES, Valence CH. Lequel ?'],
    });
  });

  it('cannot be looked up while the finder is down', async () => {
    const desk = await aSkyDesk();
    desk.search = { kind: 'down', trouble: TROUBLE };
    await expectAnswers(desk, {
      en: ['/weather Lyon', 'Place finder down since 13:10. Try lat,lon or @NODE.'],
      fr: ['/meteo Lyon', 'Recherche de lieux injoignable depuis 13:10. Essayez lat,lon ou @NOEUD.'],
    });
    desk.search = { kind: 'down' };
    expect(await said(desk, '/weather Lyon')).toMatch(/^The place finder has not answered yet\./);
    expect(await said(desk, '/meteo Lyon', 'fr')).toMatch(/^La recherche de lieux n'a pas encore répondu\./);
  });

  it('is unknown when the bot does not know where it is', async () => {
    const desk = aDesk();
    await expectAnswers(desk, {
      en: ['/weather', 'I do not know where I am. Try a town or lat,lon.'],
      fr: ['/astre', 'Je ne sais pas où je suis. Essayez une ville ou lat,lon.'],
    });
  });
});
