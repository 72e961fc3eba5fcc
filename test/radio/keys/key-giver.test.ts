import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { toNodeNum } from '../../../src/mesh/ids.js';
import { ALPHA, anOwnNode, aReport, aUser, BRAVO, KEY, OTHER_KEY } from '../../support/builders.js';
import { KeyDesk } from '../../support/key-desk.js';

const MINUTE_MS = 60_000;
const keyless = (nodeNum = ALPHA) => aReport({ nodeNum, user: aUser('Alpha', 'ALPH') });

let desk: KeyDesk;

beforeEach(() => {
  desk = new KeyDesk();
  desk.announce(ALPHA);
});

afterEach(async () => {
  desk.lose();
  desk.keeper.stop();
  await desk.clock.advance(0);
  expect(desk.clock.pending()).toEqual([]);
});

const refusal = () => desk.log.find('key not given').at(-1);
const kinds = () => desk.orders.map(({ kind }) => kind);

describe('a key', () => {
  it('is given with all that is known of its owner', async () => {
    desk.users.set(ALPHA, aUser('Alpha', 'ALPH', { role: 'ROUTER', publicKey: OTHER_KEY }));
    desk.ready([keyless()]);
    expect(desk.keeper.isKeyless(ALPHA)).toBe(true);
    expect(await desk.keeper.give(ALPHA)).toBe(true);
    const user = aUser('Alpha', 'ALPH', { role: 'ROUTER', publicKey: KEY });
    expect(desk.orders).toEqual([{ kind: 'addContact', nodeNum: ALPHA, user }]);
    expect(desk.keeper.isKeyless(ALPHA)).toBe(false);
    expect(desk.keeper.compare().known).toEqual([ALPHA]);
  });

  it('is given under the name that the firmware makes up when none is known', async () => {
    desk.ready([]);
    await desk.keeper.give(ALPHA);
    expect(desk.orders[0]).toMatchObject({
      user: { longName: 'Meshtastic d3dc', shortName: 'd3dc', publicKey: KEY },
    });
  });

  it('is given once to whoever asks for it twice at a time', async () => {
    desk.ready([keyless()]);
    expect(await Promise.all([desk.keeper.give(ALPHA), desk.keeper.give(ALPHA)])).toEqual([true, true]);
    expect(kinds()).toEqual(['addContact']);
  });

  it('is still missing when the node did not confirm it', async () => {
    desk.ready([keyless()]);
    desk.obey = () => Promise.resolve('failed');
    expect(await desk.keeper.give(ALPHA)).toBe(false);
    expect(desk.log.find('key not confirmed')).toHaveLength(1);
    expect(desk.keeper.compare().missing).toEqual([ALPHA]);
  });

  it('may help a message, and is not claimed, when a managed node took it without a word', async () => {
    desk.ready([keyless()]);
    desk.obey = () => Promise.resolve('taken');
    expect(await desk.keeper.give(ALPHA)).toBe(true);
    expect(desk.keeper.compare().missing).toEqual([ALPHA]);
    desk.settle(ALPHA);
    await desk.clock.advance(0);
    expect(desk.store.guests()).toEqual([]);
  });

  it('is missing for sure once the node has refused for that', async () => {
    desk.ready([aReport()]);
    expect(desk.keeper.compare().known).toEqual([ALPHA]);
    desk.obey = () => Promise.resolve('failed');
    await desk.keeper.give(ALPHA);
    expect(desk.keeper.compare().missing).toEqual([ALPHA]);
  });
});

describe('a key is not given', () => {
  it('when we have none', async () => {
    desk.ready([]);
    expect(await desk.keeper.give(BRAVO)).toBe(false);
    expect(refusal()).toMatchObject({ level: 'debug', fields: { to: '!2b4a7c10', reason: 'no_key' } });
    expect(desk.keeper.isKeyless(BRAVO)).toBe(false);
  });

  it('when another one has been seen since: a person decides', async () => {
    desk.ready([keyless()]);
    desk.announce(ALPHA, OTHER_KEY);
    expect(desk.keeper.isKeyless(ALPHA)).toBe(false);
    expect(await desk.keeper.give(ALPHA)).toBe(false);
    expect(refusal()?.fields['reason']).toBe('key_changed');
  });

  it.each([['2.6.7.abcdef'], ['']])('to firmware %s, which cannot take it', async (firmware) => {
    desk.own = anOwnNode({ firmware });
    desk.ready([keyless()]);
    expect(await desk.keeper.give(ALPHA)).toBe(false);
    expect(refusal()?.fields['reason']).toBe('firmware');
  });

  it('before the node has told who it is', async () => {
    desk.own = undefined;
    expect(desk.keeper.isKeyless(ALPHA)).toBe(false);
    expect(await desk.keeper.give(ALPHA)).toBe(false);
  });

  it('beyond the budget of the hour', async () => {
    desk.keeper.stop();
    desk = new KeyDesk({ addPerHour: 1 });
    desk.announce(ALPHA);
    desk.announce(BRAVO);
    desk.ready([]);
    expect([await desk.keeper.give(ALPHA), await desk.keeper.give(BRAVO)]).toEqual([true, false]);
    expect(refusal()).toMatchObject({ level: 'warn', fields: { reason: 'budget' } });
    await desk.clock.advance(60 * MINUTE_MS);
    expect(await desk.keeper.give(BRAVO)).toBe(true);
  });

  it('when half of what the node can hold for sure are favourites, unless its owner is one', async () => {
    const favorites = Array.from({ length: 40 }, (_, n) =>
      aReport({ nodeNum: toNodeNum(n + 1), isFavorite: true }),
    );
    desk.ready([...favorites, keyless()]);
    expect(await desk.keeper.give(ALPHA)).toBe(false);
    expect(refusal()).toMatchObject({ level: 'warn', fields: { reason: 'favorites' } });
    expect(await desk.keeper.give(toNodeNum(1))).toBe(true);
  });

  it('first to firmware that may hold more keys than it tells of', () => {
    desk.own = anOwnNode({ firmware: '2.8.0.7754068' });
    desk.ready([]);
    expect(desk.keeper.compare().missing).toEqual([ALPHA]);
    expect(desk.keeper.isKeyless(ALPHA)).toBe(false);
  });
});

describe('another key in the node', () => {
  const held = () => desk.ready([aReport({ user: aUser('Alpha', 'ALPH', { publicKey: OTHER_KEY }) })]);

  it('is left alone until a person, or its owner, has done away with it', async () => {
    held();
    expect(desk.keeper.compare().differing).toEqual([ALPHA]);
    expect(desk.keeper.isKeyless(ALPHA)).toBe(false);
    desk.announce(ALPHA, KEY);
    expect(desk.keeper.isKeyless(ALPHA)).toBe(true);
    expect(await desk.keeper.give(ALPHA)).toBe(true);
    expect(desk.orders).toMatchObject([{ kind: 'addContact', user: { publicKey: KEY } }]);
  });

  it('counts as differing for as long as the right one could not be given', async () => {
    held();
    desk.announce(ALPHA, KEY);
    desk.obey = () => Promise.resolve('failed');
    await desk.keeper.give(ALPHA);
    expect(desk.keeper.compare().differing).toEqual([ALPHA]);
  });
});

describe('a favourite that is one only for its key', () => {
  it('is one no longer when its message is settled', async () => {
    desk.ready([keyless()]);
    await desk.keeper.give(ALPHA);
    expect(desk.store.guests()).toEqual([ALPHA]);
    desk.settle(BRAVO);
    desk.settle(ALPHA);
    desk.settle(ALPHA);
    await desk.clock.advance(0);
    expect(desk.orders.at(-1)).toEqual({ kind: 'removeFavorite', nodeNum: ALPHA });
    expect(kinds()).toEqual(['addContact', 'removeFavorite']);
    expect(desk.store.guests()).toEqual([]);
  });

  it('stays one when it was one before', async () => {
    desk.ready([{ ...keyless(), isFavorite: true }]);
    await desk.keeper.give(ALPHA);
    desk.settle(ALPHA);
    await desk.clock.advance(60 * MINUTE_MS);
    expect(kinds()).toEqual(['addContact']);
  });

  it('is remembered when the node could not be told, and is tried again at a later comparison', async () => {
    desk.ready([keyless()]);
    await desk.keeper.give(ALPHA);
    desk.obey = () => Promise.resolve('failed');
    desk.settle(ALPHA);
    await desk.clock.advance(0);
    expect(desk.store.guests()).toEqual([ALPHA]);
    desk.obey = () => Promise.resolve('done');
    await desk.clock.advance(9 * MINUTE_MS);
    expect(kinds()).toEqual(['addContact', 'removeFavorite']);
    await desk.clock.advance(7 * MINUTE_MS);
    expect(kinds()).toEqual(['addContact', 'removeFavorite', 'removeFavorite']);
    expect(desk.store.guests()).toEqual([]);
  });

  it('is undone by the next process, one at each comparison', async () => {
    desk.store.addGuest(ALPHA);
    desk.store.addGuest(BRAVO);
    desk.boot();
    desk.ready([keyless(), keyless(BRAVO)]);
    await desk.clock.advance(30_000);
    expect(desk.orders).toEqual([{ kind: 'removeFavorite', nodeNum: ALPHA }]);
    await desk.clock.advance(5 * MINUTE_MS);
    expect(desk.orders.slice(1)).toEqual([{ kind: 'removeFavorite', nodeNum: BRAVO }]);
    await desk.clock.advance(60 * MINUTE_MS);
    expect(desk.orders).toHaveLength(2);
  });
});
