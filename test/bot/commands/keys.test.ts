import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type NodeNum, toNodeNum } from '../../../src/mesh/ids.js';
import { byteLength } from '../../../src/util/text.js';
import { aDesk, type Desk } from '../../support/bot-desk.js';
import {
  ALPHA,
  aConsoleRequest,
  anOwnNode,
  aReport,
  aText,
  aUser,
  BASE,
  BRAVO,
  CHARLIE,
  KEY,
  NOW,
  OSCAR,
  OTHER_KEY,
} from '../../support/builders.js';
import { DAY, GOLF, HOUR, introduce, LONGEST_NAME, LONGEST_SHORT_NAME } from '../../support/history-story.js';
import { expectAnswers, said, saidAtConsole } from '../../support/sky-desk.js';

const MARCH = new Date(2026, 2, 12, 9).getTime();
const BRAVOS_KEY = new Uint8Array(Buffer.from('KzQ7mB4x'.padEnd(43, 'A'), 'base64'));
const ANOTHER_KEY = new Uint8Array(Buffer.from('9fA2bC3d'.padEnd(43, 'A'), 'base64'));
const ADMIN = { user: { id: 'mesh:!16fad3dc', name: 'Alpha', role: 'admin', nodeNum: ALPHA } } as const;

/** Long before today; the keys are told at the time of the clock. */
async function inMarch(): Promise<Desk> {
  const desk = aDesk();
  desk.clock.jump(MARCH - NOW);
  return desk;
}

function backToday(desk: Desk): void {
  desk.clock.jump(NOW - MARCH);
}

/** Heard of late, without a key. */
function hearOf(desk: Desk, nodeNum: NodeNum, name: string, short: string): void {
  desk.nodes.learn(aReport({ nodeNum, user: aUser(name, short), lastHeard: NOW - HOUR }), NOW);
}

/** Every second one of them has a key, and of some of those it changed. */
function hearOfMany(desk: Desk, count: number): void {
  for (let index = 0; index < count; index++) {
    hearOf(desk, toNodeNum(100 + index), LONGEST_NAME, LONGEST_SHORT_NAME);
    if (index % 2) desk.keys.announce(toNodeNum(100 + index), KEY);
    if (index % 4 === 1) desk.keys.announce(toNodeNum(100 + index), ANOTHER_KEY);
  }
}

function aDesktop(...known: readonly NodeNum[]): Desk {
  const desk = aDesk();
  for (const nodeNum of known) desk.keys.announce(nodeNum, KEY);
  return desk;
}

describe('/keys', () => {
  it('answers as the catalogue says', async () => {
    const desk = aDesk();
    introduce(desk);
    hearOf(desk, toNodeNum(0x71), 'Mike', 'MIKE');
    hearOf(desk, toNodeNum(0x72), 'November', 'NOVE');
    for (let index = 0; index < 142; index++) {
      hearOf(desk, toNodeNum(0x200 + index), `Node ${index}`, `N${index}`);
      desk.keys.announce(toNodeNum(0x200 + index), KEY);
    }
    for (const nodeNum of [ALPHA, BRAVO, CHARLIE, OSCAR, toNodeNum(0x4d71f0a8)])
      desk.keys.announce(nodeNum, KEY);
    const dm = { from: BRAVO, to: BASE, kind: 'encrypted', channelHash: 8 } as const;
    desk.hear(...[1, 2].map(() => ({ ...aText(''), ...dm }) as never));
    await expectAnswers(desk, {
      en: [
        '/keys',
        'Keys: 147 of 153 nodes (48h)\nMissing: FOXT GOLF KILO LIMA MIKE NOVE\nChanged: none\nDM I could not read today: 2',
      ],
      fr: [
        '/cles',
        'Clés : 147 sur 153 nœuds (48h)\nManquent : FOXT GOLF KILO LIMA MIKE NOVE\nChangées : aucune\nDM illisibles auj. : 2',
      ],
    });
  });

  it('tells of one node as the catalogue says', async () => {
    const desk = await inMarch();
    desk.keys.announce(BRAVO, BRAVOS_KEY);
    backToday(desk);
    desk.clock.jump(-2 * HOUR);
    desk.keys.announce(BRAVO, BRAVOS_KEY);
    desk.clock.jump(2 * HOUR);
    await expectAnswers(desk, {
      en: ['/keys BRAV', 'Bravo: key ok KzQ7mB4x since 12 Mar, confirmed by node info 2h ago. DM possible.'],
      fr: ['/cles BRAV', 'Bravo : clé ok KzQ7mB4x depuis le 12 mars, vue il y a 2h. DM possible.'],
    });
  });

  it('says what a missing key means', async () => {
    const desk = aDesk();
    introduce(desk);
    expect(await said(desk, '/keys FOXT')).toBe('Foxtrot: no key yet, a DM would fail.');
    expect(await said(desk, '/cles FOXT', 'fr')).toBe('Foxtrot : pas de clé, un DM échouerait.');
    expect(await saidAtConsole(desk, 'keys foxt')).toBe('Foxtrot: no key yet, a DM would fail.');
    expect(await said(desk, '/keys BASE')).toBe('Base: that is my own node.');
    expect(await said(desk, '/cles BASE', 'fr')).toBe("Base : c'est mon propre nœud.");
    expect(await said(desk, '/keys xyz')).toBe('No node "xyz". Try /nodes or its !id.');
  });

  it('says by what a key was learnt, and when our node holds none or another', async () => {
    const desk = aDesk();
    const told = (nodeNum: NodeNum, publicKey?: Uint8Array) =>
      aReport({ nodeNum, user: aUser('x', 'x', publicKey ? { publicKey } : {}) });
    desk.keys.ready([told(BRAVO, KEY)]);
    expect(await said(desk, '/keys BRAV')).toBe(
      'Bravo: key ok AQIDBAUG since 20 Nov, told by my node 0s ago. DM possible.',
    );
    await desk.clock.advance(2 * HOUR);
    desk.keys.announce(BRAVO, KEY);
    expect(await said(desk, '/keys BRAV ')).toContain('since 20 Nov, confirmed 0s ago. DM possible.');
    desk.keys.hear(aText('hi', { from: CHARLIE, pkiEncrypted: true, publicKey: KEY, receivedAt: NOW }));
    expect(await said(desk, '/keys CHAR')).toContain('since 20 Nov, confirmed by a DM 2h ago. DM possible.');
    desk.keys.ready([told(BRAVO), told(CHARLIE, OTHER_KEY)]);
    expect(await said(desk, '/keys brav')).toMatch(/\. My node lacks it and gets it before the next DM\.$/);
    expect(await said(desk, '/cles brav', 'fr')).toMatch(
      /\. Mon nœud ne l'a pas et la recevra avant le prochain DM\.$/,
    );
    desk.keys.announce(CHARLIE, KEY);
    expect(await said(desk, '/keys char')).toMatch(/\. My node holds another key: a DM would fail\.$/);
    expect(await said(desk, '/cles char', 'fr')).toMatch(/\. Mon nœud a une autre clé : un DM échouerait\.$/);
  });

  it('shows a table at the console, with advice', async () => {
    const desk = aDesktop(ALPHA, BRAVO, CHARLIE, OSCAR);
    desk.radio.own = anOwnNode();
    const told = (nodeNum: NodeNum, publicKey: Uint8Array) =>
      aReport({ nodeNum, user: aUser('x', 'x', { publicKey }) });
    desk.keys.ready([told(ALPHA, KEY), told(OSCAR, OTHER_KEY)]);
    desk.keys.announce(OSCAR, KEY);
    desk.keys.announce(BRAVO, ANOTHER_KEY);
    expect((await saidAtConsole(desk, 'keys'))?.split('\n')).toEqual([
      'Keys: 4 of 5 nodes (48h)',
      'DM I could not read today: 0',
      '',
      'Node                      Key       Since   Confirmed  In my node   Advice',
      'Alpha (ALPH !16fad3dc)    AQIDBAUG  20 Nov  0 s ago    yes          –',
      "Bravo (BRAV !2b4a7c10)    AQIDBAUG  20 Nov  0 s ago    another one  compare it with the owner's, then: keys accept BRAV",
      'Charlie (CHAR !3c9d1e42)  AQIDBAUG  20 Nov  0 s ago    no           given to my node before the next DM',
      'Delta (DELT !4d71f0a8)    –         –       –          no           no DM possible; its owner can send a node info',
      'Oscar (OSCR !5f20c3b7)    AQIDBAUG  20 Nov  0 s ago    another one  a DM would fail: have my node forget this node',
    ]);
    const french = await saidAtConsole(desk, 'cles', 'fr');
    expect(french).toContain(
      'Nœud                      Clé       Depuis  Confirmée   Dans mon nœud  Conseil',
    );
    expect(french).toContain('comparez avec son propriétaire, puis : cles accepter BRAV');
    expect((await saidAtConsole(desk, 'keys BRAV'))?.split('\n').slice(1)).toEqual([
      '',
      'Key       State    From       Since   Last seen',
      'AQIDBAUG  trusted  node info  20 Nov  0 s ago',
      '9fA2bC3d  waits    node info  20 Nov  0 s ago',
    ]);
    expect(await saidAtConsole(desk, 'cles BRAV', 'fr')).toContain(
      '\n9fA2bC3d  en attente  info nœud  20 nov',
    );
  });

  it('leaves out who was not heard for two days, and says when nobody was', async () => {
    const desk = aDesktop(ALPHA);
    desk.nodes.learn(aReport({ nodeNum: GOLF, lastHeard: NOW - 49 * HOUR }), NOW);
    expect(await said(desk, '/keys')).toMatch(/^Keys: 1 of 5 nodes \(48h\)\nMissing: BRAV CHAR DELT OSCR\n/);
    await desk.clock.advance(3 * DAY);
    expect(await said(desk, '/keys')).toBe(
      'Keys: 0 of 0 nodes (48h)\nMissing: none\nChanged: none\nDM I could not read today: 0',
    );
    expect(await said(desk, '/cles', 'fr')).toMatch(/^Clés : 0 sur 0 nœud \(48h\)\nManquent : aucune\n/);
    expect(await saidAtConsole(desk, 'keys')).toBe('Keys: 0 of 0 nodes (48h)\nDM I could not read today: 0');
  });

  it('does not know what it could not read while the records are away, or the node is unknown', async () => {
    const desk = aDesk();
    desk.memory().database.connection.exec('ALTER TABLE packets RENAME TO elsewhere');
    expect(await said(desk, '/keys')).toMatch(
      /\nDM I could not read today: \? \(records away since 14:05\)$/,
    );
    expect(await said(desk, '/cles', 'fr')).toMatch(
      /\nDM illisibles auj\. : \? \(relevés illisibles depuis 14:05\)$/,
    );
    desk.radio.own = undefined;
    expect(await said(desk, '/keys  ')).toMatch(/\nDM I could not read today: \?$/);
  });

  it('fits a page whatever the names', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 60 }),
        fc.constantFrom('en' as const, 'fr' as const),
        async (count, language) => {
          const desk = aDesk();
          hearOfMany(desk, count);
          const lines = ['/keys', ...(count > 1 ? ['/keys !00000064', '/keys !00000065'] : [])];
          const answers = await Promise.all(lines.map((line) => desk.answer(line, { language })));
          const pages = answers.flatMap((answer) => answer?.pages ?? []);
          expect(pages.length).toBeGreaterThanOrEqual(lines.length);
          expect(Math.max(...pages.map(byteLength))).toBeLessThanOrEqual(200);
        },
      ),
      { numRuns: 25 },
    );
  });
});

describe('/keys accept', () => {
  function aChange(): Desk {
    const desk = aDesktop(BRAVO);
    desk.nodes.learn(aReport({ nodeNum: BRAVO, user: aUser('Bravo', 'BRAV', { publicKey: KEY }) }), NOW);
    desk.keys.announce(BRAVO, ANOTHER_KEY);
    return desk;
  }

  it('says what changed, and what to do', async () => {
    const desk = aChange();
    await desk.clock.advance(HOUR);
    expect(await said(desk, '/keys BRAV')).toBe(
      'Bravo: key CHANGED, 9fA2bC3d seen 1h ago in place of AQIDBAUG since 20 Nov. ' +
        'Ask the owner, then an admin: /keys accept BRAV',
    );
    expect(await said(desk, '/cles BRAV', 'fr')).toBe(
      'Bravo : clé CHANGÉE, 9fA2bC3d vue il y a 1h au lieu de AQIDBAUG depuis le 20 nov. ' +
        'Demandez au propriétaire, puis un admin : /cles accepter BRAV',
    );
    expect(await said(desk, '/keys')).toContain('\nChanged: BRAV\n');
  });

  it('takes the key over once an admin has confirmed it', async () => {
    const desk = aChange();
    expect(await desk.ask('/keys accept BRAV', ADMIN)).toBe(
      "Take 9fA2bC3d for Bravo's key, in place of AQIDBAUG since 20 Nov? Confirm within 2 min: /yes 2222",
    );
    expect(desk.keys.keeper.changed()).toEqual([BRAVO]);
    expect(await desk.ask('/yes 2222', ADMIN)).toBe('Bravo: key 9fA2bC3d is trusted now.');
    expect(desk.keys.keeper.changed()).toEqual([]);
    expect(desk.nodes.get(BRAVO)?.firstKey).toEqual({ key: ANOTHER_KEY, seenAt: NOW });
    expect(await desk.ask('/keys BRAV')).toMatch(/^Bravo: key ok 9fA2bC3d since 20 Nov,/);
  });

  it('speaks French too', async () => {
    const desk = aChange();
    const french = { ...ADMIN, language: 'fr' } as const;
    expect(await desk.ask('/cles accept BRAV', french)).toBe(
      'Prendre 9fA2bC3d comme clé de Bravo, au lieu de AQIDBAUG depuis le 20 nov ? Confirmez sous 2 min : /oui 2222',
    );
    expect(await desk.ask('/oui 2222', french)).toBe('Bravo : la clé 9fA2bC3d est reconnue.');
    await desk.clock.advance(11_000);
    expect(await desk.ask('/cles accept BRAV', french)).toBe("Bravo : aucune clé changée n'attend.");
  });

  it('is for admins, and wants a node', async () => {
    const desk = aChange();
    expect(await desk.ask('/keys accept BRAV')).toBe('Sorry, /keys accept is for admins.');
    expect(await desk.ask('/keys accept', ADMIN)).toBe('Usage: /keys [NODE], accept NODE. Ex: /keys BRAV');
    expect(await desk.ask('/keys accept xyz', ADMIN)).toBe('No node "xyz". Try /nodes or its !id.');
    expect(await desk.ask('/keys accept CHAR', ADMIN)).toBe('Charlie: no changed key waits.');
  });

  it('takes no other key than the one that was shown', async () => {
    const desk = aChange();
    await desk.ask('/keys accept BRAV', ADMIN);
    await desk.clock.advance(20_000);
    desk.keys.announce(BRAVO, OTHER_KEY);
    expect(await desk.ask('/yes 2222', ADMIN)).toBe(
      'Bravo: the key changed again meanwhile. Please start again.',
    );
    await desk.clock.advance(20_000);
    const french = { ...ADMIN, language: 'fr' } as const;
    await desk.ask('/cles accept BRAV', french);
    await desk.clock.advance(20_000);
    desk.keys.announce(
      BRAVO,
      KEY.map((byte) => byte ^ 0x55),
    );
    expect(await desk.ask('/oui 2222', french)).toBe('Bravo : la clé a encore changé. Recommencez, merci.');
    expect(desk.keys.keeper.changed()).toEqual([BRAVO]);
  });

  it('has nothing to take when the trusted key came back meanwhile', async () => {
    const desk = aChange();
    await desk.ask('/keys accept BRAV', ADMIN);
    await desk.clock.advance(20_000);
    desk.keys.announce(BRAVO, KEY);
    expect(await desk.ask('/yes 2222', ADMIN)).toBe('Bravo: no changed key waits.');
  });

  it('works at the console', async () => {
    const desk = aChange();
    expect(await saidAtConsole(desk, 'keys accept Bravo')).toContain('/yes 2222');
    expect((await desk.bot.router.handle(aConsoleRequest('yes 2222')))?.pages[0]).toBe(
      'Bravo: key 9fA2bC3d is trusted now.',
    );
  });
});
