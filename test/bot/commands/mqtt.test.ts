import { describe, expect, it } from 'vitest';
import { travel } from '../../../src/mesh/geo.js';
import { type NodeNum, toNodeNum } from '../../../src/mesh/ids.js';
import type { MeshFeedReading } from '../../../src/services/mesh-feed/mesh-feed.js';
import { aDesk, type Desk } from '../../support/bot-desk.js';
import { ALPHA, aUser, NOW } from '../../support/builders.js';
import { GOLF, HOTEL, KILO } from '../../support/envelopes.js';
import { DAY, HOUR } from '../../support/history-story.js';
import { HOME, MINUTE, said, saidAtConsole } from '../../support/sky-desk.js';

const AT = (hour: number, minute: number) => new Date(2026, 10, 20, hour, minute).getTime();
const NONE = { envelopes: 0, repeats: 0, excess: 0, unread: 0, far: 0, garbage: 0 };

const LIVE: MeshFeedReading = {
  report: { name: 'mesh feed', state: 'ok', since: AT(6, 12), isLive: true },
  counts: NONE,
  maxDistanceKm: 100,
  packets: 1712,
  knownMs: 8 * HOUR,
  gateways: [
    { nodeNum: GOLF, packets: 120, ageMs: 5 * MINUTE },
    { nodeNum: HOTEL, packets: 1, ageMs: 2 * HOUR },
  ],
  gatewayOf: (nodeNum) =>
    new Map([
      [KILO, GOLF],
      [GOLF, GOLF],
    ]).get(nodeNum),
};

function aDeskWith(changes: Partial<MeshFeedReading> = {}): Desk & { asked: number[] } {
  const asked: number[] = [];
  const read = (hours: number) => {
    asked.push(hours);
    return { ...LIVE, ...changes };
  };
  return Object.assign(aDesk({ position: HOME }, true, { meshFeed: { read } }), { asked });
}

/** A broker told of it so long ago. */
function toldOf(
  desk: Desk,
  nodeNum: NodeNum,
  name: string,
  { agoMs = 0, meters }: { readonly agoMs?: number; readonly meters?: number } = {},
): void {
  const position = meters === undefined ? undefined : travel(HOME, 45, meters);
  const user = aUser(name, name.slice(0, 4).toUpperCase());
  desk.nodes.learnFar({ nodeNum, user, ...(position && { position }) }, NOW - agoMs);
}

describe('/mqtt', () => {
  it('tells of the feed, and of nodes that only it knows, as the catalogue says', async () => {
    const desk = aDeskWith();
    toldOf(desk, GOLF, 'Golf', { agoMs: 8 * MINUTE, meters: 40_000 });
    toldOf(desk, KILO, 'Kilo', { agoMs: 5 * MINUTE, meters: 62_000 });
    toldOf(desk, toNodeNum(0x2000_0001), 'Lima', { agoMs: 3 * HOUR });
    expect(await saidAtConsole(desk, 'mqtt')).toBe(
      [
        'MQTT: connected since 06:12, 214 packets/h',
        '3 nodes only via MQTT (≤ 100 km)',
        '• Kilo via gateway Golf, 5 min, 62 km',
        '• Golf, itself a gateway, 8 min, 40 km',
        '• Lima, 3 h',
        '',
        'Gateways, 48 h',
        '• Golf (GOLF !6c33f1d4), 120 packets, 5 min ago',
        '• !6d33f1d5, 1 packet, 2 h ago',
        '',
        'These nodes are beyond my radio range. A broker proves nothing: anybody may have made them up.',
      ].join('\n'),
    );
    expect(await saidAtConsole(desk, 'mqtt 24', 'fr')).toBe(
      [
        'MQTT : connecté depuis 06:12, 214 paquets/h',
        '3 nœuds par MQTT seulement (≤ 100 km)',
        '• Kilo par la passerelle Golf, 5 min, 62 km',
        '• Golf, lui-même passerelle, 8 min, 40 km',
        '• Lima, 3 h',
        '',
        'Passerelles, 24 h',
        '• Golf (GOLF !6c33f1d4), 120 paquets, il y a 5 min',
        '• !6d33f1d5, 1 paquet, il y a 2 h',
        '',
        'Ces nœuds sont hors de portée de ma radio. Un serveur ne prouve rien : chacun peut les avoir inventés.',
      ].join('\n'),
    );
    expect(desk.asked).toEqual([48, 24]);
  });

  it('leaves out what radio hears, and what nobody told of in that time', async () => {
    const desk = aDeskWith();
    toldOf(desk, KILO, 'Kilo', { agoMs: 30 * HOUR });
    toldOf(desk, ALPHA, 'Alpha');
    const heads = async (line: string) => (await saidAtConsole(desk, line))?.split('\n').slice(1, 3);
    expect(await heads('mqtt')).toEqual([
      '1 node only via MQTT (≤ 100 km)',
      '• Kilo via gateway !6c33f1d4, 1 d',
    ]);
    // Alpha was heard by radio a day ago.
    expect(await heads('mqtt 12')).toEqual(['1 node only via MQTT (≤ 100 km)', '• Alpha, 0 s']);
    expect((await saidAtConsole(aDeskWith(), 'mqtt', 'fr'))?.split('\n')[1]).toBe(
      '0 nœud par MQTT seulement (≤ 100 km)',
    );
    expect(await saidAtConsole(aDeskWith(), 'mqtt')).not.toContain('beyond');
  });

  it('counts no rate of less than an hour', async () => {
    const young = aDeskWith({ packets: 36, knownMs: 12 * MINUTE });
    expect(await saidAtConsole(young, 'mqtt')).toMatch(/^MQTT: connected since 06:12, 36 packets so far\n/);
    const one = aDeskWith({ packets: 1, knownMs: MINUTE });
    expect(await saidAtConsole(one, 'mqtt')).toMatch(/, 1 packet so far\n/);
    expect(await saidAtConsole(one, 'mqtt', 'fr')).toMatch(/^MQTT : .*, 1 paquet jusqu'ici\n/);
  });

  it('says when it cannot tell, since when and why', async () => {
    const report = (changes: Partial<MeshFeedReading['report']>) => ({
      report: { name: 'mesh feed', since: AT(13, 52), state: 'down', ...changes } as const,
    });
    const lastError = { at: AT(14, 1), reason: 'timeout' } as const;
    const first = async (changes: Partial<MeshFeedReading>, language: 'en' | 'fr' = 'en') =>
      (await saidAtConsole(aDeskWith(changes), 'mqtt', language))?.split('\n')[0];
    expect(await first(report({ lastError, lastSuccess: NOW - 20 * MINUTE }))).toBe(
      '❓ MQTT: down since 13:52 (timeout), last packets 20 min ago. I cannot tell what is new.',
    );
    expect(await first(report({ lastError, lastSuccess: NOW - 20 * MINUTE }), 'fr')).toBe(
      '❓ MQTT : coupé depuis 13:52 (délai), derniers paquets il y a 20 min. Je ne sais rien de neuf.',
    );
    expect(await first(report({ since: NOW - DAY }))).toBe(
      '❓ MQTT: down since 19 Nov 14:05 (unreachable). I cannot tell what is new.',
    );
    expect(await first(report({}), 'fr')).toBe(
      '❓ MQTT : coupé depuis 13:52 (injoignable). Je ne sais rien de neuf.',
    );
    expect(await first(report({ state: 'denied' }))).toBe(
      '❓ MQTT: the broker refuses us since 13:52. I cannot tell what is new.',
    );
    expect(await first(report({ state: 'denied' }), 'fr')).toMatch(
      /^❓ MQTT : le serveur nous refuse depuis 13:52/,
    );
    const connecting = { report: { name: 'mesh feed', state: 'ok' } as const };
    expect(await first(connecting)).toBe('MQTT: connecting, nothing known yet');
    expect(await first(connecting, 'fr')).toBe('MQTT : connexion en cours, rien de connu encore');
  });

  it('says what it left out, and how many more there are', async () => {
    const counts = { ...NONE, far: 30, unread: 12, excess: 4, garbage: 1 };
    const gateways = Array.from({ length: 25 }, (_, index) => ({
      nodeNum: toNodeNum(0x3000_0000 + index),
      packets: 9,
      ageMs: 0,
    }));
    const desk = aDeskWith({ counts, gateways });
    for (let index = 0; index < 43; index++) toldOf(desk, toNodeNum(0x2000_0000 + index), `Far ${index}`);
    const english = (await saidAtConsole(desk, 'mqtt'))?.split('\n') ?? [];
    expect(english).toContain('… and 3 more: /fullnodes');
    expect(english).toContain('… +5');
    expect(english).toContain(
      'Left out since the start: 30 too far or without a place, 12 not readable for us, 4 too many, 1 without sense',
    );
    const french = (await saidAtConsole(desk, 'mqtt', 'fr'))?.split('\n') ?? [];
    expect(french).toContain('… et 3 de plus : /tousnoeuds');
    expect(french).toContain(
      'Écartés depuis le début : 30 trop loin ou sans lieu, 12 illisibles pour nous, 4 de trop, 1 sans aucun sens',
    );
    const few = aDeskWith({ gateways: [], counts: { ...NONE, unread: 2 } });
    expect(await saidAtConsole(few, 'mqtt')).toMatch(
      /\nGateways, 48 h\nnone that brought anything of a node around here\n\nLeft out since the start: 2 not readable for us$/,
    );
    expect(await saidAtConsole(few, 'mqtt', 'fr')).toMatch(
      /\naucune n'a rien apporté d'un nœud des environs\n/,
    );
  });

  it('refuses wrong hours, is no command of the mesh, and says when it is not set up', async () => {
    expect(await saidAtConsole(aDeskWith(), 'mqtt 169')).toBe('Usage: /mqtt [HOURS 1-168]. Ex: /mqtt 24');
    expect(await said(aDeskWith(), '/mqtt')).toBe('/mqtt works by console.');
    expect(await saidAtConsole(aDesk(), 'mqtt')).toBe(
      '/mqtt is not set up here. To switch it on: meshtasticMqtt.enabled in the configuration.',
    );
    expect(await saidAtConsole(aDesk(), 'mqtt', 'fr')).toBe(
      "/mqtt n'est pas configurée ici. Pour l'activer : meshtasticMqtt.enabled dans la configuration.",
    );
  });
});
