import { describe, expect, it } from 'vitest';
import { travel } from '../../../src/mesh/geo.js';
import { type NodeNum, toNodeNum } from '../../../src/mesh/ids.js';
import { aDesk, type Desk } from '../../support/bot-desk.js';
import { aPosition, aReport, aUser, NOW } from '../../support/builders.js';
import { DAY, HOUR } from '../../support/history-story.js';
import { HOME, MINUTE, said, saidAtConsole } from '../../support/sky-desk.js';
import { TelegramDesk, USER } from '../../support/telegram-desk.js';

const ALIX = toNodeNum(0x6a10_b2c4);
const ALTO = toNodeNum(0x7b21_c3d5);

interface Known {
  readonly agoMs: number;
  readonly hopsAway?: number;
  readonly meters?: number;
}

/** A node that has told its name and perhaps its place, and was heard so long ago. */
function knows(desk: Desk, nodeNum: NodeNum, name: string, { agoMs, hopsAway = 0, meters }: Known): void {
  desk.nodes.learn(
    aReport({ nodeNum, user: aUser(name, name.slice(0, 4).toUpperCase()), lastHeard: 1 }),
    NOW,
  );
  const at = NOW - agoMs;
  const position = meters === undefined ? undefined : travel(HOME, 45, meters);
  desk.nodes.observe(
    aPosition({ from: nodeNum, hopsAway, rxTime: at, receivedAt: at, ...(position && { position }) }),
  );
}

function aValley(): Desk {
  const desk = aDesk({ position: HOME });
  knows(desk, toNodeNum(0x16fa_d3dc), 'Alpha', { agoMs: 3 * HOUR, hopsAway: 2, meters: 14_000 });
  knows(desk, ALIX, 'Alix', { agoMs: 2 * DAY, hopsAway: 1 });
  knows(desk, ALTO, 'Alto', { agoMs: 5 * MINUTE, meters: 850 });
  knows(desk, toNodeNum(0x2000_0001), 'Éclair 10', { agoMs: 20 * DAY });
  knows(desk, toNodeNum(0x2000_0002), 'Éclair 9', { agoMs: 40 * DAY });
  return desk;
}

describe('/fullnodes', () => {
  it('lists the nodes of a time that fit a text, by name, as the catalogue says', async () => {
    const desk = aValley();
    expect(await saidAtConsole(desk, 'fullnodes 7 al')).toBe(
      [
        '3 nodes of 7 days matching "al"',
        '• Alix (1 hop, 2 d)',
        '• Alpha (2 hops, 3 h, 14 km)',
        '• Alto (direct, 5 min, 850 m)',
      ].join('\n'),
    );
    expect(await saidAtConsole(desk, 'fullnodes 7j al', 'fr')).toBe(
      [
        '3 nœuds en 7 jours pour "al"',
        '• Alix (1 saut, 2 j)',
        '• Alpha (2 sauts, 3 h, 14 km)',
        '• Alto (direct, 5 min, 850 m)',
      ].join('\n'),
    );
  });

  it('lists all of thirty days unless told, and sorts as people do', async () => {
    const desk = aValley();
    const lines = (await saidAtConsole(desk, 'fullnodes'))?.split('\n') ?? [];
    expect(lines[0]).toBe('8 nodes of 30 days');
    expect(lines).toContain('• Éclair 10 (direct, 20 d)');
    expect(lines).not.toContain('• Éclair 9 (direct, 40 d)');
    expect(lines.some((line) => line.includes('Base'))).toBe(false);
    const year = (await saidAtConsole(desk, 'fullnodes 365'))?.split('\n') ?? [];
    expect(year.indexOf('• Éclair 10 (direct, 20 d)')).toBe(year.indexOf('• Éclair 9 (direct, 40 d)') + 1);
  });

  it('finds a text anywhere in names and ids, without a number before it', async () => {
    const desk = aValley();
    expect(await saidAtConsole(desk, 'fullnodes eclair 1')).toBe(
      '1 node of 30 days matching "eclair 1"\n• Éclair 10 (direct, 20 d)',
    );
    expect(await saidAtConsole(desk, 'fullnodes b2c4', 'fr')).toBe(
      '1 nœud en 30 jours pour "b2c4"\n• Alix (1 saut, 2 j)',
    );
    expect(await saidAtConsole(desk, 'fullnodes 1 ALTO')).toBe(
      '1 node of 1 day matching "ALTO"\n• Alto (direct, 5 min, 850 m)',
    );
  });

  it('marks what is known from afar, and gives the id where there is no name', async () => {
    const desk = aDesk({ position: HOME });
    desk.nodes.learnFar({ nodeNum: toNodeNum(0x2000_0003), position: travel(HOME, 0, 62_000) }, NOW);
    expect(await saidAtConsole(desk, 'fullnodes 20000003')).toBe(
      'Usage: /fullnodes [DAYS 1-365] [text]. Ex: /fullnodes 7 al',
    );
    expect(await saidAtConsole(desk, 'fullnodes !2000')).toBe(
      '1 node of 30 days matching "!2000"\n• !20000003 (MQTT, 0 s, 62 km)',
    );
  });

  it('says so when there is none', async () => {
    const desk = aDesk();
    expect(await saidAtConsole(desk, 'fullnodes 1')).toBe('No node in 1 day.');
    expect(await saidAtConsole(desk, 'fullnodes 1', 'fr')).toBe('Aucun nœud en 1 jour.');
    expect(await saidAtConsole(desk, 'fullnodes 9 x\u202ey')).toBe('No node in 9 days matching "x y".');
    expect(await saidAtConsole(desk, 'fullnodes 9 x y', 'fr')).toBe('Aucun nœud en 9 jours pour "x y".');
  });

  it.each(['0', '366', '99999'])('does not take %s for days', async (days) => {
    expect(await saidAtConsole(aDesk(), `fullnodes ${days}`)).toBe(
      'Usage: /fullnodes [DAYS 1-365] [text]. Ex: /fullnodes 7 al',
    );
  });

  it('is no command of the mesh', async () => {
    expect(await said(aDesk(), '/fullnodes')).toBe('/fullnodes works by console.');
  });
});

describe('/fullnodes on Telegram', () => {
  async function aChatWith(nodes: number): Promise<TelegramDesk> {
    const telegram = await TelegramDesk.open();
    await telegram.start();
    const now = telegram.clock.now();
    for (let index = 0; index < nodes; index++) {
      const from = toNodeNum(0x2000_0000 + index);
      const user = aUser(`Valley node number ${index}`, `N${index}`);
      telegram.nodes.learn(aReport({ nodeNum: from, user, lastHeard: now, hopsAway: 0 }), now);
    }
    telegram.api.say(USER, '/fullnodes valley');
    return telegram;
  }

  it('comes in up to three messages', async () => {
    const desk = await aChatWith(280);
    await desk.until(() => desk.api.texts.length === 3);
    expect(desk.api.sent.filter(({ method }) => method === 'sendDocument')).toEqual([]);
  });

  it('comes as a file when it is longer', async () => {
    const desk = await aChatWith(400);
    await desk.until(() => desk.api.sent.some(({ method }) => method === 'sendDocument'));
    const [file] = desk.api.sent.filter(({ method }) => method === 'sendDocument');
    expect(file?.text).toMatch(
      /^400 nodes of 30 days matching "valley"\r?\n• Valley node number 0 \(direct, /,
    );
    expect(file?.text).toContain('• Valley node number 399 (');
  });
});
