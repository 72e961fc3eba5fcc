import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { travel } from '../../../src/mesh/geo.js';
import { type NodeNum, toNodeNum } from '../../../src/mesh/ids.js';
import type { Position } from '../../../src/mesh/packet.js';
import { byteLength } from '../../../src/util/text.js';
import { aDesk, type Desk } from '../../support/bot-desk.js';
import { ALPHA, aReport, aUser, BASE, BRAVO, CHARLIE, DELTA, NOW, OSCAR } from '../../support/builders.js';
import {
  DAY,
  HOUR,
  heard,
  introduce,
  KILO,
  LONGEST_NAME,
  LONGEST_SHORT_NAME,
  neighborInfo,
  standsAt,
  traced,
} from '../../support/history-story.js';
import { expectAnswers, HOME, said, saidAtConsole } from '../../support/sky-desk.js';

const HILL = travel(HOME, 200, 12_000);

/** The links of the catalogue, and what is older than a day begins with the record. */
function aDay(): Desk {
  const desk = aDesk({ position: HOME });
  introduce(desk);
  standsAt(desk, KILO, travel(HILL, 190, 62_000), { agoMs: 11 * DAY });
  standsAt(desk, OSCAR, HILL, { agoMs: 10 * DAY });
  desk.hear(neighborInfo(OSCAR, [[KILO, -7]], 10 * DAY));
  standsAt(desk, OSCAR, HILL, { altitudeMeters: 1520.4 });
  standsAt(desk, BRAVO, travel(HILL, 10, 21_000));
  standsAt(desk, DELTA, travel(HILL, 200, 38_000));
  desk.hear(
    traced(OSCAR, DELTA, -2),
    neighborInfo(OSCAR, [[BRAVO, 6.5]]),
    heard(OSCAR, HOUR, { rxSnr: 8.5 }),
  );
  return desk;
}

/** Our node's own database tells where somebody is. */
function learnPlace(desk: Desk, nodeNum: NodeNum, position: Position): void {
  desk.nodes.learn({ nodeNum, position, viaMqtt: false, isFavorite: false }, NOW);
}

describe('/propag', () => {
  it('answers as the catalogue says', async () => {
    await expectAnswers(aDay(), {
      en: [
        '/propag',
        'Longest links 24h\n1 OSCR-DELT 38km -2.0 t\n2 BRAV-OSCR 21km 6.5 n\n3 BASE-OSCR 12km 8.5 d\nRecord 30d: OSCR-KILO 62km',
      ],
      fr: [
        '/portee',
        'Plus longs liens 24h\n1 OSCR-DELT 38km -2,0 t\n2 BRAV-OSCR 21km 6,5 n\n3 BASE-OSCR 12km 8,5 d\nRecord 30j : OSCR-KILO 62km',
      ],
    });
  });

  it('takes the hours and how many', async () => {
    const desk = aDay();
    expect(await said(desk, '/range 24 1')).toBe(
      'Longest links 24h\n1 OSCR-DELT 38km -2.0 t\nRecord 30d: OSCR-KILO 62km',
    );
    expect(await said(desk, '/range 30d 1')).toBe('Longest links 11d\n1 OSCR-KILO 62km -7.0 n');
    expect(await said(desk, '/propag 721')).toBe('Usage: /propag [HOURS, 1-720] [n, 1-10]. Ex: /propag 48 3');
    expect(await said(desk, '/propag 24 11')).toMatch(/^Usage/);
    expect(await said(desk, '/portee 24 0', 'fr')).toMatch(/^Usage : \/portee \[HEURES, 1-720\]/);
  });

  it('tells at the console heights, both ways, source and time', async () => {
    const desk = aDay();
    desk.hear(neighborInfo(DELTA, [[BRAVO, 1]]), neighborInfo(BRAVO, [[CHARLIE, 1]]));
    desk.hear(traced(DELTA, OSCAR, 3.25));
    expect((await saidAtConsole(desk, 'propag'))?.split('\n')).toEqual([
      'Longest true radio links, 24h',
      'Nearer end                      Farther end                     Distance    There    Back  Source          Seen',
      'Bravo (BRAV !2b4a7c10)          Delta (DELT !4d71f0a8)             59 km   1.0 dB       –  neighbour info  20 Nov 13:05',
      'Oscar (OSCR !5f20c3b7), 1520 m  Delta (DELT !4d71f0a8)             38 km  -2.0 dB  3.3 dB  traceroute      20 Nov 13:05',
      'Bravo (BRAV !2b4a7c10)          Oscar (OSCR !5f20c3b7), 1520 m     21 km   6.5 dB       –  neighbour info  20 Nov 13:05',
      'Base (BASE !0b07ba5e)           Oscar (OSCR !5f20c3b7), 1520 m     12 km        –  8.5 dB  direct          20 Nov 13:05',
      'Record of 30 days: Oscar (OSCR !5f20c3b7) - Kilo (KILO !8c32d4e6) 62 km, 10 Nov 14:05',
      '1 link more between nodes of unknown position.',
    ]);
    const french = await saidAtConsole(desk, 'portee', 'fr');
    expect(french).toContain('Plus longs vrais liens radio, 24h\nBout proche');
    expect(french).toContain('voisinage   20 nov 13:05');
    expect(french).toContain(
      'Record de 30 jours : Oscar (OSCR !5f20c3b7) - Kilo (KILO !8c32d4e6) 62 km, 10 nov 14:05',
    );
    expect(french).toContain('1 lien de plus entre nœuds de position inconnue.');
  });

  it('never takes a relayed packet, or one that came over MQTT, for a link', async () => {
    const desk = aDesk({ position: HOME });
    standsAt(desk, ALPHA, travel(HOME, 0, 50_000));
    desk.hear(heard(ALPHA, HOUR, { hopsAway: 2 }), heard(ALPHA, HOUR, { viaMqtt: true }));
    expect(await said(desk, '/propag')).toBe('No link with known positions in 1h (0 links without).');
  });

  it('says how many links have no known position', async () => {
    const desk = aDesk();
    desk.hear(heard(ALPHA, 25 * HOUR), heard(OSCAR, HOUR));
    expect(await said(desk, '/propag')).toBe('No link with known positions in 24h (1 link without).');
    expect(await said(desk, '/portee', 'fr')).toBe('Aucun lien avec positions connues en 24h (1 lien sans).');
    desk.hear(heard(ALPHA, HOUR));
    expect(await said(desk, '/propag')).toBe('No link with known positions in 24h (2 links without).');
    expect(await said(desk, '/portee', 'fr')).toContain('(2 liens sans)');
  });

  it('knows a new record at once, and looks for the old ones again after ten minutes', async () => {
    const desk = aDesk({ position: HOME });
    standsAt(desk, ALPHA, travel(HOME, 0, 30_000));
    standsAt(desk, BRAVO, travel(HOME, 0, 40_000));
    desk.hear(heard(ALPHA, HOUR));
    expect(await said(desk, '/propag')).toMatch(/Record 30d: BASE-ALPH 30km$/);
    desk.hear(heard(BRAVO, 0));
    expect(await said(desk, '/propag 24')).toMatch(/Record 30d: BASE-BRAV 40km$/);
    standsAt(desk, CHARLIE, travel(HOME, 0, 50_000), { agoMs: 3 * DAY });
    desk.hear(heard(CHARLIE, 3 * DAY));
    expect(await said(desk, '/propag 2')).toMatch(/Record 30d: BASE-BRAV 40km$/);
    await desk.clock.advance(600_000);
    expect(await said(desk, '/propag 2')).toMatch(/Record 30d: BASE-CHAR 50km$/);
  });

  it('marks what is blurred', async () => {
    const desk = aDesk({ position: HOME });
    standsAt(desk, ALPHA, travel(HOME, 0, 30_000), { precisionBits: 13 });
    desk.hear(heard(ALPHA, HOUR));
    expect(await said(desk, '/propag 1 1')).toBe(
      'Longest links 1h\n1 BASE-ALPH ~30km 6.3 d\nRecord 30d: BASE-ALPH ~30km',
    );
    expect(await saidAtConsole(desk, 'propag')).toContain('  ~30 km  ');
  });

  it('takes the node that hears for the nearer one when it does not know where it is', async () => {
    const desk = aDesk();
    standsAt(desk, OSCAR, HILL);
    standsAt(desk, DELTA, travel(HILL, 90, 20_000));
    desk.hear(neighborInfo(OSCAR, [[DELTA, 2]]), heard(OSCAR, HOUR));
    expect(await said(desk, '/propag')).toBe(
      'Longest links 1h\n1 DELT-OSCR 20km 2.0 n\nRecord 30d: DELT-OSCR 20km',
    );
  });
});

describe('/propag sets aside', () => {
  const none = /^No link with known positions in 24h \(0 links without, 1 not believed\)\.$/;

  it('what is too far, and says so at the console', async () => {
    const desk = aDesk({ position: HOME });
    desk.hear(heard(CHARLIE, 25 * HOUR));
    standsAt(desk, ALPHA, travel(HOME, 0, 501_000));
    desk.hear(heard(ALPHA, HOUR));
    expect(await said(desk, '/propag')).toMatch(none);
    expect(await said(desk, '/portee', 'fr')).toBe(
      'Aucun lien avec positions connues en 24h (0 lien sans, 1 écarté).',
    );
    expect(await saidAtConsole(desk, 'propag')).toBe(
      [
        'No link with known positions in 24h (0 links without, 1 not believed).',
        '',
        'Set aside:',
        '- Base (BASE !0b07ba5e) - Alpha (ALPH !16fad3dc) 501 km: farther than 500 km, so a position is wrong',
      ].join('\n'),
    );
    const french = await saidAtConsole(desk, 'portee', 'fr');
    expect(french).toContain('Écartés :\n- Base (BASE !0b07ba5e)');
    expect(french).toContain(': plus de 500 km : une position est fausse');
  });

  it('a position that was a week old, or of unknown age', async () => {
    const desk = aDesk({ position: HOME });
    standsAt(desk, ALPHA, travel(HOME, 0, 30_000), { agoMs: 9 * DAY });
    learnPlace(desk, BRAVO, travel(HOME, 0, 20_000));
    const time = NOW - 2 * DAY;
    learnPlace(desk, DELTA, { ...travel(HOME, 0, 10_000), time });
    desk.hear(heard(ALPHA, HOUR), heard(BRAVO, HOUR), heard(DELTA, HOUR));
    expect(await said(desk, '/propag')).toBe(
      'Longest links 24h\n1 BASE-DELT 10km 6.3 d\nRecord 30d: BASE-DELT 10km',
    );
    const english = await saidAtConsole(desk, 'propag');
    expect(english).toContain(' 30 km: the position of ALPH was 8 d old when the link was seen\n');
    expect(english).toContain(' 20 km: the position of BRAV is of unknown age');
    const french = await saidAtConsole(desk, 'portee', 'fr');
    expect(french).toContain(' 30 km: la position de ALPH avait 8 j quand le lien a été vu\n');
    expect(french).toContain(" 20 km: la position de BRAV est d'un âge inconnu");
  });

  it('who was somewhere else in that time, but not who moved a little', async () => {
    const desk = aDesk({ position: HOME });
    standsAt(desk, ALPHA, travel(HOME, 90, 12_000), { agoMs: 5 * HOUR });
    standsAt(desk, ALPHA, travel(HOME, 0, 30_000), { agoMs: 2 * HOUR });
    standsAt(desk, BRAVO, travel(HOME, 0, 20_000), { agoMs: 5 * HOUR });
    standsAt(desk, BRAVO, travel(HOME, 0, 21_600), { agoMs: 2 * HOUR });
    desk.hear(heard(ALPHA, HOUR), heard(BRAVO, HOUR));
    expect(await said(desk, '/propag')).toBe(
      'Longest links 5h\n1 BASE-BRAV 22km 6.3 d\nRecord 30d: BASE-BRAV 22km',
    );
    const away = / 30 km: ALPH was 32 km away from there in that time$/;
    expect(await saidAtConsole(desk, 'propag')).toMatch(away);
    expect(await saidAtConsole(desk, 'portee', 'fr')).toMatch(
      / 30 km: ALPH était à 32 km de là pendant ce temps$/,
    );
    expect(await said(desk, '/propag 3')).toMatch(/\n1 BASE-ALPH 30km/);
  });

  it('no position of ours, however old', async () => {
    const desk = aDesk();
    learnPlace(desk, BASE, HOME);
    standsAt(desk, ALPHA, travel(HOME, 0, 30_000));
    desk.hear(heard(ALPHA, HOUR));
    expect(await said(desk, '/propag')).toMatch(/\n1 BASE-ALPH 30km/);
  });
});

it('fits a page whatever the names, each link on one', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 1, max: 499_000 }), { minLength: 1, maxLength: 12 }),
      fc.constantFrom('en' as const, 'fr' as const),
      async (distances, language) => {
        const desk = aDesk({ position: HOME });
        desk.hear(heard(CHARLIE, 25 * HOUR));
        for (const [index, meters] of distances.entries()) {
          const nodeNum = toNodeNum(100 + index);
          desk.nodes.learn(aReport({ nodeNum, user: aUser(LONGEST_NAME, LONGEST_SHORT_NAME) }), NOW);
          standsAt(desk, nodeNum, travel(HOME, 30 * index, meters), { precisionBits: 12 });
          desk.hear(heard(nodeNum, HOUR, { rxSnr: -12.25 }));
        }
        const pages = (await desk.answer('/propag 24 10', { language }))?.pages ?? [];
        for (const page of pages) expect(byteLength(page)).toBeLessThanOrEqual(200);
        const shown = Math.min(10, distances.length);
        expect(pages.join('\n').match(/^\d+ BASE-🦊 ~/gm)).toHaveLength(shown);
      },
    ),
    { numRuns: 25 },
  );
});
