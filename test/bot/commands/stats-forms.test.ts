import { describe, expect, it } from 'vitest';
import type { Language } from '../../../src/bot/request.js';
import { toChannelIndex } from '../../../src/mesh/ids.js';
import { byteLength } from '../../../src/util/text.js';
import { aDesk, type Desk } from '../../support/bot-desk.js';
import { ALPHA, aReport, aUser, BRAVO, CHARLIE, DELTA, NOW, OSCAR } from '../../support/builders.js';
import { DAY, HOUR, introduce, LONGEST_NAME, LONGEST_SHORT_NAME } from '../../support/history-story.js';
import { MINUTE, said, saidAtConsole } from '../../support/sky-desk.js';
import { aBusyMorning, burst, sent, strangers } from '../../support/traffic-story.js';

function aDeskThatRemembers(): Desk {
  const desk = aDesk();
  introduce(desk);
  desk.hear(sent('position', DELTA, 15 * DAY));
  return desk;
}

/** What a command says with a busy morning behind it. */
function aBusyDesk(): Desk {
  const desk = aDeskThatRemembers();
  desk.hear(...aBusyMorning(), sent('telemetry', ALPHA, 30 * HOUR, { use: 12 }));
  return desk;
}

describe('for a wide screen', () => {
  it('top tells who sends what, and who does it too often', async () => {
    const lines = (await saidAtConsole(aBusyDesk(), 'top'))?.split('\n') ?? [];
    expect(lines.slice(0, 2)).toEqual([
      'Top talkers, 3 h',
      '1. Bravo 96 packets (11.8 %), 5.9 kB: telemetry 60, text 20, position 12, node info 4; telemetry every 180 s ⚠ short',
    ]);
    expect(lines[20]).toMatch(/^20\. !2000\w+ 13 packets \(1\.6 %\), 372 B: routing 13$/);
    expect(lines[21]).toBe('41 nodes, 812 packets, airtime 6 min 46 s');
    const rest = lines.slice(22).join('\n');
    expect(rest).toMatch(/Node +Packets +Share +Size +Airtime +Of the airtime +MQTT\n/);
    expect(rest).toMatch(/Bravo \(BRAV !2b4a7c10\) +96 +11\.8 % +5\.9 kB +1 min 9 s +17\.1 % +0\n/);
    expect(rest).toMatch(/Kind +Packets +Share/);
    expect(rest).toMatch(/\nnode info +4 +0\.5 % +244 B +2 s +0\.7 % +0$/);
  });

  it('top speaks French', async () => {
    const lines = (await saidAtConsole(aBusyDesk(), 'top 3 2', 'fr'))?.split('\n') ?? [];
    expect(lines.slice(0, 4)).toEqual([
      'Les plus bavards, 3 h',
      '1. Bravo 96 paquets (11,8 %), 5,9 ko : télémétrie 60, texte 20, position 12, info nœud 4 ; télémétrie toutes les 180 s ⚠ trop souvent',
      '2. Oscar 88 paquets (10,8 %), 2,6 ko : position 88 ; position toutes les 123 s ⚠ trop souvent',
      "41 nœuds, 812 paquets, temps d'antenne 6 min 46 s",
    ]);
  });

  it('counts one as one', async () => {
    const desk = aDeskThatRemembers();
    desk.hear(sent('text', BRAVO, MINUTE, { airBytes: 30 }));
    // Of the cast it is known that they were there a day ago.
    await desk.clock.advance(MINUTE);
    expect(await saidAtConsole(desk, 'top')).toContain('1. Bravo 1 packet (100.0 %), 30 B: text 1\n1 node, ');
    expect(await saidAtConsole(desk, 'top', 'fr')).toContain(
      '1. Bravo 1 paquet (100,0 %), 30 o : texte 1\n1 nœud, ',
    );
    expect(await saidAtConsole(desk, 'stats')).toContain('Net 24 h: 1 pkt 1 node\n');
    expect(await saidAtConsole(desk, 'stats', 'fr')).toContain('Réseau 24 h : 1 pqt 1 nœud\n');
    expect(await saidAtConsole(desk, 'histo')).toContain('Text 12h: 1 pkt 1 node\n');
    expect(await saidAtConsole(desk, 'histo', 'fr')).toContain('Texte 12h : 1 pqt 1 nœud\n');
  });

  it('histo states no rates before it has heard for an hour', async () => {
    const desk = aDesk();
    desk.hear(sent('text', BRAVO, 20_000), sent('text', ALPHA, 10_000));
    expect(await saidAtConsole(desk, 'histo')).toMatch(/\n02h-14h, too little yet for rates$/);
    expect(await saidAtConsole(desk, 'histo', 'fr')).toMatch(/\n02h-14h, encore trop peu pour une moyenne$/);
    await desk.clock.advance(HOUR);
    expect(await saidAtConsole(desk, 'histo')).toMatch(/\n03h-15h, now 0\/h, mean 2\.0\/h$/);
  });

  it('stats tells sums, talkers and kinds', async () => {
    const desk = aBusyDesk();
    desk.hear(sent('telemetry', CHARLIE, 2 * HOUR, { use: 9.5, viaMqtt: true }));
    const text = (await saidAtConsole(desk, 'stats')) ?? '';
    expect(text).toMatch(
      /^Net 24 h: 813 pkt 41 nodes \(\d+ new\)\n813 packets, 27 kB, airtime 6 min \d+ s, 0\.1 % via MQTT\n/,
    );
    expect(text).toContain('\nChannel use: mean 9.5 %, peak 10% 12h\n\nNode');
    expect(text).toMatch(/\nKind +Packets[\s\S]*\nWhat came by MQTT alone took no airtime here\.$/);
    const french = (await saidAtConsole(desk, 'stats g 48', 'fr')) ?? '';
    expect(french).toContain(', 0,1 % via MQTT\nUsage du canal : moy. 10,8 %, max 12% 19 nov 08h\n\nNœud');
    expect(french).toMatch(/\nType +Paquets +Part +Taille +Antenne +Du temps d'antenne +MQTT\n/);
    expect(french).toMatch(/\nCe qui n'est venu que par MQTT n'a pris aucun temps d'antenne ici\.$/);
  });

  it('packets tells each kind', async () => {
    expect(await saidAtConsole(aBusyDesk(), 'packets 3')).toMatch(
      /^Packets 3 h: 812\nKind +Packets .*\nrouting +494 +60\.8 % .*\nposition +133 /,
    );
  });

  it('histo tells each hour, and the one that still runs', async () => {
    const desk = aDeskThatRemembers();
    desk.hear(
      ...burst({ kind: 'text', from: BRAVO, count: 8, agoMs: HOUR + MINUTE }),
      sent('text', CHARLIE, HOUR + MINUTE),
      sent('text', CHARLIE, MINUTE),
      sent('position', CHARLIE, MINUTE),
    );
    expect(await saidAtConsole(desk, 'histo 2')).toBe(
      [
        'Text 2h: 10 pkt 2 nodes',
        '12h  0',
        '13h  ████████████████████ 9 (2 nodes)',
        '14h  ██▎ 1 (1 node), so far',
        '12h-14h, now 1/h, mean 5.0/h',
      ].join('\n'),
    );
    expect(await saidAtConsole(desk, 'histo 2 tout', 'fr')).toBe(
      [
        'Tout 2h : 11 pqt 2 nœuds',
        '12h  0',
        '13h  ████████████████████ 9 (2 nœuds)',
        '14h  ████▌ 2 (1 nœud), en cours',
        '12h-14h, act. 2/h, moy. 5,5/h',
      ].join('\n'),
    );
  });

  it('traffic tells names, channels and days', async () => {
    const desk = aDesk({
      commands: { ...aDesk().settings.commands, missed: { channels: [0, 1].map(toChannelIndex) } },
    });
    desk.hear(
      sent('text', BRAVO, 15 * HOUR, { text: 'good night' }),
      sent('text', CHARLIE, HOUR, { text: 'hello\u202e club', channel: toChannelIndex(1) }),
    );
    expect(await saidAtConsole(desk, 'traffic 24')).toBe(
      [
        '2 msg 15h',
        '20 Nov',
        '13:05 Charlie (CHAR !3c9d1e42) club: hello club',
        '19 Nov',
        '23:05 Bravo (BRAV !2b4a7c10) LongFast: good night',
      ].join('\n'),
    );
    desk.hear(...burst({ kind: 'text', from: OSCAR, count: 210, agoMs: MINUTE }));
    expect(await saidAtConsole(desk, 'traffic 24')).toMatch(/\n… and 12 earlier$/);
    expect(await saidAtConsole(desk, 'traffic 24', 'fr')).toMatch(/\n… et 12 avant$/);
  });

  it('channel tells its use by hour and node, the airtime, and who talks too often', async () => {
    const desk = aBusyDesk();
    desk.hear(
      sent('telemetry', OSCAR, HOUR, { use: 16.25, airBytes: 30 }),
      sent('telemetry', CHARLIE, 3 * HOUR, { use: 4, airBytes: 30 }),
    );
    const text = (await saidAtConsole(desk, 'channel 6')) ?? '';
    const lines = text.split('\n');
    expect(lines.slice(0, 4)).toEqual([
      'Channel, 6 h, my own node left out',
      'Use as told by 2 nodes: mean 10.1 %, peak 16.3 % 13h',
      '',
      'By hour, last 6h: channel use, and the airtime of what I heard',
    ]);
    expect(text).toMatch(/\n11h {2}▊ 4\.0 % 🟢 \(air 0\.0 %, 1 pkt\)\n12h {2}– \(air \d/);
    expect(text).toMatch(/\n13h {2}███▎ 16\.3 % 🟠 \(air \d+\.\d %, \d+ pkt\)\n/);
    expect(text).toMatch(
      /\nChannel use at +Mean % +Most %\n🟠 Oscar \(OSCR !5f20c3b7\) +16\.3 +16\.3\n🟢 Charlie/,
    );
    expect(text).toMatch(/\nMost airtime\nNode .*\nBravo \(BRAV !2b4a7c10\) +96 /);
    expect(text).toMatch(/\nKind .*\nrouting +494 /);
    expect(text).toContain('\nMore often than usual (telemetry and position 15 min, node info 1 h):\n');
    expect(lines).toContain('⚠ Bravo (BRAV !2b4a7c10) telemetry every 360 s');
    expect(lines).toContain('⚠ Golf (GOLF !7b21c3d5) position every 11 min');
    const french = (await saidAtConsole(desk, 'channel 6', 'fr')) ?? '';
    expect(french).toContain('Usage dit par 2 nœuds : moy. 10,1 %, max 16,3 % 13h');
    expect(french).toContain('\n⚠ Bravo (BRAV !2b4a7c10) télémétrie toutes les 360 s\n');
  });

  it('channel begins with who takes most airtime, who need not send most packets', async () => {
    const desk = aDeskThatRemembers();
    desk.hear(
      ...burst({ kind: 'text', from: ALPHA, count: 9, agoMs: HOUR, airBytes: 20 }),
      ...burst({ kind: 'text', from: BRAVO, count: 3, agoMs: HOUR, airBytes: 230 }),
    );
    expect(await saidAtConsole(desk, 'channel 6')).toMatch(
      /\nMost airtime\nNode .*\nBravo \(\w+ !\w+\) +3 .*\nAlpha \(\w+ !\w+\) +9 /,
    );
  });

  it('channel says when nobody told, and when nobody talks too often', async () => {
    const desk = aDeskThatRemembers();
    desk.hear(sent('text', BRAVO, HOUR));
    const text = (await saidAtConsole(desk, 'channel')) ?? '';
    expect(text).toMatch(/^Channel, 24 h, my own node left out\nNo node told its channel use in 24h\.\n/);
    expect(text).toMatch(/\nNobody sends telemetry, position or node info more often than usual\.$/);
    const french = (await saidAtConsole(desk, 'channel 48', 'fr')) ?? '';
    expect(french).toMatch(
      /^Canal, 48 h, sans mon propre nœud\nAucun nœud n'a dit l'usage du canal en 48h\.\n/,
    );
    expect(french).toContain('\nPar heure, dernières 24h : ');
    expect(french).toMatch(/\nPersonne n'émet .*plus souvent que d'usage \(en 24h\)\.$/);
  });
});

describe('on a small screen', () => {
  it('channel warns of whoever talks too often', async () => {
    const desk = aDeskThatRemembers();
    desk.hear(
      ...burst({ kind: 'telemetry', from: BRAVO, count: 200, agoMs: HOUR }),
      ...burst({ kind: 'position', from: CHARLIE, count: 100, agoMs: HOUR }),
    );
    expect(await said(desk, '/channel')).toBe(
      'No node told its channel use in 24h.\n⚠ often: BRAV tele/7m12s CHAR pos/14m24s',
    );
    expect(await said(desk, '/channel', 'fr')).toBe(
      "Aucun nœud n'a dit l'usage du canal en 24h.\n⚠ trop souvent : BRAV télé/7m12s CHAR pos/14m24s",
    );
  });

  it.each<[use: number, grade: string]>([
    [26, 'Overloaded (>25%)'],
    [25, 'Crowded (>15%)'],
    [15, 'Busy (>10%)'],
    [10, 'Calm (≤10%)'],
  ])('channel calls %i % what it is', async (use, grade) => {
    const desk = aDeskThatRemembers();
    desk.hear(sent('telemetry', BRAVO, HOUR, { use }));
    expect(await said(desk, '/channel')).toMatch(
      new RegExp(`1 node\n.*\n.*\n${grade.replace(/[()]/g, '.')}$`),
    );
  });

  it.each<[counts: number[], trend: string]>([
    [[4, 4, 4, 4], 'steady'],
    [[8, 8, 2, 2], 'falling'],
    [[1, 2, 6, 7], 'rising'],
  ])('histo calls %j %s', async (counts, trend) => {
    const desk = aDeskThatRemembers();
    desk.hear(
      ...counts.flatMap((count, index) =>
        burst({ kind: 'position', from: BRAVO, count, agoMs: (4 - index) * HOUR - 10 * MINUTE }),
      ),
    );
    expect(await said(desk, '/histo 4 pos')).toContain(
      `Position 4h: ${counts.reduce((a, b) => a + b)} pkt 1 node, ${trend}\n`,
    );
  });

  it('histo leaves a blank where nothing is known, and no verdict on chance', async () => {
    const desk = aDesk();
    desk.hear(sent('nodeInfo', BRAVO, 3.5 * HOUR), sent('nodeInfo', BRAVO, 1.5 * HOUR));
    expect(await said(desk, '/histo node 6')).toBe(
      'Node info 3h: 2 pkt 1 node\n  █▁█▁\n08h-14h, now 0/h, mean 0.6/h',
    );
  });

  it('names what it remembers, not what was asked for', async () => {
    const desk = aDesk();
    desk.hear(sent('telemetry', BRAVO, 2 * HOUR), sent('text', CHARLIE, HOUR));
    expect(await said(desk, '/stats')).toBe(
      'Net 2h: 2 pkt 2 nodes 1 msg\nTop BRAV 1 CHAR 1\ntele 50% text 50%',
    );
    expect(await said(desk, '/top 7d')).toMatch(/^Top 2h, 2 pkt\n/);
  });

  it.each<Language>(['en', 'fr'])(
    'keeps each page within a packet, whatever the names, in %s',
    async (language) => {
      const desk = aDesk();
      const talkers = strangers(30);
      for (const nodeNum of talkers) {
        desk.nodes.learn(aReport({ nodeNum, user: aUser(LONGEST_NAME, LONGEST_SHORT_NAME) }), NOW);
      }
      desk.hear(
        ...talkers.flatMap((from, index) => [
          ...burst({
            kind: 'telemetry',
            from,
            count: 300 + index,
            agoMs: HOUR,
            use: 20 + index / 3,
            hopsAway: 3,
          }),
          sent('text', from, HOUR + index * MINUTE, { text: '🦊'.repeat(50) }),
        ]),
      );
      const lines = ['/stats', '/top 24 20', '/channel', '/traffic 24', '/stats hop'];
      for (const line of lines) {
        const answer = await desk.answer(line, { language });
        await desk.clock.advance(10_001);
        for (const page of answer?.pages ?? []) expect(byteLength(page)).toBeLessThanOrEqual(200);
        expect(answer?.pages[0]).toContain('🦊');
      }
    },
  );
});
