import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Command } from '../../src/bot/command.js';
import { House } from '../../src/bot/house.js';
import { SpokenLanguages } from '../../src/bot/languages.js';
import { Limits } from '../../src/bot/limits.js';
import { PageStore } from '../../src/bot/page-store.js';
import { Registry } from '../../src/bot/registry.js';
import { LANGUAGES } from '../../src/bot/request.js';
import { Router, type RouterDeps } from '../../src/bot/router.js';
import { DEFAULT_BOT_SETTINGS } from '../../src/bot/settings.js';
import { createAccess } from '../../src/bot/steps/access.js';
import { COMMON } from '../../src/bot/texts.js';
import { Users } from '../../src/bot/users.js';
import { toChannelIndex } from '../../src/mesh/ids.js';
import { NodeDb } from '../../src/mesh/node-db.js';
import { UserError } from '../../src/util/errors.js';
import { byteLength } from '../../src/util/text.js';
import { aDesk, WIDE_LIMITS } from '../support/bot-desk.js';
import { aConsoleRequest, aReport, aRequest, aText, aUser, NOW } from '../support/builders.js';
import { FakeClock } from '../support/fake-clock.js';
import { FakeRadio } from '../support/fake-radio.js';
import { RecordingLog } from '../support/recording-log.js';
import { saidAtConsole } from '../support/sky-desk.js';

const TEXTS = { name: 'odd', summary: 'odd', usage: '', example: '' };

/** A router with one odd command of the test's own. */
function aRouter(changes: Partial<Command>) {
  const clock = new FakeClock(NOW);
  const log = new RecordingLog();
  const settings = { ...DEFAULT_BOT_SETTINGS, limits: WIDE_LIMITS };
  const limits = new Limits({ radio: new FakeRadio(), nodes: new NodeDb(), clock, settings });
  const command: Command = {
    name: 'odd',
    aliases: ['impair'],
    role: 'any',
    places: ['direct', 'console'],
    group: 'here',
    texts: { en: TEXTS, fr: { ...TEXTS, name: 'impair' } },
    run: () => 'fine',
    ...changes,
  };
  const deps: RouterDeps = {
    registry: new Registry([command]),
    steps: [createAccess(settings)],
    limits,
    house: new House(clock),
    languages: new SpokenLanguages(new Users()),
    pages: new PageStore(clock),
    settings,
    clock,
    log,
    random: () => 0.5,
  };
  const router = new Router(deps);
  const ask = async (text: string, more = {}) => (await router.handle(aRequest(text, more)))?.pages[0];
  return { router, clock, log, ask };
}

describe('the router', () => {
  it('answers a mistake in its own words and logs no error', async () => {
    const { ask, log } = aRouter({
      run: () => {
        throw new UserError('Which one?');
      },
    });
    expect(await ask('/odd')).toBe('Which one?');
    expect(log.find('command')[0]?.fields).toMatchObject({ command: 'odd', outcome: 'refused' });
    expect(log.lines.some((line) => line.level === 'error')).toBe(false);
  });

  it.each([
    ['en', 'Sorry, my fault. Ref JJJJ (it is in my log).'],
    ['fr', 'Désolé, erreur chez moi. Réf JJJJ (dans mon journal).'],
  ] as const)('gives a reference to what it logs when we fail, in %s', async (language, words) => {
    const { ask, log } = aRouter({ run: () => Promise.reject(new RangeError('broken inside')) });
    expect(await ask('/odd', { language })).toBe(words);
    const [line] = log.find('command failed');
    expect(line?.level).toBe('error');
    expect(line?.fields).toMatchObject({ ref: 'JJJJ', command: 'odd' });
    expect(String(line?.fields['stack'])).toContain('RangeError: broken inside');
    expect(log.find('command')[0]?.fields).toMatchObject({ outcome: 'failed' });
  });

  it('logs also what was thrown without being an error', async () => {
    const { ask, log } = aRouter({ run: () => Promise.reject('just words') });
    await ask('/odd');
    expect(log.find('command failed')[0]?.fields['stack']).toBe('just words');
  });

  it('gives up after the deadline, and tells the command so', async () => {
    let signal: AbortSignal | undefined;
    const { ask, clock, log } = aRouter({
      run: (call) => {
        signal = call.signal;
        return new Promise(() => {});
      },
    });
    const asked = ask('/odd');
    await clock.advance(20_000);
    expect(await asked).toBe('Sorry, that took longer than 20 s. Please try again.');
    expect(signal?.aborted).toBe(true);
    expect(log.find('command')[0]?.fields).toMatchObject({ outcome: 'timeout', tookMs: 20_000 });
    expect(clock.pending()).toEqual([]);
  });

  it('gives up in French as well', async () => {
    const { ask, clock } = aRouter({ deadlineMs: 90_000, run: () => new Promise(() => {}) });
    const asked = ask('/odd', { language: 'fr' });
    await clock.advance(90_000);
    expect(await asked).toBe('Désolé, cela a duré plus de 1 min 30 s. Réessayez, merci.');
  });

  it('leaves no timer behind an answer', async () => {
    const { ask, clock } = aRouter({});
    expect(await ask('/odd')).toBe('fine');
    expect(clock.pending()).toEqual([]);
  });

  it('tells nobody anything when the program stops', async () => {
    const { router, ask, clock } = aRouter({ run: () => new Promise(() => {}) });
    const asked = ask('/odd');
    await clock.advance(0);
    router.stop();
    expect(await asked).toBeUndefined();
    expect(clock.pending()).toEqual([]);
  });

  it('keeps back an answer of no words', async () => {
    const { ask, log } = aRouter({ run: () => ({ silence: 'silenced' }) });
    expect(await ask('/odd')).toBeUndefined();
    expect(log.find('command')).toMatchObject([{ level: 'debug', fields: { outcome: 'silenced' } }]);
  });

  it('logs who asked what from where', async () => {
    const { ask, log } = aRouter({});
    await ask('/impair');
    expect(log.find('command')[0]).toMatchObject({
      level: 'info',
      fields: { command: 'odd', platform: 'mesh', user: 'mesh:!16fad3dc', tookMs: 0, outcome: 'answered' },
    });
  });

  it('gives one long text where nothing needs to be brief', async () => {
    const { router } = aRouter({ run: () => 'word '.repeat(200) });
    const answer = await router.handle(aConsoleRequest('odd'));
    expect(answer).toEqual({ pages: ['word '.repeat(200)], command: 'odd' });
  });

  it.each([
    ['en', 'admin', 'Sorry, /odd is for admins.'],
    ['fr', 'admin', 'Désolé, /impair est réservée aux admins.'],
    ['en', 'known', 'I need an encrypted DM (PKI) from your node for this.'],
    ['fr', 'known', 'Il me faut un DM chiffré (PKI) de votre nœud.'],
  ] as const)('says in %s what is missing for the role %s', async (language, role, words) => {
    const { ask } = aRouter({ role });
    expect(await ask('/odd', { language, user: { id: 'mesh:!1', name: 'X', role: 'any' } })).toBe(words);
  });

  it('lets an admin do what the known may', async () => {
    const { ask } = aRouter({ role: 'known' });
    expect(await ask('/odd', { user: { id: 'mesh:!1', name: 'X', role: 'admin' } })).toBe('fine');
  });

  it('says where a command works', async () => {
    expect(
      await aRouter({ places: ['direct', 'channel'] }).router.handle(aConsoleRequest('odd')),
    ).toMatchObject({
      pages: ['/odd works by DM or channel.'],
    });
    expect(await aRouter({ places: ['console'] }).ask('/odd', { language: 'fr' })).toBe(
      '/impair marche en console.',
    );
    const { ask } = aRouter({ places: ['telegram', 'listed-channel', 'console'] });
    expect(await ask('/odd')).toBe('/odd works by channel or console.');
  });

  it('says that a command is not set up', async () => {
    const { ask } = aRouter({ isAvailable: () => false });
    expect(await ask('/odd')).toBe('/odd is not set up here.');
    expect(await ask('/odd', { language: 'fr' })).toBe("/impair n'est pas configurée ici.");
  });
});

describe('what is no command', () => {
  it.each([
    ['/pong', 'en', 'Unknown: /pong. Did you mean /ping? /help'],
    ['/metoe', 'fr', 'Inconnue : /metoe. Vouliez-vous /meteo ? /aide'],
    ['/noeud', 'fr', 'Inconnue : /noeud. Vouliez-vous /noeuds ? /aide'],
    ['/topology', 'en', 'Unknown: /topology. /help'],
    ['/hepl', 'en', 'Unknown: /hepl. Did you mean /help?'],
    ['/aidee', 'fr', 'Inconnue : /aidee. Vouliez-vous /aide ?'],
    ['/aidee', 'en', 'Unknown: /aidee. Did you mean /help?'],
    ['//', 'en', 'Unknown: //. /help'],
    ['/x', 'fr', 'Inconnue : /x. /aide'],
    ['/4 2', 'en', 'Unknown: /4. /help'],
    [`/${'x'.repeat(300)}`, 'en', `Unknown: /${'x'.repeat(40)}…. /help`],
  ] as const)('%s is answered in a DM', async (text, language, answer) => {
    expect(await aDesk().ask(text, { language })).toBe(answer);
  });

  it('is told how to say something, by what the asker may use', async () => {
    const admin = { id: 'mesh:!1', name: 'X', role: 'admin' } as const;
    expect(await aDesk().ask('/send hello', { user: admin })).toBe(
      'Unknown: /send. Did you mean /announce? /help',
    );
    const answer = COMMON.fr.unknown('envoyer', ['dire', 'annonce']);
    expect(answer).toBe('Inconnue : /envoyer. Vouliez-vous /dire ou /annonce ? /aide');
    const stranger = { id: 'mesh:!1', name: 'X', role: 'any' } as const;
    expect(await aDesk().ask('/send hello', { user: stranger })).toBe('Unknown: /send. /help');
  });

  it('is told how to learn how things are', async () => {
    expect(await saidAtConsole(aDesk(), 'status')).toBe(
      'Unknown: /status. Did you mean /health, /link or /diag? /help',
    );
    expect(await aDesk().ask('/état', { language: 'fr', user: { id: 'x', name: 'X', role: 'any' } })).toBe(
      'Inconnue : /état. Vouliez-vous /lien ? /aide',
    );
  });

  it('is not guessed to be something that the asker may not use', async () => {
    const user = { id: 'mesh:!1', name: 'X', role: 'any' } as const;
    expect(await aDesk().ask('/ecco', { user })).toBe('Unknown: /ecco. /help');
    expect(await aDesk().ask('/ecco')).toBe('Unknown: /ecco. Did you mean /echo? /help');
  });

  it('gets a friendly hint once a day, in the language that was chosen', async () => {
    const desk = aDesk();
    expect(await desk.ask('hello')).toBe('Hi Alpha, I am a bot. Try /help');
    await desk.clock.advance(23 * 3_600_000);
    expect(await desk.ask('anybody?')).toBeUndefined();
    await desk.ask('/lang fr');
    await desk.clock.advance(3_600_000);
    expect(await desk.ask('salut')).toBe('Bonjour Alpha, je suis un robot. Essayez /aide');
  });

  it('is asked for the command behind a prefix that stands alone, where the air is free', async () => {
    const desk = aDesk();
    expect(await saidAtConsole(desk, ' / ')).toBe('Which command? Try /help');
    expect(await saidAtConsole(desk, '/', 'fr')).toBe('Quelle commande ? Essayez /aide');
    expect(await desk.ask('/', { platform: 'telegram', isDirect: false })).toBeUndefined();
    expect(await desk.ask('hello', { platform: 'telegram' })).toBeUndefined();
    expect(await desk.ask('/')).toBe('Hi Alpha, I am a bot. Try /help');
  });

  it('gets nothing on a channel', async () => {
    const desk = aDesk({ channels: { ...DEFAULT_BOT_SETTINGS.channels, commands: [toChannelIndex(0)] } });
    expect(await desk.ask('hello', { isDirect: false })).toBeUndefined();
    expect(await desk.ask('/pong', { isDirect: false })).toBeUndefined();
  });

  it('gets no hint when the mesh has had enough', async () => {
    const limits = { ...WIDE_LIMITS, global: { answers: 1, seconds: 300 } };
    const desk = aDesk({ limits });
    await desk.ask('/ping');
    expect(await desk.ask('hello')).toBeUndefined();
    await desk.clock.advance(300_000);
    expect(await desk.ask('hello')).toBe('Hi Alpha, I am a bot. Try /help');
  });
});

describe('whatever is asked', () => {
  const word = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 30 }),
    fc.string({ unit: 'binary', maxLength: 30 }),
  );
  const command = fc.constantFrom(
    ...aDesk().bot.registry.commands.flatMap(({ name, aliases }) => [name, ...aliases]),
  );
  const line = fc.oneof(
    word,
    fc
      .tuple(command, fc.array(word, { maxLength: 3 }))
      .map(([name, args]) => `/${[name, ...args].join(' ')}`),
    fc
      .tuple(command, fc.constantFrom('all', 'new', 'ALPH', '"', '!16fad3dc', '2', 'fr', 'a'))
      .map(([name, arg]) => `/${name} ${arg}`),
  );
  const names = fc.record({
    long: fc.string({ unit: 'grapheme', maxLength: 60 }),
    short: fc.string({ unit: 'grapheme', maxLength: 8 }),
  });
  const number = fc.option(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { nil: undefined });
  const facts = fc.record(
    {
      rxSnr: fc.double({ min: -40, max: 40, noNaN: true }),
      rxRssi: fc.integer({ min: -200, max: 20 }),
      hopsAway: fc.integer({ min: 0, max: 7 }),
      relayNode: fc.integer({ min: 1, max: 255 }),
      viaMqtt: fc.boolean(),
    },
    { requiredKeys: [] },
  );

  it('never throws, and every page fits a packet', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({ line, names, number, facts, language: fc.constantFrom(...LANGUAGES) }),
        async (odd) => {
          const desk = aDesk();
          const user = aUser(odd.names.long, odd.names.short);
          const metrics = odd.number === undefined ? {} : { batteryLevel: odd.number, voltage: odd.number };
          desk.nodes.learn(aReport({ user, metrics }), NOW);
          const packet = aText(odd.line, odd.facts);
          desk.nodes.observe(packet);
          const asked = desk.answer(odd.line, { packet, language: odd.language });
          await desk.clock.advance(60_000);
          const answer = await asked;
          for (const page of answer?.pages ?? []) {
            expect(byteLength(page)).toBeLessThanOrEqual(200);
            expect(page.isWellFormed()).toBe(true);
            expect(page).not.toBe('');
          }
          expect(desk.log.find('command failed')).toEqual([]);
        },
      ),
      { numRuns: 150 },
    );
  });
});
