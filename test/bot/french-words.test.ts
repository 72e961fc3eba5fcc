import { describe, expect, it } from 'vitest';
import { creditIn } from '../../src/bot/credit.js';
import { neededRole } from '../../src/bot/permissions.js';
import { aDesk, type Desk } from '../support/bot-desk.js';
import { ALPHA, BRAVO } from '../support/builders.js';
import { aSkyDesk, aWeatherReport, MINUTE, said, saidAtConsole } from '../support/sky-desk.js';
import { sent } from '../support/traffic-story.js';

const ADMIN = { id: 'mesh:!16fad3dc', name: 'Alpha', role: 'admin', nodeNum: ALPHA } as const;

/** Both lines mean the same to somebody who reads French. */
async function expectSame(aPlace: () => Desk, english: string, french: string): Promise<void> {
  const [one, other] = await Promise.all(
    [english, french].map((text) => aPlace().ask(text, { user: ADMIN, language: 'fr' })),
  );
  expect(one).not.toMatch(/^(Usage|Inconnue|Aucun nœud "|Pas de statistique)/);
  expect(other).toBe(one);
}

function aDeskThatHeard(): Desk {
  const desk = aDesk();
  desk.hear(sent('text', BRAVO, MINUTE), sent('position', BRAVO, MINUTE));
  return desk;
}

describe('a French reader', () => {
  it.each([
    ['/nodes all', '/noeuds tous'],
    ['/nodes new', '/noeuds nouveaux'],
    ['/stats packets', '/stats paquets'],
    ['/stats channel', '/stats canal'],
    ['/stats traffic', '/stats trafic'],
    ['/stats hop 24', '/stats sauts 24'],
    ['/histo text', '/histo texte'],
    ['/packets 24', '/paquets 24'],
    ['/channel', '/canal'],
    ['/db clean 48', '/base nettoyer 48'],
    ['/db vacuum', '/base compacter'],
    ['/quiet off', '/silence arrêt'],
    ['/block off BRAV', '/bloquer arrêt BRAV'],
    ['/block list', '/bloquer liste'],
    ['/keys accept BRAV', '/cles accepter BRAV'],
    ['/rebootnode', '/redemarrernoeud'],
  ])('may write %s as %s', async (english, french) => {
    await expectSame(aDeskThatHeard, english, french);
  });

  it.each([
    ['health', 'santé'],
    ['nodeinfo BRAV', 'infonoeud BRAV'],
    ['fullnodes', 'tousnœuds'],
  ])('may write %s as %s at the console', async (english, french) => {
    const told = await saidAtConsole(aDeskThatHeard(), english, 'fr');
    expect(told).toMatch(/^(Réseau|Bravo|\d+ nœuds)/);
    expect(await saidAtConsole(aDeskThatHeard(), french, 'fr')).toBe(told);
  });

  it('is shown French words in every usage', async () => {
    const commands = aDesk().bot.registry.commands;
    const english =
      /(?<!\p{L})(list|cancel|accept|all|new|off|on|status|clean|vacuum|packets|channel|traffic|hop|text|node)(?!\p{L})/u;
    expect(commands.filter(({ texts }) => english.test(texts.fr.usage)).map(({ name }) => name)).toEqual([]);
    expect(await said(aDesk(), '/noeuds 0', 'fr')).toBe(
      'Usage : /noeuds [page|tous|nouveaux|NOM]. Ex : /noeuds tous',
    );
  });

  it('needs the same right for the same order', () => {
    const { registry } = aDesk().bot;
    for (const line of ['keys accepter', 'db nettoyer', 'db compacter', 'pair utilisateur']) {
      const [word = '', arg = ''] = line.split(' ');
      const command = registry.find(word);
      expect(command && neededRole({ args: [arg] }, command)).toBe('admin');
    }
  });

  it('is told in French that the weather is made up', async () => {
    const report = { ...(await aWeatherReport()), credit: 'demo data' };
    const desk = await aSkyDesk({ report });
    expect(await saidAtConsole(desk, 'meteo', 'fr')).toContain('Source : données de démonstration, ');
    expect(await saidAtConsole(desk, 'pluie', 'fr')).toMatch(/Source : données de démonstration$/);
    expect(await saidAtConsole(desk, 'weather')).toContain('Source: demo data, ');
    expect(creditIn('Open-Meteo', 'fr')).toBe('Open-Meteo');
  });
});
