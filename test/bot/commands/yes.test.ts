import { expect, it } from 'vitest';
import { fingerprintOf } from '../../../src/mesh/key-store.js';
import { aDesk } from '../../support/bot-desk.js';
import { ALPHA, aConsoleRequest, aRequest, aText, KEY } from '../../support/builders.js';

const ADMIN = { user: { id: 'mesh:!16fad3dc', name: 'Alpha', role: 'admin', nodeNum: ALPHA } } as const;

it('says in both languages that a code is wrong or late', async () => {
  const desk = aDesk();
  expect(await desk.ask('/yes 7Q4K', ADMIN)).toBe('Code expired or wrong. Please start again.');
  expect(await desk.ask('/oui 7Q4K', { ...ADMIN, language: 'fr' })).toBe(
    'Code expiré ou faux. Recommencez, merci.',
  );
});

it('needs a code', async () => {
  expect(await aDesk().ask('/yes', ADMIN)).toBe('Usage: /yes CODE. Ex: /yes 7Q4K');
});

it('is for admins, and notes who tried', async () => {
  const desk = aDesk();
  const packet = aText('/yes 7Q4K', { pkiEncrypted: true, publicKey: KEY });
  expect(await desk.ask('/yes 7Q4K', { packet })).toBe('Sorry, /yes is for admins.');
  expect(await desk.ask('/confirm 7Q4K', { user: { ...aRequest('').user, role: 'any' }, packet })).toBe(
    'Sorry, /yes is for admins.',
  );
  await desk.bot.router.handle(aConsoleRequest('yes 7Q4K'));
  const refused = { at: desk.clock.now(), command: 'yes', result: 'refused' };
  expect(desk.audit.recent(9)).toEqual([
    { ...refused, who: 'console', proof: 'local user', platform: 'console' },
    { ...refused, who: 'mesh:!16fad3dc', proof: 'none', platform: 'mesh' },
    { ...refused, who: 'mesh:!16fad3dc', proof: `key ${fingerprintOf(KEY)}`, platform: 'mesh' },
  ]);
});

it('says nothing on a channel, and notes nothing: anybody could fill the log there', async () => {
  const desk = aDesk();
  expect(await desk.ask('/yes 7Q4K', { ...ADMIN, isDirect: false })).toBeUndefined();
  expect(desk.audit.recent(9)).toEqual([]);
});
