import { describe, expect, it } from 'vitest';
import { Users } from '../../src/bot/users.js';
import { toNodeNum } from '../../src/mesh/ids.js';
import { aDesk } from '../support/bot-desk.js';
import { ALPHA } from '../support/builders.js';

describe('a language', () => {
  it('chosen in the name of another changes nothing for him', async () => {
    const users = new Users();
    const desk = aDesk({}, true, {}, { users });
    const forged = { user: { id: 'mesh:!16fad3dc', name: 'Alpha', role: 'any', nodeNum: ALPHA } } as const;
    expect(await desk.ask('/lang fr', forged)).toBe('Langue : français. /lang en for English.');
    expect(await desk.ask('/ping')).toMatch(/^Pong Alpha!/);
    expect(users.get('mesh:!16fad3dc')).toBeUndefined();
    await desk.ask('/lang en');
    await desk.clock.advance(10_000);
    for (const word of ['fr', 'auto'])
      expect(await desk.ask(`/lang ${word}`, { ...forged, language: 'fr' })).toBe(
        'I need an encrypted DM (PKI) from your node for this.',
      );
    expect(users.get('mesh:!16fad3dc')).toBe('en');
  });

  it('holds for a node without a key until it is taken back, or many others came', async () => {
    const desk = aDesk();
    const without = (nodeNum: number) =>
      ({ user: { id: `mesh:${nodeNum}`, name: 'Old', role: 'any', nodeNum: toNodeNum(nodeNum) } }) as const;
    await desk.ask('/lang fr', without(1));
    expect(await desk.ask('/ping', without(1))).toMatch(/^Pong Old !/);
    expect(await desk.ask('/langue auto', without(1))).toBe('Language: English. /lang fr pour le français.');
    for (let nodeNum = 1; nodeNum <= 501; nodeNum++) await desk.ask('/lang fr', without(nodeNum));
    await desk.clock.advance(10_000);
    expect(await desk.ask('/test', without(1))).toMatch(/^Pong Old!/);
    expect(await desk.ask('/test', without(2))).toMatch(/^Pong Old !/);
  });

  it('is a lasting choice of who writes on Telegram, whoever he is', async () => {
    const users = new Users();
    const desk = aDesk({}, true, {}, { users });
    const user = { id: 'telegram:12', name: 'Zoé', role: 'any' } as const;
    await desk.ask('/lang fr', { platform: 'telegram', user });
    expect(users.get('telegram:12')).toBe('fr');
  });
});
