import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { travel } from '../../../src/mesh/geo.js';
import { type NodeNum, toNodeNum } from '../../../src/mesh/ids.js';
import { byteLength } from '../../../src/util/text.js';
import { aDesk, type Desk } from '../../support/bot-desk.js';
import {
  anOwnNode,
  aReport,
  aUser,
  BASE,
  BRAVO,
  CHARLIE,
  DELTA,
  NOW,
  OSCAR,
} from '../../support/builders.js';
import {
  DAY,
  HOUR,
  heard,
  LONGEST_NAME,
  LONGEST_SHORT_NAME,
  neighborInfo,
  standsAt,
  traced,
} from '../../support/history-story.js';
import { expectAnswers, HOME, said, saidAtConsole } from '../../support/sky-desk.js';

const OTHERS = Array.from({ length: 37 }, (_, index) => toNodeNum(0x100 + index));
/** With it, all of the two days is remembered. */
const LONG_AGO = heard(BRAVO, 3 * DAY);
const BARE = neighborInfo(OSCAR, [[BRAVO, 7]]);

function other(index: number): NodeNum {
  return OTHERS[index % OTHERS.length] ?? OSCAR;
}

/** The mesh of the catalogue. Nobody of the others has more than five neighbours. */
function aMesh(): Desk {
  const desk = aDesk({ position: HOME });
  const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);
  standsAt(desk, OSCAR, travel(HOME, 200, 12_000));
  standsAt(desk, BRAVO, travel(travel(HOME, 200, 12_000), 10, 21_000));
  standsAt(desk, DELTA, travel(travel(HOME, 200, 12_000), 200, 38_000));
  desk.hear(
    LONG_AGO,
    heard(OSCAR, 2 * HOUR, { rxSnr: 7.5 }),
    heard(OSCAR, HOUR, { rxSnr: 9.5 }),
    ...range(0, 22).map((index) => heard(other(index), HOUR, { rxSnr: 1 })),
    neighborInfo(OSCAR, [
      [BRAVO, 7],
      [CHARLIE, 4],
      ...range(22, 29).map((index) => [other(index), 1] as const),
    ]),
    neighborInfo(
      BRAVO,
      range(29, 35).map((index) => [other(index), index === 30 ? 8.5 : 1] as const),
    ),
    neighborInfo(
      CHARLIE,
      [35, 36, 22, 23, 24].map((index) => [other(index), 1] as const),
    ),
    ...range(0, 37).map((index) => neighborInfo(other(index), [[other(index + 1), 1]])),
    ...[0, 4, 8, 12].map((index) => neighborInfo(other(index), [[other(index + 2), 1]])),
    traced(OSCAR, DELTA, -2),
    ...range(0, 11).map((index) => traced(other(index), other(index + 11), 1)),
  );
  return desk;
}

describe('/neighbors', () => {
  it('answers as the catalogue says', async () => {
    await expectAnswers(aMesh(), {
      en: [
        '/neighbors',
        'Links 48h: 42 nodes 96 links\nOSCR 11 nb, best 9.5dB\nBRAV 7, 8.5\nCHAR 6, 4.0\nn 61 d 23 t 12\n/neighbors NODE',
      ],
      fr: [
        '/voisins',
        'Liens 48h : 42 nœuds 96 liens\nOSCR 11 voisins, max 9,5dB\nBRAV 7, 8,5\nCHAR 6, 4,0\nn 61 d 23 t 12\n/voisins NOEUD',
      ],
    });
  });

  it('answers for one node as the catalogue says, the nearest first', async () => {
    await expectAnswers(aMesh(), {
      en: [
        '/neighbors OSCR',
        'OSCR 11 nb 48h\nBASE 8.5d 12km\nBRAV 7.0n 21km\nDELT -2.0t 38km\nCHAR 4.0n\n(1/3 /more)',
      ],
      fr: [
        '/voisins OSCR',
        'OSCR 11 voisins 48h\nBASE 8,5d 12km\nBRAV 7,0n 21km\nDELT -2,0t 38km\nCHAR 4,0n\n(1/3 /suite)',
      ],
    });
  });

  it('is a tree at the console, both ways of each link', async () => {
    const desk = aDesk({ position: HOME });
    standsAt(desk, OSCAR, travel(HOME, 200, 12_000), { precisionBits: 14 });
    desk.hear(
      LONG_AGO,
      heard(OSCAR, 2 * HOUR, { rxSnr: 8.5 }),
      neighborInfo(
        OSCAR,
        [
          [BRAVO, 7],
          [BASE, -1.25],
        ],
        300_000,
      ),
    );
    expect(await saidAtConsole(desk, 'neighbors')).toBe(
      [
        'Radio links, 48h: 3 nodes, 2 links (neighbour info 1, direct 1, traceroute 0)',
        '',
        'Oscar (OSCR !5f20c3b7), 2 neighbours',
        '│ Neighbour               Hears it  Heard by it  Source                  Seen       Distance',
        '├ Base (BASE !0b07ba5e)    -1.3 dB       8.5 dB  direct, neighbour info  5 min ago  ~12 km',
        '└ Bravo (BRAV !2b4a7c10)    7.0 dB            –  neighbour info          5 min ago  –',
        '',
        'Base (BASE !0b07ba5e), 1 neighbour',
        '│ Neighbour               Hears it  Heard by it  Source                  Seen       Distance',
        '└ Oscar (OSCR !5f20c3b7)    8.5 dB      -1.3 dB  direct, neighbour info  5 min ago  ~12 km',
        '',
        'Bravo (BRAV !2b4a7c10), 1 neighbour',
        '│ Neighbour               Hears it  Heard by it  Source          Seen       Distance',
        '└ Oscar (OSCR !5f20c3b7)         –       7.0 dB  neighbour info  5 min ago  –',
      ].join('\n'),
    );
    expect(await saidAtConsole(desk, 'voisins oscar', 'fr')).toBe(
      [
        'Oscar (OSCR !5f20c3b7), 2 voisins',
        "│ Voisin                  L'entend  Entendu par lui  Source             Vu            Distance",
        '├ Base (BASE !0b07ba5e)    -1,3 dB           8,5 dB  direct, voisinage  il y a 5 min  ~12 km',
        '└ Bravo (BRAV !2b4a7c10)    7,0 dB                –  voisinage          il y a 5 min  –',
      ].join('\n'),
    );
  });

  it('shows twenty nodes at the console, and says how many more there are', async () => {
    const english = await saidAtConsole(aMesh(), 'neighbors');
    expect(english?.match(/neighbours?$/gm)).toHaveLength(20);
    expect(english).toMatch(/\n\n… and 22 nodes more: neighbors NODE$/);
    expect(await saidAtConsole(aMesh(), 'voisins', 'fr')).toMatch(
      /\n\n… et 22 nœuds de plus : voisins NOEUD$/,
    );
  });

  it('counts one in each language', async () => {
    const desk = aDesk();
    desk.hear(LONG_AGO, BARE);
    expect(await said(desk, '/nb')).toBe(
      'Links 48h: 2 nodes 1 link\nBRAV 1 nb, best 7.0dB\nOSCR 1, 7.0\nn 1 d 0 t 0\n/neighbors NODE',
    );
    expect(await said(desk, '/voisins', 'fr')).toBe(
      'Liens 48h : 2 nœuds 1 lien\nBRAV 1 voisin, max 7,0dB\nOSCR 1, 7,0\nn 1 d 0 t 0\n/voisins NOEUD',
    );
    expect(await saidAtConsole(desk, 'voisins', 'fr')).toContain('Oscar (OSCR !5f20c3b7), 1 voisin\n');
  });

  it('says why there may be none', async () => {
    const desk = aDesk();
    expect(await said(desk, '/neighbors')).toBe('No links yet. Node link ok.');
    expect(await said(desk, '/neighbors BRAV')).toBe('BRAV: no links in 10s.');
    desk.hear(LONG_AGO);
    expect(await said(desk, '/nb BRAV')).toBe('BRAV: no links in 48h.');
    expect(await said(desk, '/voisins BRAV', 'fr')).toBe('BRAV : aucun lien en 48h.');
    expect(await saidAtConsole(desk, 'neighbors BRAV')).toBe('BRAV: no links in 48h.');
    desk.radio.own = anOwnNode({ hasNeighborInfo: false });
    const off = "Neighbour info is off in my node's settings; I only see direct receptions.";
    expect(await said(desk, '/neighbors')).toBe(`No links yet. ${off}`);
    expect(await said(desk, '/neighbours brav')).toBe(`BRAV: no links in 48h. ${off}`);
    expect(await said(desk, '/voisins', 'fr')).toBe(
      'Pas encore de lien. Le module de voisinage est coupé dans les réglages de mon nœud : ' +
        'je ne vois que les réceptions directes.',
    );
    desk.hear(heard(BRAVO, 60_000));
    expect(await saidAtConsole(desk, 'neighbors')).toContain(`\n${off}\n`);
  });

  it('forgets after two days, and knows nobody by another name', async () => {
    const desk = aDesk();
    desk.hear(LONG_AGO);
    expect(await said(desk, '/neighbors')).toBe('No links yet. Node link ok.');
    expect(await said(desk, '/neighbors BRAV')).toBe('BRAV: no links in 48h.');
    expect(await said(desk, '/neighbors nobody at all')).toBe(
      'No node "nobody at all". Try /nodes or its !id.',
    );
  });

  it('never shows a link that was heard over MQTT, or through a relay', async () => {
    const desk = aDesk();
    desk.hear(heard(BRAVO, HOUR, { viaMqtt: true }), heard(CHARLIE, HOUR, { hopsAway: 1 }), {
      ...BARE,
      viaMqtt: true,
    });
    expect(await said(desk, '/neighbors')).toBe('No links yet. Node link ok.');
  });

  it('says since when it does not know', async () => {
    const desk = aMesh();
    desk.memory().writer.flush();
    desk.memory().database.connection.exec('DROP TABLE link_hours');
    expect(await said(desk, '/neighbors')).toMatch(/^I cannot read my records since 14:05,/);
  });

  it('fits a page whatever the names, with every neighbour on one', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.double({ min: -30, max: 20, noNaN: true }), { minLength: 1, maxLength: 25 }),
        fc.constantFrom('en' as const, 'fr' as const),
        fc.constantFrom('/neighbors', '/neighbors BASE'),
        async (signals, language, line) => {
          const desk = aDesk();
          for (const [index, rxSnr] of signals.entries()) {
            const nodeNum = toNodeNum(100 + index);
            desk.nodes.learn(aReport({ nodeNum, user: aUser(LONGEST_NAME, LONGEST_SHORT_NAME) }), NOW);
            desk.hear(heard(nodeNum, HOUR, { rxSnr }));
          }
          const pages = (await desk.answer(line, { language }))?.pages ?? [];
          for (const page of pages) expect(byteLength(page)).toBeLessThanOrEqual(200);
          const rows = pages.join('\n').match(/^🦊/gm)?.length;
          expect(rows).toBe(line === '/neighbors' ? Math.min(3, signals.length) : signals.length);
        },
      ),
      { numRuns: 25 },
    );
  });
});
