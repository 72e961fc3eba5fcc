import { describe, expect, it } from 'vitest';
import type { Outside } from '../../../src/bot/context.js';
import { type BotSettings, DEFAULT_BOT_SETTINGS } from '../../../src/bot/settings.js';
import type { LlmOutcome, LlmQuestion } from '../../../src/services/llm/llm.js';
import { byteLength } from '../../../src/util/text.js';
import { aDesk, type Desk } from '../../support/bot-desk.js';
import { aConsoleRequest, BRAVO, NOW } from '../../support/builders.js';
import { said } from '../../support/sky-desk.js';

const RANGE =
  'LoRa often reaches 2-10 km in town and 50+ km with clear line of sight. Antenna height matters more than power.';

/** A desk whose model ends every question as the test says. */
function aBotDesk(changes: Partial<BotSettings> = {}) {
  const asked: LlmQuestion[] = [];
  const model: { outcome: LlmOutcome; before: number | undefined; isWaiting: boolean } = {
    outcome: { kind: 'answer', text: RANGE, isCutOff: false },
    before: undefined,
    isWaiting: false,
  };
  const llm: Outside['llm'] = {
    ask: async (question) => {
      asked.push(question);
      return model.outcome;
    },
    placeOf: () => model.before,
    cancel: () => model.isWaiting,
  };
  return { desk: aDesk(changes, true, { llm }), asked, model };
}

function saidAlong(asked: readonly LlmQuestion[]): (readonly string[])[] {
  return asked.map(({ messages }) => messages.map(({ role, content }) => `${role}: ${content}`).slice(1));
}

describe('bot', () => {
  it('passes the question on and tells the answer', async () => {
    const { desk, asked } = aBotDesk();
    expect(await said(desk, '/bot How far does "LoRa" reach?')).toBe(RANGE);
    expect(asked).toMatchObject([{ person: 'mesh:!16fad3dc/proved', maxTokens: 400, timeoutMs: 120_000 }]);
    expect(saidAlong(asked)).toEqual([['user: How far does "LoRa" reach?']]);
    expect(asked[0]?.messages[0]?.content).toMatch(/^You are MeshBot.*English.*180 bytes/);
  });

  it('speaks to the model in the language of the asker, and says nothing of him', async () => {
    const { desk, asked } = aBotDesk();
    await said(desk, '/ia Quelle portée ?', 'fr');
    await desk.bot.router.handle(aConsoleRequest('/ai How far?'));
    expect(asked[0]?.messages[0]?.content).toMatch(/^Tu es MeshBot.*français.*180 octets/);
    expect(asked[1]).toMatchObject({ person: 'console/proved', maxTokens: 1500, timeoutMs: 300_000 });
    expect(asked[1]?.messages[0]?.content).toMatch(/2500 characters/);
    expect(JSON.stringify(asked.map(({ messages }) => messages))).not.toMatch(/Alpha|16fad3dc|BASE/);
  });

  it('sends its answer after everything else', async () => {
    const { desk } = aBotDesk();
    expect(await desk.answer('/bot hello')).toMatchObject({ priority: 'chat' });
  });

  it.each<[string, LlmOutcome, string, string]>([
    [
      'the machine is hot',
      { kind: 'hot', celsius: 63.2, limit: 60 },
      'Too warm for thinking: CPU 63.2° (limit 60). Try later.',
      'Trop chaud pour réfléchir : CPU 63,2° (limite 60). Plus tard !',
    ],
    [
      'the battery is low',
      { kind: 'weak', volts: 12.3, limit: 12.5 },
      'Saving the battery: 12.3V (limit 12.5). Try later.',
      "J'économise la batterie : 12,3V (limite 12,5). Plus tard !",
    ],
    [
      'the battery is hardly too low',
      { kind: 'weak', volts: 12.49, limit: 12.5 },
      'Saving the battery: 12.4V (limit 12.5). Try later.',
      "J'économise la batterie : 12,4V (limite 12,5). Plus tard !",
    ],
    [
      'too many wait',
      { kind: 'full', before: 4 },
      '4 questions before yours, ask again later.',
      '4 questions avant la vôtre, réessayez plus tard.',
    ],
    [
      'his last question waits',
      { kind: 'twice', before: 2 },
      'Your question waits, 2 before it. /bot stop ends it.',
      "Votre question attend, 2 avant elle. /ia stop l'arrête.",
    ],
    [
      'the server is away',
      { kind: 'down', since: NOW - 55 * 60_000 },
      'AI is off since 13:10.',
      "L'IA est coupée depuis 13:10.",
    ],
    [
      'it takes too long',
      { kind: 'late', afterMs: 120_000 },
      'No answer within 120 s.',
      'Pas de réponse en 120 s.',
    ],
    ['nothing is said', { kind: 'nothing' }, 'I have no answer to that.', "Je n'ai pas de réponse à cela."],
  ])('tells its asker when %s', async (_, outcome, english, french) => {
    const { desk, model } = aBotDesk();
    model.outcome = outcome;
    expect(await said(desk, '/bot hello')).toBe(english);
    expect(await said(desk, '/ia bonjour', 'fr')).toBe(french);
    expect(await said(desk, '/clear')).toBe('Forgotten (0 messages).');
  });

  it('tells the place of a question that waits, and can withdraw it', async () => {
    const { desk, model } = aBotDesk();
    expect(await said(desk, '/bot')).toBe('Usage: /bot question|stop. Ex: /bot range of LoRa');
    expect(await said(desk, '/bot stop')).toBe('No question of yours is waiting.');
    expect(await said(desk, '/ia annuler', 'fr')).toBe("Aucune question de vous n'attend.");
    Object.assign(model, { before: 0, isWaiting: true });
    expect(await said(desk, '/bot')).toBe('I am still thinking about your question. /bot stop ends it.');
    expect(await said(desk, '/ia', 'fr')).toBe("Je réfléchis encore à votre question. /ia stop l'arrête.");
    model.before = 1;
    expect(await said(desk, '/bot')).toBe('Your question waits, 1 before it. /bot stop ends it.');
    expect(await said(desk, '/bot cancel')).toBe('Stopped: your question is withdrawn.');
    expect(await said(desk, '/ia stop', 'fr')).toBe('Arrêté : votre question est retirée.');
    model.outcome = { kind: 'cancelled' };
    expect(await desk.answer('/bot hello')).toBeUndefined();
  });

  it('refuses what is too long to be asked', async () => {
    const { desk, asked } = aBotDesk();
    expect(await said(desk, `/bot ${'é'.repeat(96)}`)).toBe('Text too long: 192 bytes, 190 max.');
    const long = aConsoleRequest(`/bot ${'a'.repeat(2001)}`);
    expect(await desk.bot.router.handle(long)).toMatchObject({
      pages: ['Text too long: 2001 bytes, 2000 max.'],
    });
    expect(asked).toEqual([]);
  });

  it('may be used once in 20 s, but stopped at any time', async () => {
    const { desk } = aBotDesk();
    await desk.ask('/bot one');
    expect(await desk.ask('/bot two')).toMatch(/^⏳ \/bot: one per 20 s/);
    expect(await desk.ask('/bot stop')).toBe('No question of yours is waiting.');
  });

  it('is for those who are known, and where it is set up', async () => {
    const { desk } = aBotDesk();
    const user = { id: 'mesh:!2b4a7c10', name: 'Bravo', role: 'any', nodeNum: BRAVO } as const;
    expect(await desk.ask('/bot hello', { user })).toBe(
      'I need an encrypted DM (PKI) from your node for this.',
    );
    expect(await aDesk().ask('/bot hello')).toBe('/bot is not set up here.');
    expect(await aDesk().ask('/oubli', { language: 'fr' })).toBe("/oubli n'est pas configurée ici.");
  });

  it('says in its help when questions leave the house', async () => {
    const { desk } = aBotDesk();
    expect(await said(desk, '/help bot')).not.toMatch(/leave/);
    const away = aBotDesk({ chat: { ...DEFAULT_BOT_SETTINGS.chat, isLocal: false } });
    expect(await said(away.desk, '/help bot')).toMatch(/Your questions leave this house\. Ex: \/bot /);
    expect(await said(away.desk, '/aide ia', 'fr')).toMatch(/Vos questions quittent la maison/);
    expect(byteLength((await said(away.desk, '/aide ia', 'fr')) ?? '')).toBeLessThanOrEqual(200);
  });
});

describe('a talk', () => {
  it('is remembered for three exchanges, and forgotten at a word', async () => {
    const { desk, asked, model } = aBotDesk();
    for (const word of ['one', 'two', 'three', 'four']) {
      model.outcome = { kind: 'answer', text: `<${word}>`, isCutOff: false };
      await said(desk, `/bot ${word}`);
      await desk.clock.advance(20_000);
    }
    await said(desk, '/bot five');
    expect(saidAlong(asked).at(-1)).toEqual([
      'user: two',
      'assistant: <two>',
      'user: three',
      'assistant: <three>',
      'user: four',
      'assistant: <four>',
      'user: five',
    ]);
    expect(await said(desk, '/clear')).toBe('Forgotten (6 messages).');
    expect(await said(desk, '/oubli', 'fr')).toBe('Oublié (0 messages).');
  });

  it("is nobody else's, and not that of another place", async () => {
    const { desk, asked } = aBotDesk();
    await said(desk, '/bot one');
    const user = { id: 'mesh:!2b4a7c10', name: 'Bravo', role: 'known', nodeNum: BRAVO } as const;
    await desk.ask('/bot two', { user });
    await desk.bot.router.handle(aConsoleRequest('/bot three'));
    expect(saidAlong(asked).map((talk) => talk.length)).toEqual([1, 1, 1]);
  });

  it('is forgotten half an hour after its last word', async () => {
    const { desk, asked } = aBotDesk();
    await said(desk, '/bot one');
    await desk.clock.advance(29 * 60_000);
    await said(desk, '/bot two');
    await desk.clock.advance(30 * 60_000);
    await said(desk, '/bot three');
    expect(saidAlong(asked).map((talk) => talk.length)).toEqual([1, 3, 1]);
  });

  it('shows its length where there is room', async () => {
    const { desk } = aBotDesk();
    const answer = await desk.bot.router.handle(aConsoleRequest('/bot one'));
    expect(answer?.pages).toEqual([`${RANGE}\n\n(I remember 2 messages. /clear forgets them.)`]);
    const french = await desk.bot.router.handle(aConsoleRequest('/ia deux', { language: 'fr' }));
    expect(french?.pages[0]).toMatch(/\(Je me souviens de 4 messages\. \/oubli les efface\.\)$/);
  });
});

describe('a direct message that is no command', () => {
  const free = { chat: { ...DEFAULT_BOT_SETTINGS.chat, freeDm: true } };
  const plain = async (desk: Desk, changes = {}) => (await desk.answer('How far?', changes))?.pages;

  it('is a question to the model where the operator wishes it', async () => {
    const { desk, asked } = aBotDesk(free);
    expect(await plain(desk)).toEqual([RANGE]);
    expect(saidAlong(asked)).toEqual([['user: How far?']]);
  });

  it('gets the usual hint elsewhere, and from whom is not known', async () => {
    expect(await plain(aBotDesk().desk)).toEqual(['Hi Alpha, I am a bot. Try /help']);
    const user = { id: 'mesh:!16fad3dc', name: 'Alpha', role: 'any' } as const;
    const { desk, asked } = aBotDesk(free);
    expect(await plain(desk, { user })).toEqual(['Hi Alpha, I am a bot. Try /help']);
    expect(await plain(aDesk(free))).toEqual(['Hi Alpha, I am a bot. Try /help']);
    expect(asked).toEqual([]);
  });

  it('is no question when it is the sign of a command alone', async () => {
    const { desk, asked } = aBotDesk(free);
    expect(await desk.ask('/')).toBe('Hi Alpha, I am a bot. Try /help');
    expect(asked).toEqual([]);
  });

  it('is no question on a channel', async () => {
    const { desk, asked } = aBotDesk(free);
    expect(await plain(desk, { isDirect: false })).toBeUndefined();
    expect(asked).toEqual([]);
  });
});

describe('a long answer', () => {
  const sentence = 'Antenna height matters more than power, every metre counts. ';

  it('is told in three pages on the mesh, and ends with a sentence', async () => {
    const { desk, model } = aBotDesk();
    model.outcome = { kind: 'answer', text: sentence.repeat(30).trim(), isCutOff: true };
    const answer = await desk.answer('/bot hello');
    expect(answer?.pages).toHaveLength(3);
    for (const page of answer?.pages ?? []) expect(byteLength(page)).toBeLessThanOrEqual(200);
    expect(answer?.pages[0]).toMatch(/\(1\/3 \/more\)$/);
    expect(answer?.pages[2]).toMatch(/counts\. \(3\/3\)$/);
  });

  it('is cut between words and graphemes where no sentence ends', async () => {
    const { desk, model } = aBotDesk();
    model.outcome = { kind: 'answer', text: 'word '.repeat(300).trim(), isCutOff: false };
    const words = await desk.answer('/bot hello');
    expect(words?.pages[2]).toMatch(/ word… \(3\/3\)$/);
    await desk.clock.advance(20_000);
    model.outcome = { kind: 'answer', text: '👩‍👩‍👧'.repeat(100), isCutOff: false };
    const families = (await desk.answer('/ia bonjour', { language: 'fr' }))?.pages ?? [];
    expect(families.length).toBeLessThanOrEqual(3);
    const told = families.map((page) => page.replace(/ \(\d\/\d[^)]*\)$/, '')).join('');
    expect(told).toMatch(/^(👩‍👩‍👧)+…$/u);
  });

  it('is 3000 characters at most where there is room', async () => {
    const { desk, model } = aBotDesk();
    model.outcome = { kind: 'answer', text: `${'a'.repeat(2999)}👩‍👩‍👧 and more`, isCutOff: false };
    const [text = ''] = (await desk.bot.router.handle(aConsoleRequest('/bot hello')))?.pages ?? [];
    expect(text.split('\n')[0]).toBe(`${'a'.repeat(2999)}…`);
  });

  it('ends with an ellipsis where the model was cut off', async () => {
    const { desk, model } = aBotDesk();
    model.outcome = { kind: 'answer', text: 'It reaches', isCutOff: true };
    expect(await said(desk, '/bot hello')).toBe('It reaches…');
  });
});
