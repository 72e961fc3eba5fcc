import { describe, expect, it } from 'vitest';
import { House } from '../../../src/bot/house.js';
import type { Language } from '../../../src/bot/request.js';
import { roleOf } from '../../../src/platforms/mesh-role.js';
import { aDesk, type Desk } from '../../support/bot-desk.js';
import {
  ALPHA,
  aConsoleRequest,
  aText,
  BRAVO,
  CHARLIE,
  KEY,
  NOW,
  OTHER_KEY,
} from '../../support/builders.js';

const SHOWN = Buffer.from(KEY).toString('base64');
const END = SHOWN.slice(-5, -1);
const PROOF = { pkiEncrypted: true, publicKey: KEY };

async function say(desk: Desk, text: string, language: Language = 'en') {
  return (await desk.bot.router.handle(aConsoleRequest(text, { language })))?.pages[0] ?? '';
}

function aPlace(admins: Parameters<typeof aDesk>[0] = { admins: { nodes: [{ nodeNum: ALPHA }] } }) {
  const house = new House({ now: () => NOW });
  const desk = aDesk(admins, true, {}, { house });
  const role = (packet = aText('/quiet', PROOF)) =>
    roleOf(packet, { ...desk, house, keysOf: (nodeNum) => desk.keys.keeper.of(nodeNum) });
  return { desk, house, role };
}

describe('trust', () => {
  it('makes an admin of a node by the end of its key, and untrust takes it back', async () => {
    const { desk, role } = aPlace();
    desk.keys.announce(ALPHA);
    expect(role()).toBe('known');
    expect(await say(desk, 'trust ALPH')).toBe(
      `Alpha ALPH !16fad3dc\nKey ${SHOWN}\nFirst seen 0 s ago.\nCompare it with the node's own screen or app. If it is the same, type within 2 min: yes and the last 4 characters before the "="`,
    );
    expect(await say(desk, `yes ${END.toLowerCase()}`)).toBe('Code expired or wrong. Please start again.');
    expect(role()).toBe('known');
    expect(await say(desk, `yes ${END}`)).toBe('Alpha is an admin now, by encrypted DM under this key.');
    expect(role()).toBe('admin');
    expect(role(aText('/quiet', { ...PROOF, publicKey: OTHER_KEY }))).toBe('any');
    expect(role(aText('/quiet', { ...PROOF, isDirect: false }))).toBe('any');
    expect(await say(desk, 'mefiance ALPH', 'fr')).toContain(`Clé ${SHOWN}\nApprouvée il y a`);
    expect(await say(desk, `oui ${END}`, 'fr')).toBe("Alpha n'est plus admin.");
    expect(role()).toBe('known');
    expect(await say(desk, 'untrust ALPH')).toBe('No key of Alpha was trusted.');
    expect(desk.audit.recent(1)[0]).toMatchObject({
      who: 'console',
      command: 'untrust ALPH',
      result: 'refused',
    });
  });

  it('says what is missing', async () => {
    const key = { nodeNum: BRAVO, publicKey: KEY };
    const { desk } = aPlace({ admins: { nodes: [{ nodeNum: ALPHA }, key] } });
    expect(await say(desk, 'trust CHAR')).toBe(
      'Charlie is not in admins.nodes. Add !3c9d1e42 there and restart me first.',
    );
    expect(await say(desk, 'trust BRAV')).toBe(
      'The key of Bravo stands in the configuration (admins.nodes): change it there.',
    );
    expect(await say(desk, 'trust ALPH')).toBe('I know no key of Alpha yet: wait for its node info.');
    desk.keys.announce(ALPHA);
    desk.keys.announce(ALPHA, OTHER_KEY);
    expect(await say(desk, 'trust ALPH')).toBe(
      'The key of Alpha has changed. Compare it, then: keys accept NODE',
    );
  });

  it('is not given to a key that changed while the person compared', async () => {
    const { desk, role } = aPlace();
    desk.keys.announce(ALPHA);
    await say(desk, 'trust ALPH');
    desk.keys.announce(ALPHA, OTHER_KEY);
    desk.keys.keeper.accept(ALPHA);
    expect(await say(desk, `yes ${END}`)).toBe('The key of Alpha has just changed: nothing done.');
    expect(role()).toBe('any');
  });

  const accept = async (desk: Desk) => {
    const question = await say(desk, 'keys accept ALPH');
    expect(await say(desk, `yes ${question.slice(-4)}`)).toMatch(/^Alpha: key .* is trusted now\.$/);
  };

  it('ends with a key that is accepted in its place', async () => {
    const { desk, house, role } = aPlace();
    desk.keys.announce(ALPHA);
    house.trust(ALPHA, KEY);
    const other = aText('/quiet', { ...PROOF, publicKey: OTHER_KEY });
    desk.keys.announce(ALPHA, OTHER_KEY);
    expect([role(), role(other)]).toEqual(['admin', 'any']);
    await accept(desk);
    expect([role(), role(other)]).toEqual(['any', 'known']);
  });

  it('stays with its key when that is accepted in place of one that was forged before', async () => {
    const { desk, house, role } = aPlace();
    desk.keys.announce(ALPHA, OTHER_KEY);
    house.trust(ALPHA, KEY);
    desk.keys.announce(ALPHA);
    expect(role()).toBe('admin');
    await accept(desk);
    expect(role()).toBe('admin');
  });
});

describe('users and audit', () => {
  it('show who may do what, and who did it', async () => {
    const nodes = [{ nodeNum: ALPHA }, { nodeNum: BRAVO, publicKey: KEY }, { nodeNum: CHARLIE }];
    const { desk, house } = aPlace({ admins: { nodes } });
    expect(await say(desk, 'audit')).toBe('No order of an admin so far.');
    house.trust(CHARLIE, KEY);
    desk.keys.announce(CHARLIE, OTHER_KEY);
    expect(await say(desk, 'users')).toBe(
      [
        'Admins on the mesh (admins.nodes)',
        'Alpha ALPH !16fad3dc: not yet: trust NODE',
        'Bravo BRAV !2b4a7c10: by the key in the configuration',
        'Charlie CHAR !3c9d1e42: not now: its key has changed, keys NODE',
        '',
        'Nobody has proved yet who he is.',
      ].join('\n'),
    );
    await desk.ask('/subscribe vigi');
    await desk.ask('/announce x');
    expect(await say(desk, 'utilisateurs', 'fr')).toMatch(
      /Id +Nom +Rôle +Dernier usage +Alertes\nmesh:!16fad3dc +Alpha +connu +il y a 0 s/,
    );
    const told = await say(desk, 'audit 2');
    expect(told).toMatch(/^When +Who +Proof +Order +Result\n/);
    expect(told).toMatch(/20 Nov 14:05:31 +console +local user +utilisateurs +done\n/);
    expect(told).toMatch(/mesh:!16fad3dc +none|mesh:!16fad3dc +key/);
    for (const proof of ['none', 'key ab12', 'telegram account'])
      desk.audit.record({ at: NOW, who: 'X', platform: 'x', command: 'x', result: 'done', proof });
    expect(await say(desk, 'audit 3')).toMatch(
      /X +telegram account +x +done\n.*X +key ab12 +x +done\n.*none/,
    );
    expect(await say(desk, 'audit 6', 'fr')).toMatch(
      /X +compte Telegram +x +fait\n.*X +clé ab12 +x +fait\n.*X +aucune +x +fait\n.*console +utilisateur local +audit 2 +fait/,
    );
    for (const bad of ['0', '501', 'x']) expect(await say(desk, `audit ${bad}`)).toMatch(/^Usage/);
    expect(await desk.ask('/audit')).toBe('/audit works by console.');
  });

  it('say so when there is no admin on the mesh', async () => {
    const { desk } = aPlace({});
    expect(await say(desk, 'users')).toContain('No admins on the mesh: admins.nodes is empty.');
  });
});
