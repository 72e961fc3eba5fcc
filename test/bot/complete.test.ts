import { expect, it } from 'vitest';
import { completeLine } from '../../src/bot/complete.js';
import { toNodeNum } from '../../src/mesh/ids.js';
import { aDesk } from '../support/bot-desk.js';
import { aConsoleRequest, aReport, aRequest, aUser, NOW } from '../support/builders.js';

const desk = aDesk();
const deps = { registry: desk.bot.registry, nodes: desk.nodes, settings: desk.settings };
const complete = (text: string) => completeLine(aConsoleRequest(text), deps);

it.each([
  ['pi', ['ping ']],
  ['/pi', ['/ping ']],
  ['PI', ['ping ']],
  ['mét', ['meteo ']],
  ['xyz', []],
])('offers for %j the commands that begin so: %j', (typed, offered) => {
  expect(complete(typed)).toEqual(offered);
});

it('offers no command that cannot be given here', () => {
  expect(complete('ech')).toEqual([]);
  expect(completeLine(aRequest('/ech', { user: { id: 'x', name: 'x', role: 'known' } }), deps)).toEqual([
    '/echo ',
  ]);
});

it('offers nodes behind a command that takes one, by the names that can be typed', () => {
  desk.nodes.learn({ ...aReport({ nodeNum: toNodeNum(0x11111111) }), user: aUser('Two words', 'a b') }, NOW);
  expect(complete('info ')).toContain('info BRAV ');
  expect(complete('info ')).toContain('info !11111111 ');
  expect(complete('/info br')).toEqual(['/info BRAV ']);
  expect(complete('info BRAV ')).toEqual([]);
});

it('offers the words that a usage names', () => {
  expect(complete('lang ')).toEqual(['lang en ', 'lang fr ', 'lang auto ']);
  expect(complete('nodes a')).toEqual(['nodes all ', 'nodes ALPH ']);
});

it('offers commands behind help, and nothing behind what is no command or takes nothing', () => {
  expect(complete('help pi')).toEqual(['help ping ']);
  expect(complete('nonsense a')).toEqual([]);
  expect(complete('ping a')).toEqual([]);
});

it('offers no more than a screen shows', () => {
  for (let index = 0; index < 100; index++)
    desk.nodes.learn(
      aReport({ nodeNum: toNodeNum(0x22000000 + index), user: aUser(`N${index}`, `N${index}`) }),
      NOW,
    );
  expect(complete('info ')).toHaveLength(50);
});
