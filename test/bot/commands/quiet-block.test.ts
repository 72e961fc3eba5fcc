import { describe, expect, it } from 'vitest';
import { byteLength } from '../../../src/util/text.js';
import { aDesk, type Desk } from '../../support/bot-desk.js';
import { ALPHA, aConsoleRequest, aRequest, aUser, BRAVO, CHARLIE, NOW } from '../../support/builders.js';

const ADMIN = { id: 'mesh:!16fad3dc', name: 'Alpha', role: 'admin', nodeNum: ALPHA } as const;
const CHAR = { id: 'mesh:!3c9d1e42', name: 'Charlie', role: 'known', nodeNum: CHARLIE } as const;

function asAdmin(desk: Desk, text: string, language: 'en' | 'fr' = 'en') {
  return desk.ask(text, { user: ADMIN, language });
}

async function long(desk: Desk, text: string, language: 'en' | 'fr' = 'en') {
  return (await desk.bot.router.handle(aConsoleRequest(text, { language })))?.pages[0];
}

describe('quiet', () => {
  it('lets admins be answered and nobody else, for so long', async () => {
    const desk = aDesk();
    expect(await desk.ask('/quiet', { user: CHAR })).toBe('Sorry, /quiet is for admins.');
    expect(await asAdmin(desk, '/quiet')).toBe(
      'Quiet for 60 min: I answer admins only, severe alerts still go out. End: /quiet off',
    );
    expect(await desk.ask('/ping')).toBeUndefined();
    expect(await desk.ask('hello there')).toBeUndefined();
    expect(await asAdmin(desk, '/ping')).toContain('Pong');
    await desk.clock.advance(3_600_000);
    expect(await desk.ask('/ping')).toContain('Pong');
    expect(await desk.ask('hello there')).toContain('I am a bot');
  });

  it('ends when an admin ends it', async () => {
    const desk = aDesk();
    expect(await asAdmin(desk, '/silence 90', 'fr')).toBe(
      "Silence 90 min : je ne réponds qu'aux admins, les alertes graves passent. Fin : /silence arret",
    );
    expect(await asAdmin(desk, '/quiet off')).toBe('No longer quiet: I answer everybody again.');
    expect(await desk.ask('/ping')).toContain('Pong');
    await desk.clock.advance(20_000);
    expect(await asAdmin(desk, '/quiet off')).toBe('I am not quiet: I answer everybody.');
    for (const word of ['0', '1441', 'x', '-5'])
      expect(await asAdmin(desk, `/quiet ${word}`)).toMatch(/^Usage: \/quiet/);
  });

  it('holds an announcement until the admin insists', async () => {
    const desk = aDesk();
    await asAdmin(desk, '/quiet');
    expect(await asAdmin(desk, '/announce hello')).toBe('Quiet until 15:05, held. Send anyway: /yes 2222');
    expect(desk.radio.sent).toEqual([]);
    await asAdmin(desk, '/yes 2222');
    expect(desk.radio.texts()).toEqual(['hello']);
  });
});

describe('block', () => {
  it('keeps silent for a node, also for whoever forges its number', async () => {
    const desk = aDesk();
    expect(await asAdmin(desk, '/block CHAR')).toBe(
      'Blocked Charlie !3c9d1e42 for 24h. End: /block off CHAR',
    );
    expect(await desk.ask('/ping', { user: CHAR })).toBeUndefined();
    expect(await desk.ask('/ping', { user: { ...CHAR, role: 'any' } })).toBeUndefined();
    expect(await desk.ask('/ping')).toContain('Pong');
    expect(await asAdmin(desk, '/block list')).toBe('Blocked: 1\nCHAR 1d left');
    expect(await asAdmin(desk, '/bloquer off CHAR', 'fr')).toBe("Charlie n'est plus bloqué.");
    expect(await desk.ask('/ping', { user: CHAR })).toContain('Pong');
    expect(await asAdmin(desk, '/block off char')).toBe('Charlie is not blocked.');
    await asAdmin(desk, '/block CHAR 1');
    expect(await asAdmin(desk, '/block off Charlie')).toBe('Charlie is no longer blocked.');
  });

  it('takes the hours behind a name of several words, and a number nobody has heard', async () => {
    const desk = aDesk();
    desk.nodes.learn(
      { nodeNum: BRAVO, user: aUser('Bravo on the hill', 'BRAV'), viaMqtt: false, isFavorite: false },
      NOW,
    );
    expect(await asAdmin(desk, '/bloquer Bravo on the hill 2j', 'fr')).toBe(
      'Bravo on the hill !2b4a7c10 bloqué 48h. Fin : /bloquer arret BRAV',
    );
    expect(await asAdmin(desk, '/block !0000abcd 1')).toBe('Blocked !0000abcd for 1h. End: /block off abcd');
    expect(await long(desk, 'block list')).toBe(
      'Blocked: 2\nNode                              Left\n!0000abcd                         1h\nBravo on the hill BRAV !2b4a7c10  2d',
    );
  });

  it('refuses admins, our own node and what is no node', async () => {
    const desk = aDesk({ admins: { nodes: [{ nodeNum: BRAVO }] } });
    expect(await asAdmin(desk, '/block BRAV')).toBe('Bravo is an admin: admins cannot be blocked.');
    expect(await asAdmin(desk, '/block BASE')).toBe('That is my own node.');
    expect(await asAdmin(desk, '/block nobody')).toContain('No node "nobody"');
    expect(await asAdmin(desk, '/block off')).toMatch(/^Usage: \/block/);
    expect(await asAdmin(desk, '/block list')).toBe('Nobody is blocked.');
  });

  it('fits one packet with the longest names', async () => {
    const desk = aDesk();
    const user = aUser('é'.repeat(19), '🙂');
    desk.nodes.learn({ nodeNum: CHARLIE, user, viaMqtt: false, isFavorite: false }, NOW);
    for (const language of ['en', 'fr'] as const) {
      const request = aRequest('/block !3c9d1e42 720', { user: ADMIN, language });
      const answer = await desk.bot.router.handle(request);
      expect(byteLength(answer?.pages[0] ?? '')).toBeLessThanOrEqual(200);
      expect(answer?.pages).toHaveLength(1);
      await desk.clock.advance(20_000);
    }
  });
});
