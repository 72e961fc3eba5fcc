import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toNodeNum } from '../../../src/mesh/ids.js';
import { byteLength } from '../../../src/util/text.js';
import { aDesk, type Desk } from '../../support/bot-desk.js';
import { ALPHA, aReport, aUser, BRAVO, CHARLIE, DELTA, NOW, OSCAR, without } from '../../support/builders.js';
import {
  DAY,
  FOXTROT,
  GOLF,
  HOUR,
  heard,
  heardOften,
  introduce,
  KILO,
  LIMA,
  LONGEST_NAME,
  LONGEST_SHORT_NAME,
} from '../../support/history-story.js';
import { expectAnswers, said, saidAtConsole } from '../../support/sky-desk.js';

/** A day as in the catalogue; what is older than it begins with, so that all of the day is remembered. */
function aBusyDay(): Desk {
  const desk = aDesk();
  introduce(desk);
  desk.hear(
    heard(ALPHA, DAY + HOUR),
    ...heardOften(1934, ALPHA, HOUR, { hopsAway: 0 }),
    ...heardOften(1747, BRAVO, HOUR, { hopsAway: 1 }),
    ...heardOften(1200, CHARLIE, HOUR, { hopsAway: 2 }),
    ...heardOften(173, FOXTROT, HOUR, { hopsAway: 2, hopStart: 7 }),
    ...heardOften(700, OSCAR, HOUR, { hopsAway: 3 }),
    ...heardOften(49, LIMA, HOUR, { hopsAway: 3, hopStart: 7 }),
    ...heardOften(200, DELTA, HOUR, { hopsAway: 6, hopStart: 6 }),
    ...heardOften(137, GOLF, HOUR, { hopsAway: 5, hopStart: 5 }),
    ...heardOften(100, KILO, HOUR, { hopsAway: 5, hopStart: 5 }),
  );
  return desk;
}

describe('/hop', () => {
  it('answers as the catalogue says', async () => {
    await expectAnswers(aBusyDay(), {
      en: [
        '/hop',
        'Hops 24h, 6240 pkt\n0:31% 1:28% 2:22% 3:12% 4+:7%\nFar: DELT 6, GOLF 5, KILO 5\nLimit 7: LIMA FOXT',
      ],
      fr: [
        '/sauts',
        'Sauts 24h, 6240 pqt\n0:31% 1:28% 2:22% 3:12% 4+:7%\nLoin : DELT 6, GOLF 5, KILO 5\nLimite 7 : LIMA FOXT',
      ],
    });
  });

  it('tells at the console in bars and a table, with advice', async () => {
    const english = await saidAtConsole(aBusyDay(), 'hop');
    expect(english?.split('\n').slice(0, 10)).toEqual([
      'Hops, 24h: 6240 packets',
      '0  ████████████████████ 31.0 % (1934)',
      '1  ██████████████████▏ 28.0 % (1747)',
      '2  ██████████████▎ 22.0 % (1373)',
      '3  ███████▊ 12.0 % (749)',
      '4  0.0 % (0)',
      '5  ██▌ 3.8 % (237)',
      '6  ██▏ 3.2 % (200)',
      '90 % of the packets came within 3 hops; my node sends with hop limit 3.',
      '',
    ]);
    expect(english?.split('\n').slice(10, 14)).toEqual([
      'Farthest nodes',
      'Node                      Usual  Most  Limit  Packets',
      'Delta (DELT !4d71f0a8)      6.0     6      6      200',
      'Golf (GOLF !7b21c3d5)       5.0     5      5      137',
    ]);
    expect(english?.split('\n').at(-1)).toBe(
      'Hop limit 7: Lima (LIMA !9d43e5f7), Foxtrot (FOXT !6a10b2c4). ' +
        'Every hop more has more nodes repeat each packet; 3 is the usual setting.',
    );
    const french = await saidAtConsole(aBusyDay(), 'sauts 2', 'fr');
    expect(french).toContain('Sauts, 2h : 6240 paquets\n');
    expect(french).toContain('31,0 % (1934)');
    expect(french).toContain(
      '90 % des paquets sont venus en 3 sauts au plus ; mon nœud émet avec une limite de 3.',
    );
    expect(french).toContain('Nœud                      Usuel');
    expect(french).toContain('Limite 7 : Lima');
  });

  it('leaves out and counts what does not tell', async () => {
    const desk = aDesk();
    desk.hear(heard(ALPHA, HOUR), without(heard(BRAVO, HOUR), 'hopsAway') as never);
    expect(await said(desk, '/hop 1d')).toBe('Hops 1h, 1 pkt, 1 unknown\n0:100%');
    expect(await said(desk, '/hop 2', 'fr')).toBe('Sauts 1h, 1 pqt, 1 inconnu\n0:100%');
    const silent = aDesk();
    silent.radio.own = undefined;
    silent.hear(without(heard(BRAVO, HOUR), 'hopsAway', 'hopStart') as never);
    expect(await said(silent, '/hop 9')).toBe('Hops 1h, 0 pkt, 1 unknown');
    expect(await saidAtConsole(silent, 'hop')).toBe('Hops, 1h: 0 packets, 1 more without a number of hops');
    silent.hear(without(heard(CHARLIE, HOUR), 'hopStart') as never);
    expect(await saidAtConsole(silent, 'hop 5')).toBe(
      [
        'Hops, 1h: 1 packet, 1 more without a number of hops',
        '0  ████████████████████ 100.0 % (1)',
        '90 % of the packets came within 0 hops.',
      ].join('\n'),
    );
  });

  it('says so when nothing was heard', async () => {
    expect(await said(aDesk(), '/hop')).toBe('No packets in 0s.');
    const desk = aDesk();
    desk.hear(heard(ALPHA, 30 * HOUR));
    expect(await said(desk, '/hop')).toBe('No packets in 24h.');
    expect(await said(desk, '/hops', 'fr')).toBe('Aucun paquet en 24h.');
  });

  it.each(['0', '169', '8d', 'x'])('does not take %s for hours', async (hours) => {
    expect(await aDesk().ask(`/hop ${hours}`)).toBe('Usage: /hop [HOURS, 1-168]. Ex: /hop 48');
  });

  it('says since when it does not know', async () => {
    const desk = aDesk();
    desk.hear(heard(ALPHA, HOUR));
    desk.memory().database.connection.exec('ALTER TABLE packets RENAME TO elsewhere');
    expect(await said(desk, '/hop')).toBe(
      'I cannot read my records since 14:05, so I do not know. I keep trying.',
    );
    expect(await said(desk, '/sauts', 'fr')).toBe(
      'Relevés illisibles depuis 14:05 : je ne sais pas. Je réessaie.',
    );
    await desk.clock.advance(DAY);
    expect(await said(desk, '/hop')).toBe(
      'I cannot read my records since 20 Nov 14:05, so I do not know. I keep trying.',
    );
  });

  it('says from when on nothing is recorded', async () => {
    const desk = aDesk();
    desk.hear(heard(ALPHA, 30 * HOUR), heard(ALPHA, HOUR));
    desk.memory().writer.flush();
    desk.memory().fillDisk();
    desk.hear(...Array.from({ length: 400 }, () => heard(ALPHA, 0, { text: 'x'.repeat(200) })));
    expect(await said(desk, '/hop')).toBe('⚠ Nothing recorded since 14:05.\nHops 24h, 1 pkt\n0:100%');
    expect(await said(desk, '/hop 9', 'fr')).toMatch(/^⚠ Rien d'enregistré depuis 14:05\.\nSauts 9h, 1 pqt/);
  });

  it('fits a page whatever the names and numbers', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ hopsAway: fc.integer({ min: 0, max: 7 }), hopStart: fc.constantFrom(3, 7) }), {
          maxLength: 30,
        }),
        fc.constantFrom('en' as const, 'fr' as const),
        async (packets, language) => {
          const desk = aDesk();
          for (const [index, packet] of packets.entries()) {
            const nodeNum = toNodeNum(100 + index);
            desk.nodes.learn(aReport({ nodeNum, user: aUser(LONGEST_NAME, LONGEST_SHORT_NAME) }), NOW);
            desk.hear(heard(nodeNum, HOUR, packet));
          }
          const answer = await desk.answer('/hop', { language });
          for (const page of answer?.pages ?? []) expect(byteLength(page)).toBeLessThanOrEqual(200);
        },
      ),
      { numRuns: 25 },
    );
  });
});
