import { beforeEach, describe, expect, it } from 'vitest';
import { aDesk } from '../../support/bot-desk.js';
import { aReport, aRequest, aUser, CHARLIE } from '../../support/builders.js';
import { ADMIN, STRANGER, TelegramDesk, USER } from '../../support/telegram-desk.js';

const LOCK_MS = 3_600_000;

let desk: TelegramDesk;

beforeEach(async () => {
  desk = await TelegramDesk.open();
  await desk.start();
});

/** What the operator reads at his console. */
async function atConsole(text: string): Promise<string> {
  const user = { id: 'console', name: 'console', role: 'admin' } as const;
  const request = { ...aRequest(text), platform: 'console', user, isBrief: false } as const;
  return (await desk.desk.bot.router.handle(request))?.pages[0] ?? '';
}

/** What somebody has read so far. */
function told(id: number): readonly string[] {
  return desk.api.sent.filter(({ chat }) => chat === id).map(({ text }) => text);
}

/** As many wrong codes, five by each of a crowd. */
async function guessed(codes: number, firstId = 1000): Promise<void> {
  const pair = desk.desk.bot.registry.find('pair');
  for (let guess = 0; guess < codes; guess++) {
    const user = { id: `telegram:${firstId + Math.floor(guess / 5)}`, name: 'x', role: 'any' } as const;
    const request = { ...aRequest('/pair 22222222'), platform: 'telegram', user } as const;
    const call = { request, language: 'en', args: ['22222222'], rest: '22222222' } as const;
    expect(() => pair?.run({ ...call, signal: AbortSignal.abort() })).toThrow('wrong or too old');
  }
}

async function aCode(role: string): Promise<string> {
  return /[2-9A-Z]{8}/.exec(await atConsole(`pair ${role}`))?.[0] ?? '';
}

describe('pairing', () => {
  it('admits who shows the code of the console, over restarts, and gives him his menu', async () => {
    const code = await aCode('user');
    await desk.until(() => desk.api.menus.length === 8);
    expect(await desk.ask(STRANGER, `/pair ${code.toLowerCase()}`)).toMatch(
      /^Welcome, you are paired as user\./,
    );
    await desk.until(() =>
      desk.api.menus.some(({ scope }) => (scope as { chat_id?: number })?.chat_id === STRANGER),
    );
    expect(await desk.ask(STRANGER, '/whoami')).toContain('Role known');
    expect(await desk.ask(STRANGER, '/announce hello')).toBe('Sorry, /announce is for admins.');
    await desk.end();
    await desk.start();
    expect(await desk.ask(STRANGER, '/whoami')).toContain('Role known');
    const audited = desk.log.find('paired');
    expect(audited[0]?.fields).toEqual({ user: 'telegram:99', role: 'known' });
  });

  it('takes a code once, and within ten minutes', async () => {
    const code = await aCode('admin');
    await desk.ask(STRANGER, `/pair ${code}`);
    expect(await desk.ask(98, `/pair ${code}`)).toBe('This code is wrong or too old.');
    const late = await aCode('admin');
    await desk.clock.advance(600_001);
    expect(await desk.ask(98, `/pair ${late}`)).toBe('This code is wrong or too old.');
    expect(desk.users.people.map(({ userId, role }) => [userId, role])).toEqual([['telegram:99', 'admin']]);
  });

  it('notes in the audit log who was admitted and who was not', async () => {
    await desk.ask(STRANGER, `/pair ${await aCode('admin')}`);
    await desk.ask(98, '/pair 22222222');
    const notes = desk.desk.audit
      .recent(10)
      .map(({ who, proof, command, result }) => [who, proof, command, result]);
    expect(notes).toEqual([
      ['telegram:98', 'none', '/pair', 'refused'],
      ['telegram:99', 'pairing code', '/pair', 'done'],
      ['console', 'local user', 'pair admin', 'done'],
    ]);
  });

  it('locks who guesses for an hour after five wrong codes, and nobody else', async () => {
    const code = await aCode('user');
    for (let guess = 0; guess < 40; guess++) desk.api.say(STRANGER, `/pair AAAA${1000 + guess}`);
    desk.api.say(98, `/pair ${code}`);
    await desk.pass(20_000);
    expect(told(98)).toEqual([expect.stringMatching(/^Welcome, you are paired as user\./)]);
    const guesser = told(STRANGER);
    expect(guesser.slice(0, 5)).toEqual(Array(5).fill('This code is wrong or too old.'));
    expect(guesser.slice(5).every((text) => /^Too many wrong codes: pairing is locked for/.test(text))).toBe(
      true,
    );
    expect(guesser).toHaveLength(10);
    await desk.clock.advance(LOCK_MS - 120_000);
    const good = await aCode('admin');
    expect(await desk.ask(STRANGER, `/pair ${good}`)).toMatch(/locked for \d+ (min|s)/);
    await desk.clock.advance(120_000);
    expect(await desk.ask(STRANGER, `/pair ${good}`)).toMatch(/^Welcome, you are paired as admin/);
    expect(desk.log.find('pairing locked: too many wrong codes')).toEqual([]);
  });

  it('leaves room for the right code while a stranger talks without end', async () => {
    const code = await aCode('user');
    for (let word = 0; word < 100; word++) desk.api.say(STRANGER, '/start');
    desk.api.say(98, `/pair ${code}`);
    await desk.pass(20_000);
    expect(told(98)).toEqual([expect.stringMatching(/^Welcome, you are paired as user\./)]);
    expect(told(STRANGER)).toHaveLength(10);
  });

  it('takes two hundred wrong codes in an hour and no more, whoever guesses, and voids no code by that', async () => {
    await guessed(199);
    expect(await atConsole('pair user')).toMatch(/^Code for a user/);
    for (let guess = 0; guess < 1000; guess++) desk.api.say(5000 + guess, `/pair AAAA${1000 + guess}`);
    await desk.pass(120_000);
    expect(desk.log.find('wrong pairing code')).toHaveLength(200);
    expect(desk.log.find('pairing locked: too many wrong codes')).toHaveLength(1);
    expect(await atConsole('pair admin')).toMatch(/^Too many wrong codes: pairing is locked for/);
    expect(desk.users.people).toEqual([]);
    await desk.clock.advance(LOCK_MS);
    expect(await desk.ask(STRANGER, `/pair ${await aCode('admin')}`)).toMatch(/^Welcome/);
  });

  it('has the codes of the console still, when the crowd that guessed is gone', async () => {
    await guessed(190);
    await desk.clock.advance(LOCK_MS - 300_000);
    const code = await aCode('user');
    await guessed(10, 2000);
    expect(await desk.ask(STRANGER, `/pair ${code}`)).toMatch(/^Too many wrong codes/);
    await desk.clock.advance(300_000);
    expect(await desk.ask(STRANGER, `/pair ${code}`)).toMatch(/^Welcome/);
  });

  it('calls people as they wish, and nobody as somebody else', async () => {
    expect(await desk.ask(USER, '/pair ZOÉ')).toBe('Your texts on the mesh begin with "ZOÉ: ".');
    for (const same of ['ZOÉ', 'zoe', 'ＺＯＥ', 'Z\u200bO\u200bE', '\u202eZOE'])
      expect(await desk.ask(ADMIN, `/pair ${same}`)).toMatch(/^Somebody else is called "[^\u200b\u202e]{3}"/);
    for (const none of [':/', '\u200b\u200b', '\u0301', '\u2800'])
      expect(await desk.ask(ADMIN, `/pair ${none}`)).toMatch(/^A short name has 1 to 4 characters that can/);
    expect(await desk.ask(ADMIN, '/pair 🙂')).toBe('Your texts on the mesh begin with "🙂: ".');
    await desk.ask(USER, '/echo hello');
    expect(desk.desk.radio.texts()).toEqual(['ZOÉ: hello']);
  });

  it('calls nobody as a node of the mesh, ours included, neither as he wishes nor as Telegram calls him', async () => {
    desk.nodes.learn(aReport({ nodeNum: CHARLIE, user: aUser('Éva', '🦊') }), desk.clock.now());
    for (const name of ['BRAV', 'brav', 'B\u200bR\u200bA\u200bV', '\u202eBRAV', 'BASE', 'Eva', '🦊'])
      expect(await desk.ask(USER, `/pair ${name}`)).toMatch(
        /^A node of the mesh is called "[^\u200b\u202e]{2,4}": choose another name\.$/,
      );
    const from = { id: USER, is_bot: false, first_name: 'Bravo' };
    await desk.ask(USER, '/say hello', { from });
    await desk.ask(USER, '/pair AB\u200b');
    await desk.ask(USER, '/say hello', { from });
    expect(desk.desk.radio.texts()).toEqual(['m:12: hello', 'AB: hello']);
    desk.users.set(`telegram:${USER}`, 'fr');
    expect(await desk.ask(USER, '/pair BRAV')).toMatch(/^Un nœud du réseau s'appelle « BRAV »/);
    desk.users.set(`telegram:${ADMIN}`, 'fr');
    expect(await desk.ask(ADMIN, '/pair ab')).toMatch(/^Quelqu'un d'autre s'appelle déjà « ab »/);
  });

  it('gives nobody a role for his name alone', async () => {
    await desk.ask(USER, '/pair ZOE');
    await desk.end();
    const other = await TelegramDesk.open({ telegram: { users: [] } });
    await other.start();
    other.users.putPerson({
      userId: `telegram:${USER}`,
      name: 'Bravo',
      role: 'any',
      shortName: 'ZOE',
      since: 1,
    });
    expect(await other.ask(USER, '/whoami')).toMatch(/^Hello! I do not know you yet/);
  });

  it('shows codes at the console alone, in the words of the language', async () => {
    expect(await atConsole('pair somebody')).toBe('Usage: pair admin, or pair user. It shows a code.');
    expect(await desk.ask(STRANGER, '/pair admin')).toBe('Sorry, /pair admin is for admins.');
    desk.users.set('console', 'fr');
    expect(await atConsole('pair user')).toMatch(
      /^Code pour un utilisateur, valable une fois pendant 10 min/,
    );
    expect(await atConsole('pair admin')).toMatch(/^Code pour un admin/);
  });

  it('shows whoever opens a console a code of its own accord, as long as nobody is an admin', async () => {
    expect(desk.desk.bot.welcome()).toBeUndefined();
    await desk.end();
    desk = await TelegramDesk.open({ telegram: { admins: [] } });
    await desk.start();
    const shown = desk.desk.bot.welcome() ?? '';
    expect(shown).toMatch(
      /^Nobody on Telegram is an admin yet\.\nCode for an admin, good once within 10 min: [2-9A-Z]{8}\nOn Telegram: \/pair/,
    );
    const code = /[2-9A-Z]{8}/.exec(shown)?.[0] ?? '';
    expect(JSON.stringify(desk.log.lines)).not.toContain(code);
    await desk.clock.advance(600_001);
    desk.users.set('console', 'fr');
    const again = desk.desk.bot.welcome() ?? '';
    expect(again).toMatch(/^Personne n'est encore admin sur Telegram\.\nCode pour un admin/);
    expect(await desk.ask(STRANGER, `/pair ${code}`)).toBe('This code is wrong or too old.');
    const good = /[2-9A-Z]{8}/.exec(again)?.[0];
    expect(await desk.ask(STRANGER, `/pair ${good}`)).toMatch(/^Welcome, you are paired as admin/);
    expect(desk.desk.bot.welcome()).toBeUndefined();
    await desk.end();
    await desk.start();
    expect(desk.desk.bot.welcome()).toBeUndefined();
  });

  it('shows no code where nobody may try one, and none where Telegram is switched off', async () => {
    await desk.end();
    desk = await TelegramDesk.open({ telegram: { admins: [] } });
    await desk.start();
    await guessed(200);
    expect(desk.desk.bot.welcome()).toMatch(/admin yet\.\nToo many wrong codes: pairing is locked for/);
    expect(aDesk().bot.welcome()).toBeUndefined();
  });

  it('speaks French to those who wish it', async () => {
    desk.users.set('telegram:99', 'fr');
    expect(await desk.ask(STRANGER, '/start')).toMatch(/^Bonjour ! Je ne vous connais pas encore/);
    expect(await desk.ask(STRANGER, '/pair 22222222')).toBe('Ce code est faux ou trop vieux.');
    expect(await desk.ask(STRANGER, `/pair ${await aCode('user')}`)).toMatch(
      /^Bienvenue, vous êtes utilisateur/,
    );
    expect(await desk.ask(STRANGER, '/pair ZOE')).toContain('« ZOE: »');
    expect(await desk.ask(STRANGER, '/start')).toMatch(/^Bonjour ZOE,/);
  });

  it('tells in French too that it is locked', async () => {
    desk.users.set('telegram:99', 'fr');
    for (let guess = 0; guess < 5; guess++) await desk.ask(STRANGER, '/pair 22222222');
    expect(await desk.ask(STRANGER, '/pair 22222222')).toMatch(
      /^Trop de codes faux : appairage bloqué pendant/,
    );
    expect(await desk.ask(USER, '/pair :')).toMatch(/^A short name has/);
    desk.users.set('telegram:12', 'fr');
    expect(await desk.ask(USER, '/pair :')).toMatch(/^Un nom court a/);
    desk.users.set('console', 'fr');
    expect(await atConsole('pair nobody')).toMatch(/^Usage : pair admin/);
  });
});
