import { describe, expect, it } from 'vitest';
import { type NodeNum, toNodeNum } from '../../../src/mesh/ids.js';
import { aDesk, type Desk } from '../../support/bot-desk.js';
import { ALPHA, aReport, aUser, BASE, BRAVO, CHARLIE, DELTA, NOW, OSCAR } from '../../support/builders.js';
import { DAY, FOXTROT, HOUR, introduce, KILO, LIMA } from '../../support/history-story.js';
import { MINUTE, said, saidAtConsole } from '../../support/sky-desk.js';
import { burst, type SentChanges, sent, strangers } from '../../support/traffic-story.js';

/** So many, evenly over the last 24 hours. */
function overADay(kind: 'telemetry' | 'position', from: NodeNum, count: number, changes: SentChanges = {}) {
  return Array.from({ length: count }, (_, index) =>
    sent(kind, from, MINUTE + (index * (DAY - 2 * MINUTE)) / count, changes),
  );
}

function aDeskThatRemembers(): Desk {
  const desk = aDesk();
  introduce(desk);
  desk.hear(sent('text', CHARLIE, 15 * DAY), sent('text', CHARLIE, HOUR));
  return desk;
}

/** A day as in the catalogue. 18 h was twenty hours ago. */
function aDay(): Desk {
  const desk = aDeskThatRemembers();
  const relayed = (count: number, relayNode: number) =>
    burst({ kind: 'routing', from: DELTA, count, agoMs: 3 * HOUR, hopsAway: 1, relayNode });
  desk.hear(
    ...overADay('telemetry', BRAVO, 480),
    ...overADay('position', FOXTROT, 2880),
    sent('telemetry', ALPHA, 20 * HOUR, { use: 31 }),
    ...[1, 2, 3].map((hours) => sent('telemetry', ALPHA, hours * HOUR, { use: 6.1 })),
    ...relayed(41, 0xb7),
    ...relayed(12, 0xd4),
    ...strangers(47).flatMap((_, index) => relayed(1, index + 1)),
    ...burst({ kind: 'text', from: LIMA, count: 6, agoMs: 26 * HOUR }),
    ...burst({ kind: 'text', from: KILO, count: 4, agoMs: 26 * HOUR }),
  );
  return desk;
}

describe('/health', () => {
  it('tells how the network is, as the catalogue says', async () => {
    const desk = aDay();
    const english = (await saidAtConsole(desk, 'health'))?.split('\n') ?? [];
    expect(english.slice(0, 9)).toEqual([
      'Network, 24 h: good',
      'Channel 12.3 % mean, 31 % peak at 18 h',
      'Too frequent: Foxtrot position 30 s, Bravo telemetry 180 s',
      'Relay share: Oscar 41 %, …d4 12 %',
      'Silent since yesterday: Lima',
      '',
      expect.stringMatching(/^3465 packets, \d+ kB, airtime \d+ min \d+ s, 5 nodes \(5 new\)$/),
      'Heard directly: 97.1 % of the packets',
      '',
    ]);
    const rest = english.slice(9).join('\n');
    expect(rest).toMatch(
      /^Channel use by hour\n18h {2}██████▎ 31\.0 % 🔴\n11h {2}█▎ 6\.1 % 🟢\n12h .*\n13h .*\n\nTop senders\nNode /,
    );
    expect(rest).toMatch(/\nFoxtrot \(FOXT !6a10b2c4\) +2880 +83\.1 %/);
    const french = (await saidAtConsole(desk, 'health', 'fr'))?.split('\n') ?? [];
    expect(french.slice(0, 9)).toEqual([
      'Réseau, 24 h : bon',
      'Canal 12,3 % en moyenne, max 31 % à 18 h',
      'Trop fréquents : Foxtrot position 30 s, Bravo télémétrie 180 s',
      'Part des relais : Oscar 41 %, …d4 12 %',
      'Muets depuis hier : Lima',
      '',
      expect.stringMatching(/^3465 paquets, \d+ ko, temps d'antenne \d+ min \d+ s, 5 nœuds \(5 neufs\)$/),
      'Reçus en direct : 97,1 % des paquets',
      '',
    ]);
    expect(french[9]).toBe('Usage du canal par heure');
    expect(french).toContain('Les plus bavards');
  });

  it.each<[use: number, english: string, french: string]>([
    [26, 'overloaded', 'saturé'],
    [16, 'crowded', 'chargé'],
    [15, 'good', 'bon'],
  ])('calls %i % of channel use what it is', async (use, english, french) => {
    const desk = aDeskThatRemembers();
    desk.hear(sent('telemetry', BRAVO, HOUR, { use }));
    expect(await saidAtConsole(desk, 'health')).toMatch(`Network, 24 h: ${english}\n`);
    expect(await saidAtConsole(desk, 'health', 'fr')).toMatch(`Réseau, 24 h : ${french}\n`);
  });

  it('never calls calm what nobody told', async () => {
    const desk = aDeskThatRemembers();
    expect((await saidAtConsole(desk, 'health'))?.split('\n').slice(0, 6)).toEqual([
      'Network, 24 h: channel use unknown, no node told it',
      'Too frequent: nobody',
      'Silent: nobody that was heard often',
      '',
      expect.stringMatching(/^1 packet, 60 B, airtime \d+ s, 1 node \(1 new\)$/),
      'Heard directly: 100.0 % of the packets',
    ]);
    expect((await saidAtConsole(desk, 'health', 'fr'))?.split('\n').slice(0, 3)).toEqual([
      "Réseau, 24 h : usage du canal inconnu, aucun nœud ne l'a dit",
      'Trop fréquents : personne',
      'Muets : personne parmi ceux entendus souvent',
    ]);
  });

  it('tells what my own node measures where no other told anything', async () => {
    const desk = aDeskThatRemembers();
    const device = { channelUtilization: 16.24 };
    desk.nodes.learn(aReport({ nodeNum: BASE }), NOW);
    Object.assign(desk.nodes.get(BASE) ?? {}, { device, deviceAt: NOW });
    expect((await saidAtConsole(desk, 'health'))?.split('\n').slice(0, 3)).toEqual([
      'Network, 24 h: no other node told its channel use',
      'Channel at my node now: 16.2 % 🟠',
      'Too frequent: nobody',
    ]);
    expect((await saidAtConsole(desk, 'health', 'fr'))?.split('\n').slice(0, 2)).toEqual([
      "Réseau, 24 h : aucun autre nœud n'a dit l'usage du canal",
      'Canal chez mon nœud maintenant : 16,2 % 🟠',
    ]);
    await desk.clock.advance(6 * MINUTE);
    expect(await saidAtConsole(desk, 'health')).not.toContain('my node now');
  });

  it('reads the relays of a longer time off its last day, and says so', async () => {
    const desk = aDeskThatRemembers();
    desk.hear(
      sent('text', BRAVO, 30 * HOUR, { hopsAway: 2, relayNode: 0x11 }),
      ...strangers(20).map((from, index) =>
        sent('text', from, HOUR, { hopsAway: 2, relayNode: 0x20 + index }),
      ),
    );
    expect(await saidAtConsole(desk, 'health 48')).toContain(
      '\nToo frequent (last 24 h): nobody\nRelay share (last 24 h): …20 5 %\n',
    );
    expect(await saidAtConsole(desk, 'health 2d', 'fr')).toContain(
      '\nTrop fréquents (24 dernières h) : personne\nPart des relais (24 dernières h) : …20 5 %\n',
    );
  });

  it('tells of those who are silent for longer, each with its age, and how many more there are', async () => {
    const desk = aDeskThatRemembers();
    desk.hear(
      ...strangers(6).flatMap((from, index) =>
        burst({ kind: 'text', from, count: 5, agoMs: (2 + index / 2) * DAY }),
      ),
    );
    desk.nodes.learn(
      aReport({ nodeNum: toNodeNum(0x2000_0000), user: aUser('Mike', 'MIKE'), lastHeard: 1 }),
      NOW,
    );
    const silent = (text: string | undefined) =>
      text?.split('\n').find((line) => /^(Silent|Muets)/.test(line));
    expect(silent(await saidAtConsole(desk, 'health 168'))).toBe(
      'Silent: Mike 2 d, !20000001 2 d, !20000002 3 d, !20000003 3 d, !20000004 4 d, and 1 more',
    );
    expect(silent(await saidAtConsole(desk, 'health 7j', 'fr'))).toBe(
      'Muets : Mike 2 j, !20000001 2 j, !20000002 3 j, !20000003 3 j, !20000004 4 j, et 1 autre',
    );
  });

  it('misses a node that only a broker still tells of', async () => {
    const desk = aDeskThatRemembers();
    desk.hear(...burst({ kind: 'text', from: OSCAR, count: 9, agoMs: 30 * HOUR }));
    await desk.clock.advance(MINUTE);
    desk.nodes.learnFar({ nodeNum: OSCAR }, desk.clock.now());
    expect(await saidAtConsole(desk, 'health')).toContain('\nSilent since yesterday: Oscar\n');
    expect(desk.nodes.get(OSCAR)).toMatchObject({ viaMqtt: true });
  });

  it('says nothing of hops that nobody told', async () => {
    const desk = aDesk();
    const { hopsAway: _, ...mute } = sent('text', BRAVO, HOUR);
    desk.hear(mute as ReturnType<typeof sent>);
    expect(await saidAtConsole(desk, 'health')).toMatch(
      /^Network, 1 h: channel use unknown, no node told it\n/,
    );
    expect(await saidAtConsole(desk, 'health')).not.toContain('Heard directly');
  });

  it('says when nothing was heard, refuses wrong hours, and is no command of the mesh', async () => {
    const desk = aDesk();
    desk.radio.facts = { lastPacketAgoMs: 4000 };
    expect(await saidAtConsole(desk, 'health')).toBe('Radio silence (0s). Node link ok, last packet 4s ago.');
    expect(await saidAtConsole(desk, 'health 169')).toBe(
      'Usage: /health [HOURS 1-168]. Ex: /health 48\nHours: 1 to 168, as 6, 6h or 2d.',
    );
    expect(await said(desk, '/health')).toBe('/health works by console.');
  });
});
