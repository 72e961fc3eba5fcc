import { describe, expect, it } from 'vitest';
import type { NodeNum } from '../../../src/mesh/ids.js';
import type { Packet } from '../../../src/mesh/packet.js';
import { aDesk, type Desk } from '../../support/bot-desk.js';
import { ALPHA, aPosition, aReport, aUser, BASE, BRAVO, CHARLIE, NOW } from '../../support/builders.js';
import { DAY, HOUR, heardOften } from '../../support/history-story.js';
import { MINUTE, said, saidAtConsole } from '../../support/sky-desk.js';
import { burst, type SentChanges, sent } from '../../support/traffic-story.js';

/** So many, evenly over the last 24 hours, the newest a minute ago. */
function overADay(count: number, make: (agoMs: number) => Packet): Packet[] {
  return Array.from({ length: count }, (_, index) => make(MINUTE + (index * (DAY - 2 * MINUTE)) / count));
}

function charged(from: NodeNum, agoMs: number, batteryLevel: number, changes: SentChanges = {}): Packet {
  const packet = sent('telemetry', from, agoMs, changes);
  return {
    ...packet,
    kind: 'telemetry',
    telemetry: { variant: 'device', metrics: { batteryLevel } },
  } as Packet;
}

/** Records that begin before the time that is asked about. */
function aDeskThatRemembers(hours = 48): Desk {
  const desk = aDesk();
  desk.hear(sent('text', CHARLIE, hours * HOUR));
  return desk;
}

/** A day of Bravo as in the catalogue. */
function aDayOfBravo(): Desk {
  const desk = aDeskThatRemembers();
  const air = { airBytes: 61 };
  const place = { latitude: 45.2, longitude: 5.8, precisionBits: 32 };
  desk.hear(
    ...overADay(480, (ago) => charged(BRAVO, ago, 87 + (1.2 * ago) / HOUR, air)),
    ...overADay(96, (ago) => ({ ...aPosition({ position: place }), ...sent('position', BRAVO, ago, air) })),
    ...burst({ kind: 'text', from: BRAVO, count: 10, agoMs: HOUR, ...air }),
    ...burst({ kind: 'text', from: BRAVO, count: 24, agoMs: 2 * HOUR, hopsAway: 1, ...air }),
    ...heardOften(5630, ALPHA, 3 * HOUR),
  );
  return desk;
}

describe('/nodeinfo', () => {
  it('tells how a node behaves, as the catalogue says', async () => {
    const desk = aDayOfBravo();
    const english = (await saidAtConsole(desk, 'nodeinfo BRAV'))?.split('\n') ?? [];
    expect(english.slice(0, 6)).toEqual([
      'Bravo (BRAV !2b4a7c10), 24 h',
      '610 packets (9.8 %), 37 kB, airtime 7 min 21 s',
      'Telemetry every 180 s ⚠ recommended 900 s or more',
      'Position every 15 min, precise',
      '0 hop 96 %, 1 hop 4 %',
      'Battery 87 %, falling 1.2 %/h',
    ]);
    expect(english[6]).toMatch(/^[▁-█]{12} per 2 h, 15h-15h, max 72$/);
    expect(english[8]).toMatch(/^Kind +Packets +Share/);
    expect(english[9]).toMatch(/^telemetry +480 +78\.7 %/);
    const french = (await saidAtConsole(desk, 'nodeinfo brav', 'fr'))?.split('\n') ?? [];
    expect(french.slice(0, 6)).toEqual([
      'Bravo (BRAV !2b4a7c10), 24 h',
      "610 paquets (9,8 %), 37 ko, temps d'antenne 7 min 21 s",
      'Télémétrie toutes les 180 s ⚠ conseillé : 900 s ou plus',
      'Position toutes les 15 min, précise',
      '0 saut 96 %, 1 saut 4 %',
      'Batterie 87 %, baisse de 1,2 %/h',
    ]);
    expect(french[6]).toMatch(/^[▁-█]{12} par 2 h, 15h-15h, max 72$/);
  });

  it('draws when it was heard, and leaves a blank where nothing is known', async () => {
    const desk = aDesk();
    const at = (hours: number, count: number) =>
      burst({ kind: 'text', from: BRAVO, count, agoMs: hours * HOUR });
    desk.hear(...at(5, 1), ...at(2, 4), ...at(0.02, 8));
    expect(await saidAtConsole(desk, 'nodeinfo BRAV 8')).toContain('\n  ▂▁▁▅▁█ per hour, 07h-15h, max 8\n');
    expect(await saidAtConsole(desk, 'nodeinfo BRAV 4', 'fr')).toContain(
      '\n▁▅▁█ par heure, 11h-15h, max 8\n',
    );
    expect(await saidAtConsole(desk, 'nodeinfo BRAV 168')).toContain(
      '\n           █ per 14 h, 13 Nov 15h-20 Nov 15h, max 13\n',
    );
  });

  it('reads the hops of a longer time off its last day, and says so', async () => {
    const desk = aDeskThatRemembers(100);
    desk.hear(
      sent('text', BRAVO, 50 * HOUR, { hopsAway: 5 }),
      sent('text', BRAVO, HOUR, { hopsAway: 2 }),
      sent('text', BRAVO, HOUR, { hopsAway: 2, viaMqtt: true }),
    );
    expect(await saidAtConsole(desk, 'nodeinfo BRAV 72')).toContain('\n2 hops 100 % (last 24 h)\n');
    expect(await saidAtConsole(desk, 'nodeinfo BRAV 72', 'fr')).toContain(
      '\n2 sauts 100 % (24 dernières h)\n',
    );
    expect(await saidAtConsole(desk, 'nodeinfo BRAV 24')).toContain('\n2 hops 100 %\n');
  });

  it('says how much it does not know of the hops', async () => {
    const desk = aDeskThatRemembers();
    const { hopsAway: _, ...mute } = sent('text', BRAVO, HOUR);
    desk.hear(
      mute as Packet,
      sent('text', BRAVO, HOUR),
      sent('text', BRAVO, HOUR),
      sent('text', BRAVO, HOUR),
    );
    expect(await saidAtConsole(desk, 'nodeinfo BRAV')).toContain('\n0 hop 75 %, hops ? 25 %\n');
    expect(await saidAtConsole(desk, 'nodeinfo BRAV', 'fr')).toContain('\n0 saut 75 %, sauts ? 25 %\n');
    const silent = aDeskThatRemembers();
    silent.hear(sent('text', BRAVO, HOUR, { viaMqtt: true }));
    expect(await saidAtConsole(silent, 'nodeinfo BRAV')).not.toContain('hop');
  });

  it.each<[levels: [agoHours: number, percent: number][], line: string, french: string]>([
    [
      [
        [5, 40],
        [0.1, 60],
      ],
      'Battery 60 %, rising 4.1 %/h',
      'Batterie 60 %, monte de 4,1 %/h',
    ],
    [
      [
        [5, 60],
        [0.1, 60],
      ],
      'Battery 60 %, steady',
      'Batterie 60 %, stable',
    ],
    [[[0.1, 60]], 'Battery 60 %', 'Batterie 60 %'],
    [
      [
        [5, 60],
        [0.1, 101],
      ],
      'External power',
      'Alimentation externe',
    ],
  ])('tells of a battery at %j', async (levels, line, french) => {
    const desk = aDeskThatRemembers();
    desk.hear(...levels.map(([hours, percent]) => charged(BRAVO, hours * HOUR, percent)));
    expect((await saidAtConsole(desk, 'nodeinfo BRAV'))?.split('\n')).toContain(line);
    expect((await saidAtConsole(desk, 'nodeinfo BRAV', 'fr'))?.split('\n')).toContain(french);
  });

  it('takes the battery from the directory when it was told before', async () => {
    const desk = aDeskThatRemembers();
    desk.nodes.learn(
      aReport({ nodeNum: BRAVO, user: aUser('Bravo', 'BRAV'), metrics: { batteryLevel: 44 } }),
      NOW,
    );
    desk.hear(sent('text', BRAVO, HOUR));
    expect(await saidAtConsole(desk, 'nodeinfo BRAV')).toContain('\nBattery 44 %\n');
  });

  it('advises who sends too far, and whose battery ends', async () => {
    const desk = aDeskThatRemembers();
    desk.hear(charged(BRAVO, 5 * HOUR, 22, { hopStart: 7 }), charged(BRAVO, HOUR, 14));
    const english = await saidAtConsole(desk, 'nodeinfo BRAV');
    expect(english).toContain(
      '\nAdvice: set hop limit 3 in place of 7: every hop more has more nodes repeat each packet.\nAdvice: charge it soon.\n',
    );
    const french = await saidAtConsole(desk, 'nodeinfo BRAV', 'fr');
    expect(french).toMatch(
      /\nConseil : mettre une limite de 3 sauts au lieu de 7 : .*\nConseil : à recharger bientôt\.\n/,
    );
  });

  it('says what a node shares of its place, and counts no habit from before it was there', async () => {
    const desk = aDeskThatRemembers();
    const stranger = 0x2000_0001 as NodeNum;
    const place = { latitude: 45.2, longitude: 5.8, precisionBits: 13 };
    desk.hear(
      ...[110, 70, 30, 1].map((minutes) => ({
        ...aPosition({ position: place }),
        ...sent('position', stranger, minutes * MINUTE),
      })),
    );
    expect(await saidAtConsole(desk, 'nodeinfo !20000001')).toContain(
      '\nPosition every 28 min, shared with 13 of 32 bits\n',
    );
    expect(await saidAtConsole(desk, 'nodeinfo !20000001', 'fr')).toContain(
      '\nPosition toutes les 28 min, partagée avec 13 bits sur 32\n',
    );
  });

  it('tells whole hours of what comes seldom', async () => {
    const desk = aDeskThatRemembers();
    desk.hear(...[1, 12].map((hours) => sent('nodeInfo', BRAVO, hours * HOUR)));
    expect(await saidAtConsole(desk, 'nodeinfo BRAV')).toContain('\nNode info every 12 h\n');
  });

  it('says when a node was silent, and whether it is known from afar only', async () => {
    const desk = aDeskThatRemembers();
    expect(await saidAtConsole(desk, 'nodeinfo BRAV')).toBe(
      'Bravo (BRAV !2b4a7c10): not heard in 24 h, last heard 1 d ago.',
    );
    expect(await saidAtConsole(desk, 'nodeinfo BRAV 6', 'fr')).toBe(
      'Bravo (BRAV !2b4a7c10) : pas entendu en 6 h, entendu il y a 1 j.',
    );
    desk.nodes.learnFar({ nodeNum: 0x2000_0002 as NodeNum }, NOW);
    expect(await saidAtConsole(desk, 'nodeinfo !20000002')).toBe(
      '!20000002: not heard in 24 h. Known via MQTT only: see /mqtt.',
    );
    expect(await saidAtConsole(desk, 'nodeinfo !20000002', 'fr')).toBe(
      '!20000002 : pas entendu en 24 h. Connu par MQTT seulement : voir /mqtt.',
    );
  });

  it('counts nothing of its own node', async () => {
    const desk = aDeskThatRemembers();
    expect(desk.radio.own?.nodeNum).toBe(BASE);
    expect(await saidAtConsole(desk, 'nodeinfo BASE')).toBe(
      'Base (BASE !0b07ba5e) is my own node, whose packets I do not count. See /info, /link.',
    );
    expect(await saidAtConsole(desk, 'nodeinfo BASE', 'fr')).toMatch(/est mon propre nœud/);
  });

  it('refuses wrong hours, unknown nodes and the mesh', async () => {
    const desk = aDeskThatRemembers();
    expect(await saidAtConsole(desk, 'nodeinfo BRAV 169')).toBe(
      'Usage: /nodeinfo NODE [HOURS 1-168]. Ex: /nodeinfo BRAV 48\nHours: 1 to 168, as 6, 6h or 2d.',
    );
    expect(await saidAtConsole(desk, 'nodeinfo BRAV 169', 'fr')).toMatch(
      /\nHeures : de 1 à 168, comme 6, 6h ou 2j\.$/,
    );
    expect(await saidAtConsole(desk, 'nodeinfo nobody')).toBe('No node "nobody". Try /nodes or its !id.');
    expect(await said(desk, '/nodeinfo BRAV')).toBe('/nodeinfo works by console.');
  });
});
