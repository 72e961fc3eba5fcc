import { afterEach, beforeEach, expect, it } from 'vitest';
import { completeLine } from '../../src/bot/complete.js';
import type { Language } from '../../src/bot/request.js';
import { DEFAULT_BOT_SETTINGS } from '../../src/bot/settings.js';
import { NodeDb } from '../../src/mesh/node-db.js';
import { aConsoleRequest } from '../support/builders.js';
import type { FakeClock } from '../support/fake-clock.js';
import { aStory, type Story } from '../support/story.js';

let story: Story<FakeClock>;

beforeEach(async () => {
  story = await aStory({});
});

afterEach(() => story.end());

async function say(line: string, language: Language): Promise<string> {
  const answer = story.app.bot.router.handle({ ...aConsoleRequest(line), language });
  await story.clock.advance(2000);
  return (await answer)?.pages.join('') ?? '';
}

it.each([
  { language: 'en', known: 'Nothing can be sent to a console. Try it from your node.', some: 'node-restart' },
  {
    language: 'fr',
    known: "Rien ne s'envoie à une console. Essayez depuis votre nœud.",
    some: 'redémarrage distant',
  },
] as const)('every alert has a name of its own by which it is tested in $language', async (each) => {
  const { language, known, some } = each;
  const listed = (await say('alerts test', language)).split(': ').at(-1) ?? '';
  const names = listed.split(', ');
  expect(names.length).toBeGreaterThan(10);
  expect(new Set(names).size).toBe(names.length);
  expect(names).toContain(some);
  if (language === 'fr') expect(names.filter((name) => name.includes('-'))).toEqual([]);
  for (const name of names) expect([name, await say(`alerts test ${name}`, language)]).toEqual([name, known]);
});

it('completes the name of an alert, also from its second word on', () => {
  const deps = { registry: story.app.bot.registry, nodes: new NodeDb(), settings: DEFAULT_BOT_SETTINGS };
  const complete = (line: string, language: Language) =>
    completeLine({ ...aConsoleRequest(line), language }, deps);
  expect(complete('/alerts ', 'en')).toEqual(['/alerts test ']);
  expect(complete('/alerts test silent-', 'en')).toEqual(['/alerts test silent-mesh ']);
  expect(complete('/alertes test nœud ', 'fr')).toEqual([
    '/alertes test nœud en panne ',
    '/alertes test nœud muet ',
  ]);
  expect(complete('/alertes test noeud m', 'fr')).toEqual(['/alertes test noeud muet ']);
  expect(complete('/alertes test nœud muet ', 'fr')).toEqual([]);
  expect(complete('/alertes demain ', 'fr')).toEqual([]);
});
