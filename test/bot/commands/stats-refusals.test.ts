import { describe, expect, it } from 'vitest';
import type { Language } from '../../../src/bot/request.js';
import { toChannelIndex } from '../../../src/mesh/ids.js';
import { aDesk, type Desk } from '../../support/bot-desk.js';
import { BASE, BRAVO, CHARLIE, DELTA } from '../../support/builders.js';
import { DAY, HOUR } from '../../support/history-story.js';
import { MINUTE, said, saidAtConsole } from '../../support/sky-desk.js';
import { burst, sent } from '../../support/traffic-story.js';

const ALL = ['stats', 'top', 'packets', 'channel', 'histo', 'traffic'] as const;

describe('what nobody can be told', () => {
  it.each([
    ['/stats', '24h'],
    ['/stats global 48', '48h'],
    ['/top', '3h'],
    ['/packets', '1h'],
    ['/channel 7d', '7d'],
    ['/histo', '12h'],
    ['/traffic', '8h'],
    ['/st tr 1', '1h'],
  ])('%s is silence when nothing was heard for long, and the link is fine', async (line, period) => {
    const desk = aDesk();
    desk.hear(sent('text', BRAVO, 9 * DAY));
    expect(await said(desk, line)).toBe(`Radio silence (${period}). Node link ok.`);
    const french = period.replace('7d', '7j');
    expect(await said(desk, line, 'fr')).toBe(`Silence radio (${french}). Lien radio ok.`);
    desk.radio.facts = { ...desk.radio.facts, state: 'waiting' };
    expect(await said(desk, line)).toBe(`Radio silence (${period}). Node link down.`);
  });

  it('is silence only of the time for which the bot was there', async () => {
    const desk = aDesk();
    await desk.clock.advance(59_000);
    expect(await said(desk, '/channel')).toBe('Radio silence (59s). Node link ok.');
    desk.hear(sent('telemetry', BASE, 5000));
    await desk.clock.advance(11 * MINUTE);
    expect(await said(desk, '/paquets', 'fr')).toBe('Silence radio (12min). Lien radio ok.');
    desk.hear(sent('text', BRAVO, 6 * HOUR));
    expect(await said(desk, '/packets 5')).toBe('Radio silence (5h). Node link ok.');
  });

  it('what our own node says breaks no silence', async () => {
    const desk = aDesk();
    desk.hear(sent('text', BASE, MINUTE));
    for (const name of ALL.slice(0, 5)) expect(await said(desk, `/${name}`)).toMatch(/^Radio silence/);
  });

  it.each(ALL)('%s says since when the records are away, and never calm', async (name) => {
    const desk = aDesk();
    desk.hear(sent('text', BRAVO, MINUTE));
    desk.memory().database.connection.exec('ALTER TABLE packets RENAME TO elsewhere');
    expect(await said(desk, `/${name}`)).toBe(
      'I cannot read my records since 14:05, so I do not know. I keep trying.',
    );
    expect(await saidAtConsole(desk, name, 'fr')).toBe(
      'Relevés illisibles depuis 14:05 : je ne sais pas. Je réessaie.',
    );
  });

  it('db says so too', async () => {
    const desk = aDesk();
    desk.memory().database.connection.exec('ALTER TABLE texts RENAME TO elsewhere');
    expect(await said(desk, '/db')).toMatch(/^I cannot read my records since 14:05/);
  });

  it('a full disk is told before what is known', async () => {
    const desk = aDesk();
    desk.hear(sent('text', BRAVO, MINUTE));
    expect(await said(desk, '/packets')).toBe('Packets 1min: 1\ntext 1');
    desk.memory().fillDisk();
    desk.hear(...burst({ kind: 'text', from: BRAVO, count: 400, agoMs: 0, text: 'x'.repeat(200) }));
    expect(await said(desk, '/packets')).toMatch(/^⚠ Nothing recorded since 14:05\.\nPackets /);
    desk.memory().giveRoom();
  });
});

describe('what is asked in a way that nobody understands', () => {
  it.each([
    ['/stats weather', 'No statistic "weather". There are: global top packets channel histo traffic hop'],
    ['/stats 169', 'Usage: /stats '],
    ['/stats 24 24', 'Usage: /stats '],
    ['/stats global 24 x', 'Usage: /stats '],
    ['/stats top 0', 'Usage: /top '],
    ['/stats top 3 21', 'Usage: /top '],
    ['/stats top 3 5 5', 'Usage: /stats '],
    ['/top 3 x', 'Usage: /top '],
    ['/top 3 0', 'Usage: /top '],
    ['/top 8d', 'Usage: /top '],
    ['/packets 169', 'Usage: /packets '],
    ['/packets 1 2', 'Usage: /packets '],
    ['/stats p 1 2', 'Usage: /packets '],
    ['/channel yes', 'Usage: /channel '],
    ['/histo 49', 'Usage: /histo '],
    ['/histo 12 24', 'Usage: /histo '],
    ['/histo text pos', 'Usage: /histo '],
    ['/histo snow', 'Usage: /histo '],
    ['/traffic 25', 'Usage: /traffic '],
    ['/stats hop 169', 'Usage: /hop '],
  ])('%s is answered with how it is asked', async (line, answer) => {
    expect(await said(aDesk(), line)).toMatch(new RegExp(`^${answer}`));
  });

  it('names the statistics in French', async () => {
    expect(await said(aDesk(), '/stats meteo', 'fr')).toBe(
      'Pas de statistique "meteo". Il y a : global top paquets canal histo trafic sauts',
    );
  });

  it('quotes no more than a word of it', async () => {
    const answer = await said(aDesk(), `/stats ${'x'.repeat(150)}`);
    expect(answer).toMatch(/^No statistic "x{20}"\. /);
  });
});

describe('the ways to ask', () => {
  function aDeskWithNews(): Desk {
    const desk = aDesk();
    desk.hear(
      sent('position', DELTA, 15 * DAY),
      ...burst({ kind: 'text', from: BRAVO, count: 9, agoMs: HOUR, hopsAway: 2 }),
      sent('telemetry', CHARLIE, HOUR / 2, { use: 9 }),
    );
    return desk;
  }

  it.each([
    [['/stats', '/stats g', '/stats global 24', '/STATS 1d', '/st 24h']],
    [['/top', '/stats t', '/stats top 3', '/top 3h 5']],
    [['/packets 5', '/stats p 5', '/stats pkt 5', '/stats packet 5']],
    [['/channel', '/stats ch', '/stats c 24', '/stats CHANNEL']],
    [['/histo', '/stats h', '/stats histogram text', '/histo text 12', '/histo 12 texte', '/histo 12']],
    [['/histo tele', '/stats h télé', '/histo 12 tele']],
    [['/histo node', '/histo noeud']],
    [['/traffic', '/trafic', '/stats tr', '/stats trafic 8']],
    [['/hop 48', '/stats hop 48', '/stats hops 2d']],
  ])('%j ask the same', async (lines) => {
    const desk = aDeskWithNews();
    // Of the cast it is known that they were there a day ago.
    await desk.clock.advance(MINUTE);
    const answers = [];
    for (const line of lines) answers.push(await said(desk, line));
    expect(answers[0]).not.toMatch(/^Usage|^Unknown|^No statistic/);
    expect(new Set(answers).size).toBe(1);
  });

  it.each<[Language, answer: string]>([
    ['en', 'No position packet in 12h, 10 others.'],
    ['fr', 'Aucun paquet position en 12h, 10 autres.'],
  ])('histo tells in %s of what it heard nothing', async (language, answer) => {
    expect(await said(aDeskWithNews(), '/histo pos', language)).toBe(answer);
  });

  it.each<[Language, answer: string]>([
    ['en', 'No channel text in 8h.'],
    ['fr', 'Aucun texte de canal en 8h.'],
  ])('traffic tells in %s that nobody wrote on its channels', async (language, answer) => {
    const missed = { channels: [toChannelIndex(3)] };
    const desk = aDesk({ commands: { ...aDesk().settings.commands, missed } });
    desk.hear(sent('text', BRAVO, MINUTE));
    expect(await said(desk, '/traffic', language)).toBe(answer);
  });

  it('are open to everybody, on a channel where they are listed', async () => {
    const channels = {
      commands: [toChannelIndex(0)],
      allow: { 0: ['stats', 'top'] },
      answerBy: {},
      language: {},
    };
    const desk = aDesk({ channels });
    desk.hear(sent('text', BRAVO, MINUTE));
    const publicly = { isDirect: false, user: { id: 'mesh:!2b4a7c10', name: 'Bravo', role: 'any' } } as const;
    expect(await desk.ask('/stats', publicly)).toMatch(/^Net /);
    expect(await desk.ask('/top', publicly)).toMatch(/^Top /);
    expect(await desk.ask('/packets', publicly)).toBeUndefined();
    expect(await desk.ask('/db', publicly)).toBeUndefined();
  });
});
