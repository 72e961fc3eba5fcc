import { expect, it } from 'vitest';
import { completeLine } from '../../src/bot/complete.js';
import { toNodeNum } from '../../src/mesh/ids.js';
import { TOPICS } from '../../src/mesh/user-store.js';
import { aDesk } from '../support/bot-desk.js';
import { aConsoleRequest, aReport, aRequest, aUser, NOW } from '../support/builders.js';
import { WarningDesk } from '../support/warning-desk.js';

const warned = new WarningDesk();
warned.watch.topics = TOPICS;
const desk = aDesk({}, true, {}, { alerts: warned.parts.desk });
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

it.each([
  ['subscribe bl', 'en', ['subscribe blitz ']],
  ['/abonner ', 'fr', ['/abonner vigi ', '/abonner foudre ', '/abonner lien ', '/abonner systeme ']],
  ['sub vigi r', 'en', ['sub vigi red ']],
  ['abonner foudre ', 'fr', ['abonner foudre nuit ', 'abonner foudre sansnuit ']],
  ['subscribe nonsense ', 'en', []],
  ['unsubscribe a', 'en', ['unsubscribe all ']],
  ['desabonner t', 'fr', ['desabonner tout ']],
] as const)(
  'offers behind %j in %s the topics, and what each may be told: %j',
  (typed, language, offered) => {
    expect(completeLine(aConsoleRequest(typed, { language }), deps)).toEqual(offered);
  },
);

it('offers system to admins alone, and the tests of alerts too', () => {
  const user = { id: 'mesh:!16fad3dc', name: 'Alpha', role: 'known' } as const;
  expect(completeLine(aRequest('/subscribe s', { user }), deps)).toEqual([]);
  expect(complete('subscribe s')).toEqual(['subscribe system ']);
  expect(completeLine(aRequest('/alerts t', { user }), deps)).toEqual([]);
});

it.each(['tell', 'block', 'trace'])(
  'does not offer our own node behind %s, of which it takes none',
  (command) => {
    expect(complete('info BA')).toEqual(['info BASE ']);
    expect(complete(`${command} BA`)).toEqual([]);
    expect(complete(`${command} BR`)).toEqual([`${command} BRAV `]);
  },
);

it('does not offer a node at which nobody reads for a letter', () => {
  desk.nodes.learn(
    { ...aReport({ nodeNum: toNodeNum(0x33333333) }), user: aUser('Golf', 'GOLF', { isUnmessagable: true }) },
    NOW,
  );
  expect(complete('tell go')).toEqual([]);
  expect(complete('info go')).toEqual(['info GOLF ']);
});

it('offers no more than a screen shows', () => {
  for (let index = 0; index < 100; index++)
    desk.nodes.learn(
      aReport({ nodeNum: toNodeNum(0x22000000 + index), user: aUser(`N${index}`, `N${index}`) }),
      NOW,
    );
  expect(complete('info ')).toHaveLength(50);
});
