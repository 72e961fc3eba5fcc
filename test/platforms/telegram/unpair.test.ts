import { beforeEach, describe, expect, it } from 'vitest';
import type { Language } from '../../../src/bot/request.js';
import { aSubscription } from '../../contract/user-store.js';
import { aDesk } from '../../support/bot-desk.js';
import { aConsoleRequest, aRequest } from '../../support/builders.js';
import { ADMIN, STRANGER, TelegramDesk, USER } from '../../support/telegram-desk.js';

let desk: TelegramDesk;

beforeEach(async () => {
  desk = await TelegramDesk.open();
  await desk.start();
});

async function atConsole(text: string, language: Language = 'en'): Promise<string> {
  return (await desk.desk.bot.router.handle(aConsoleRequest(text, { language })))?.pages[0] ?? '';
}

async function pairing(id: number, role: string): Promise<void> {
  const code = /[2-9A-Z]{8}/.exec(await atConsole(`pair ${role}`))?.[0] ?? '';
  expect(await desk.ask(id, `/pair ${code}`)).toMatch(/^Welcome/);
}

/** The list of commands that was set last in his private chat. */
function menuOf(id: number): readonly string[] {
  const own = desk.api.menus.filter(({ scope }) => (scope as { chat_id?: number })?.chat_id === id);
  const { commands } = (own.at(-1) ?? {}) as { commands?: readonly { command: string }[] };
  return (commands ?? []).map(({ command }) => command);
}

describe('unpair', () => {
  it('makes a stranger of an admin at once, for good, with his menu and his subscriptions', async () => {
    await pairing(STRANGER, 'admin');
    desk.users.subscribe(aSubscription({ userId: `telegram:${STRANGER}` }));
    desk.users.subscribe(aSubscription({ userId: `telegram:${USER}` }));
    await desk.until(() => menuOf(STRANGER).length > 2);
    expect(await atConsole('unpair 99')).toBe('P99 telegram:99 is a stranger again: no role, no alerts.');
    expect(desk.telegram?.notify(`telegram:${STRANGER}`, 'news')).toBe(false);
    expect(await desk.ask(STRANGER, '/quiet 60')).toMatch(/^Hello! I do not know you yet/);
    expect(desk.house.quietUntil).toBeUndefined();
    await desk.until(() => menuOf(STRANGER).length === 2);
    expect(menuOf(STRANGER).toSorted()).toEqual(['pair', 'start']);
    await desk.end();
    await desk.start();
    expect(desk.users.people).toEqual([]);
    expect(desk.users.subscriptions.map(({ userId }) => userId)).toEqual([`telegram:${USER}`]);
    expect(desk.log.find('unpaired').map(({ fields }) => fields)).toEqual([{ user: 'telegram:99' }]);
  });

  it('takes the menu away when Telegram is back', async () => {
    await pairing(STRANGER, 'admin');
    await desk.until(() => menuOf(STRANGER).length > 2);
    await desk.pass(5000);
    desk.api.isDown = true;
    await atConsole('unpair 99');
    await desk.pass(120_000);
    expect(menuOf(STRANGER).length).toBeGreaterThan(2);
    desk.api.isDown = false;
    await desk.until(() => menuOf(STRANGER).length === 2);
  });

  it('stands in the audit log, done or refused', async () => {
    await pairing(STRANGER, 'user');
    await atConsole('unpair P99');
    await atConsole('unpair P99');
    const notes = desk.desk.audit.recent(2).map(({ who, command, result }) => [who, command, result]);
    expect(notes).toEqual([
      ['console', 'unpair P99', 'refused'],
      ['console', 'unpair P99', 'done'],
    ]);
  });

  it('finds people by the names that they have, and asks which one is meant of several', async () => {
    await pairing(98, 'user');
    await pairing(97, 'user');
    await desk.ask(98, '/pair ZOE');
    for (const userId of ['telegram:95', 'telegram:96'])
      desk.users.putPerson({ userId, name: 'Zoé Martin', role: 'known', since: 1 });
    expect(await atConsole('unpair zoe martin')).toBe(
      'Several people are called "zoe martin". Say which number: Zoé Martin telegram:95, Zoé Martin telegram:96',
    );
    expect(await atConsole('desappairer Zoé Martin', 'fr')).toMatch(
      /^Plusieurs personnes s'appellent « Zoé Martin »\. Dites le numéro : Zoé Martin telegram:95, /,
    );
    expect(await atConsole('unpair zoe')).toBe(
      'P98 ZOE telegram:98 is a stranger again: no role, no alerts.',
    );
    expect(await atConsole('unpair telegram:95')).toMatch(/^Zoé Martin telegram:95 is a stranger again/);
    expect(await atConsole('desappairer 96', 'fr')).toBe(
      "Zoé Martin telegram:96 est de nouveau inconnu : plus de rôle, plus d'alertes.",
    );
    expect(await atConsole('unpair 9')).toBe('Nobody who was paired is called "9". All of them: users');
    expect(desk.users.people.map(({ userId }) => userId)).toEqual(['telegram:97']);
  });

  it('says where those stand whom the configuration admits, and takes from them what a code gave', async () => {
    expect(await atConsole(`unpair ${ADMIN}`)).toBe(
      'telegram:11 was not paired, but stands in telegram.admins: remove the number there and restart me.',
    );
    await pairing(USER, 'admin');
    await desk.ask(USER, '/pair ZOE');
    expect(await atConsole('unpair 12')).toBe(
      'P12 ZOE telegram:12 is paired no more, and stays known by telegram.users in the configuration.',
    );
    expect(await desk.ask(USER, '/whoami')).toContain('Role known');
    expect(await atConsole('desappairer ZOE', 'fr')).toBe(
      "P12 ZOE telegram:12 n'a pas été appairé, mais figure dans telegram.users : retirez-y son numéro et redémarrez-moi.",
    );
    await pairing(ADMIN, 'user');
    expect(await atConsole('desappairer 11', 'fr')).toMatch(/et reste admin par telegram\.admins/);
  });

  it('works at the console alone, and only where somebody can be paired', async () => {
    const user = { id: `telegram:${ADMIN}`, name: 'P11', role: 'admin' } as const;
    const { channel: _channel, packet: _packet, ...asked } = aRequest('/unpair 99');
    const answer = await desk.desk.bot.router.handle({ ...asked, platform: 'telegram', user });
    expect(answer?.pages[0]).toBe('/unpair works by console.');
    const alone = aDesk();
    const request = aConsoleRequest('unpair 99');
    expect((await alone.bot.router.handle(request))?.pages[0]).toBe('/unpair is not set up here.');
    const command = alone.bot.registry.find('unpair');
    const call = { request, language: 'fr', args: ['9'], rest: '9', signal: AbortSignal.abort() } as const;
    expect(() => command?.run(call)).toThrow("Aucune personne appairée ne s'appelle « 9 »");
    const both = { ...call, language: 'en' } as const;
    expect(() => command?.run(both)).toThrow('Nobody who was paired is called "9"');
  });
});

describe('users', () => {
  it('shows who is admitted beyond the mesh, where, as what, and by what', async () => {
    await pairing(STRANGER, 'admin');
    await pairing(USER, 'admin');
    await desk.ask(USER, '/pair ZOE');
    expect(await atConsole('users')).toContain(
      [
        'People beyond the mesh',
        'Platform  Id  Name     Role   By',
        'telegram  11  –        admin  telegram.admins',
        'telegram  12  P12 ZOE  known  telegram.users',
        'telegram  12  P12 ZOE  admin  a code (unpair ID)',
        'telegram  99  P99      admin  a code (unpair ID)',
      ].join('\n'),
    );
    expect(await atConsole('utilisateurs', 'fr')).toMatch(
      /Personnes hors du mesh\nPlateforme +Numéro +Nom +Rôle +Par\n[\s\S]* un code \(desappairer NUMERO\)\n/,
    );
  });

  it('leaves that out where nobody is', async () => {
    await desk.end();
    desk = await TelegramDesk.open({ telegram: { admins: [], users: [] } });
    await desk.start();
    desk.users.putPerson({ userId: 'telegram:98', name: 'Alpha', role: 'any', since: 1 });
    expect(await atConsole('users')).not.toContain('beyond');
  });
});
