import { describe, expect, it } from 'vitest';
import type { Language } from '../../../src/bot/request.js';
import { toChannelIndex } from '../../../src/mesh/ids.js';
import { aDesk, type Desk } from '../../support/bot-desk.js';
import { BASE, BRAVO, CHARLIE, DELTA, NOW, OSCAR } from '../../support/builders.js';
import { DAY, HOUR, introduce } from '../../support/history-story.js';
import { expectAnswers, MINUTE, said } from '../../support/sky-desk.js';
import { aBusyMorning, burst, sent, spread, strangers } from '../../support/traffic-story.js';

/** What is older than all that is asked for begins with, so that all of it is remembered. */
function aDeskThatRemembers(): Desk {
  const desk = aDesk();
  introduce(desk);
  desk.hear(sent('position', DELTA, 15 * DAY));
  return desk;
}

describe('the statistics', () => {
  it('tell the whole net', async () => {
    const desk = aDeskThatRemembers();
    const others = strangers(38);
    const [fresh, old] = [others.slice(0, 7), others.slice(7)];
    // Of the cast it is known that they were there a day ago.
    await desk.clock.advance(MINUTE);
    desk.hear(
      ...old.map((from) => sent('position', from, 2 * DAY)),
      ...[31, ...Array<number>(9).fill(10.22)].map((use, index) =>
        sent('telemetry', BRAVO, index === 0 ? 19.5 * HOUR : 5 * HOUR, { use }),
      ),
      ...burst({ kind: 'telemetry', from: BRAVO, count: 600, agoMs: HOUR }),
      ...burst({ kind: 'position', from: OSCAR, count: 588, agoMs: HOUR }),
      ...burst({ kind: 'telemetry', from: CHARLIE, count: 361, agoMs: HOUR }),
      ...spread(1775, others).flatMap((share) => burst({ kind: 'telemetry', ...share, agoMs: 2 * HOUR })),
      ...spread(1159, others).flatMap((share) => burst({ kind: 'position', ...share, agoMs: 2 * HOUR })),
      ...spread(130, fresh).flatMap((share) => burst({ kind: 'text', ...share, agoMs: 3 * HOUR })),
      ...spread(1617, others).flatMap((share) => burst({ kind: 'routing', ...share, agoMs: 3 * HOUR })),
    );
    await expectAnswers(desk, {
      en: [
        '/stats',
        'Net 24h: 6240 pkt 41 nodes (7 new) 130 msg\nCh 12.3%, peak 31% 18h\nTop BRAV 610 OSCR 588 CHAR 361\ntele 44% pos 28% text 2%',
      ],
      fr: [
        '/st g',
        'Réseau 24h : 6240 pqt 41 nœuds (7 neufs) 130 msg\nCanal 12,3%, max 31% 18h\nTop BRAV 610 OSCR 588 CHAR 361\ntélé 44% pos 28% texte 2%',
      ],
    });
  });

  it('tell who sends most', async () => {
    const desk = aDeskThatRemembers();
    desk.hear(...aBusyMorning());
    await expectAnswers(desk, {
      en: [
        '/stats top',
        'Top 3h, 812 pkt\n1 BRAV 96 tele\n2 OSCR 88 pos\n3 CHAR 61 tele\n4 DELT 40 text\n5 GOLF 33 pos\nAirtime 6m46s',
      ],
      fr: [
        '/top',
        'Top 3h, 812 pqt\n1 BRAV 96 télé\n2 OSCR 88 pos\n3 CHAR 61 télé\n4 DELT 40 texte\n5 GOLF 33 pos\nAir 6m46s',
      ],
    });
    expect(await said(desk, '/st t 3 1')).toBe('Top 3h, 812 pkt\n1 BRAV 96 tele\nAirtime 6m46s');
  });

  it('tell what is sent', async () => {
    const desk = aDeskThatRemembers();
    const [from] = strangers(1);
    if (from === undefined) throw new Error('nobody');
    desk.hear(
      ...burst({ kind: 'telemetry', from, count: 118, agoMs: MINUTE }),
      ...burst({ kind: 'position', from, count: 74, agoMs: MINUTE }),
      ...burst({ kind: 'nodeInfo', from, count: 25, agoMs: MINUTE }),
      ...burst({ kind: 'routing', from, count: 24, agoMs: MINUTE }),
      ...burst({ kind: 'encrypted', from, count: 16, agoMs: MINUTE }),
      ...burst({ kind: 'text', from, count: 5, agoMs: MINUTE }),
      ...burst({ kind: 'text', from: BASE, count: 9, agoMs: MINUTE }),
      ...burst({ kind: 'text', from, count: 9, agoMs: 2 * HOUR }),
    );
    await expectAnswers(desk, {
      en: ['/stats pkt', 'Packets 1h: 262\ntele 118 pos 74 node 25 routing 24 encrypted 16 text 5'],
      fr: ['/packets', 'Paquets 1h : 262\ntélé 118 pos 74 node 25 routage 24 chiffré 16 texte 5'],
    });
  });

  it('tell how busy the channel is', async () => {
    const desk = aDeskThatRemembers();
    const others = strangers(17);
    desk.hear(
      sent('telemetry', BRAVO, 19.5 * HOUR, { use: 31 }),
      ...burst({ kind: 'telemetry', from: BRAVO, count: 10, agoMs: 4 * HOUR, use: 26.71 }),
      sent('telemetry', OSCAR, HOUR, { use: 16.2 }),
      sent('telemetry', CHARLIE, HOUR, { use: 15.5 }),
      ...others.map((from, index) => sent('telemetry', from, HOUR, { use: index < 3 ? 11 : 0.44 })),
    );
    await expectAnswers(desk, {
      en: [
        '/stats channel',
        'Channel 24h: mean 12.3%, peak 31% 18h, 20 nodes\n🔴1 🟠2 🟡3 🟢14\nBRAV 27.1 OSCR 16.2 CHAR 15.5\nBusy (>10%)',
      ],
      fr: [
        '/channel',
        'Canal 24h : moy. 12,3%, max 31% 18h, 20 nœuds\n🔴1 🟠2 🟡3 🟢14\nBRAV 27,1 OSCR 16,2 CHAR 15,5\nChargé (>10%)',
      ],
    });
  });

  it('tell hour by hour', async () => {
    const desk = aDeskThatRemembers();
    const [speakers, hour] = [strangers(14), Math.floor(NOW / HOUR) * HOUR];
    let turn = 0;
    const speak = (agoMs: number, count: number) =>
      Array.from({ length: count }, () => sent('text', speakers[turn++ % 14] ?? BRAVO, agoMs));
    const perHour = [1, 1, 1, 2, 2, 4, 4, 5, 7, 7, 8];
    desk.hear(
      ...perHour.flatMap((count, index) => speak(NOW - hour + (11.5 - index) * HOUR, count)),
      ...speak(NOW - hour + 58 * MINUTE, 8),
      ...speak(NOW - hour + 30 * MINUTE, 4),
      ...speak(MINUTE, 8),
      ...burst({ kind: 'position', from: BRAVO, count: 50, agoMs: HOUR }),
    );
    await expectAnswers(desk, {
      en: ['/stats histo', 'Text 12h: 62 pkt 14 nodes, rising\n▁▁▁▂▂▃▃▄▅▅▆█\n02h-14h, now 12/h, mean 5.2/h'],
      fr: [
        '/histo texte',
        'Texte 12h : 62 pqt 14 nœuds, en hausse\n▁▁▁▂▂▃▃▄▅▅▆█\n02h-14h, act. 12/h, moy. 5,2/h',
      ],
    });
  });

  it.each<[Language, command: string, page: string]>([
    [
      'en',
      '/stats traffic',
      '42 msg 8h\n14:05 BRAV: anyone on the ridge?\n13:58 CHAR: good morning all\n13:31 DELT: test 2 (1/6 /more)',
    ],
    [
      'fr',
      '/trafic',
      '42 msg 8h\n14:05 BRAV: anyone on the ridge?\n13:58 CHAR: good morning all\n13:31 DELT: test 2 (1/6 /suite)',
    ],
  ])('tell the last texts in %s', async (language, command, page) => {
    const desk = aDeskThatRemembers();
    desk.hear(
      ...Array.from({ length: 39 }, (_, index) =>
        sent('text', OSCAR, 4 * HOUR + index * MINUTE, { text: 'a long story of the mountains '.repeat(4) }),
      ),
      sent('text', DELTA, 34 * MINUTE, { text: 'test 2' }),
      sent('text', CHARLIE, 7 * MINUTE, { text: 'good\nmorning all' }),
      sent('text', BRAVO, 1000, { text: 'anyone on the ridge?' }),
      sent('text', BRAVO, 2000, { text: 'of the club', channel: toChannelIndex(1) }),
      sent('text', BRAVO, 3000, { text: 'for you alone', to: BASE, isDirect: true }),
    );
    expect(await said(desk, command, language)).toBe(page);
  });
});
