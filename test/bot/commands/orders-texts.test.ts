import { describe, expect, it } from 'vitest';
import { RELAY_TEXTS } from '../../../src/bot/commands/relay-texts.js';
import { TELL_TEXTS } from '../../../src/bot/commands/tell-texts.js';
import { TRUST_TEXTS } from '../../../src/bot/commands/trust-texts.js';
import { MAILBOX_TEXTS } from '../../../src/bot/mailbox-texts.js';
import { LANGUAGES } from '../../../src/bot/request.js';
import { BROADCAST_NUM } from '../../../src/mesh/ids.js';
import { byteLength } from '../../../src/util/text.js';
import { aDesk, type Desk } from '../../support/bot-desk.js';
import { ALPHA, aConsoleRequest, aText, BRAVO, CHARLIE } from '../../support/builders.js';

const NAME = 'é'.repeat(19);
const NUMBER = 99_999;
const ADMIN = { id: 'mesh:!16fad3dc', name: 'Alpha', role: 'admin', nodeNum: ALPHA } as const;

describe.each(LANGUAGES)('what is said of mail in %s', (language) => {
  const tell = TELL_TEXTS[language];
  const box = MAILBOX_TEXTS[language];

  it('fits one packet with the longest names and numbers', () => {
    const said = [
      tell.kept(NAME, tell.heardAgo('365d'), NUMBER),
      tell.kept(NAME, tell.notHeard, NUMBER),
      tell.held(NAME, 'unknown', NUMBER),
      tell.held(NAME, 'changed', NUMBER),
      [
        tell.waiting(3),
        ...[1, 2, 3].map((tries) => tell.line(NUMBER, 'ABCD', '20 sept 14:05', tell.tries(tries))),
      ].join('\n'),
      tell.line(NUMBER, 'ABCD', '20 sept 14:05', tell.onItsWay),
      tell.line(NUMBER, 'ABCD', '20 sept 14:05', tell.holds.unknown),
      tell.line(NUMBER, 'ABCD', '20 sept 14:05', tell.holds.changed),
      ...[tell.addresseeFull(NAME), tell.refused(NAME), tell.noLetter('x'.repeat(12)), tell.full(3)],
      ...[
        tell.cancelled(NUMBER),
        tell.tooLate(NUMBER),
        tell.off,
        tell.on,
        tell.onlyNodes,
        tell.isMe,
        tell.none,
      ],
      box.delivered(NUMBER, NAME, '18:22'),
      ...(['unknown', 'changed'] as const).map((hold) => box.held(NUMBER, NAME, hold)),
      ...(['expired', 'refused'] as const).map((loss) => box.lost(NUMBER, NAME, loss)),
    ];
    expect(said.filter((text) => byteLength(text) > 200 || text === '')).toEqual([]);
  });
});

it('what trust says has all its facts in both languages', () => {
  const facts = { who: 'Alpha ALPH !16fad3dc', key: 'KEY=', age: 'AGE' };
  for (const language of LANGUAGES) {
    const text = TRUST_TEXTS[language];
    for (const question of [text.ask(facts), text.askNoMore(facts)])
      for (const fact of [...Object.values(facts), /: (yes and|oui et) /]) expect(question).toMatch(fact);
    const { trusted, noLonger, fixed, noKey, changed, changedNow, wasNot } = text;
    for (const say of [trusted, noLonger, fixed, noKey, changed, changedNow, wasNot])
      expect(say('Bravo')).toContain('Bravo');
    expect(text.notListed('Bravo', '!2b4a7c10')).toMatch(/Bravo .*!2b4a7c10/);
  }
});

describe('in French', () => {
  async function french(desk: Desk, ...lines: readonly string[]): Promise<(string | undefined)[]> {
    const answers: (string | undefined)[] = [];
    for (const line of lines) {
      answers.push(await desk.ask(line, { user: ADMIN, language: 'fr' }));
      await desk.clock.advance(20_000);
    }
    return answers;
  }

  it('block answers as in English', async () => {
    const desk = aDesk({ admins: { nodes: [{ nodeNum: BRAVO }] } });
    const lines = [
      '/bloquer list',
      '/bloquer CHAR',
      '/bloquer list',
      '/bloquer off DELT',
      '/bloquer BRAV',
      '/bloquer BASE',
    ];
    expect(await french(desk, ...lines)).toEqual([
      "Personne n'est bloqué.",
      'Charlie !3c9d1e42 bloqué 24h. Fin : /bloquer arret CHAR',
      'Bloqués : 1\nCHAR encore 23h59',
      "Delta n'est pas bloqué.",
      'Bravo est admin : un admin ne se bloque pas.',
      "C'est mon propre nœud.",
    ]);
  });

  it('quiet and announce answer as in English', async () => {
    const desk = aDesk();
    expect(await french(desk, '/silence', '/annonce bonsoir', '/silence off', '/silence off')).toEqual([
      "Silence 60 min : je ne réponds qu'aux admins, les alertes graves passent. Fin : /silence arret",
      "Silence jusqu'à 15:05, retenu. Envoyer quand même : /oui 2222",
      'Fin du silence : je réponds de nouveau à tous.',
      'Pas de silence en cours : je réponds à tous.',
    ]);
  });

  it('missed answers as in English', async () => {
    const desk = aDesk();
    const say = (from: typeof BRAVO, hopsAway: number, text: string) => {
      const at = desk.clock.now() - 60_000;
      desk.hear(
        aText(text, { from, to: BROADCAST_NUM, isDirect: false, hopsAway, rxTime: at, receivedAt: at }),
      );
    };
    const long = async (language: 'en' | 'fr') =>
      (await desk.bot.router.handle(aConsoleRequest('missed 1', { language })))?.pages[0];
    say(BRAVO, 0, 'bonjour');
    say(CHARLIE, 1, 'salut');
    expect(await long('fr')).toMatch(/direct\) : bonjour|direct\): bonjour\n.*1 saut\): salut/s);
    expect(await long('en')).toMatch(/direct\): bonjour\n.*1 hop\): salut/s);
    say(BRAVO, 3, 'encore');
    const at = desk.clock.now() - 1000;
    desk.radio.facts = { outages: [{ reason: 'silent', startedAt: at, endedAt: at + 500 }] };
    expect(await long('fr')).toMatch(/3 sauts\): encore\nTrou : je n'ai démarré.*\nTrou : lien coupé \d/s);
    for (let n = 0; n < 40; n++) say(CHARLIE, 1, `${n} ${'x'.repeat(100)}`);
    expect(await desk.ask('/loupe 1', { language: 'fr' })).toMatch(/^40 msg depuis 13:05, les \d derniers :/);
  });

  it('the orders to restart answer as in English', async () => {
    const desk = aDesk();
    desk.radio.facts = { state: 'waiting' };
    expect(await french(desk, '/rebootnode', '/redemarrer')).toEqual([
      "Pas de lien avec le nœud : il ne m'entend pas. Voir /lien",
      'Personne ne me relancerait : je ne suis ni un service systemd ni dans un conteneur.',
    ]);
  });
});

it('what relay says has all its facts in both languages', () => {
  for (const language of LANGUAGES) {
    const { on, off, other, status, paused, renamed, noChannel, taken } = RELAY_TEXTS[language];
    for (const say of [on, off, paused, noChannel, taken]) expect(say('FACT')).toContain('FACT');
    for (const say of [other, status]) expect(say('ONE', 'TWO')).toMatch(/ONE.*TWO/);
    expect(renamed('ONE', 'OLD', 'NEW')).toMatch(/ONE.*NEW.*OLD/);
  }
});
