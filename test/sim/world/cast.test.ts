import { crc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { distanceMeters } from '../../../src/mesh/geo.js';
import { formatNodeId, lastByteOf } from '../../../src/mesh/ids.js';
import { Chance } from '../../../src/sim/random.js';
import { castOf, DEFAULT_PLACE } from '../../../src/sim/world/cast.js';
import { People } from '../../../src/sim/world/people.js';
import { UserError } from '../../../src/util/errors.js';
import { byteLength } from '../../../src/util/text.js';

const cast = (nodes: number, numbersFromKeys = false, seed = 'cast') =>
  castOf({ chance: new Chance(seed), nodes, place: DEFAULT_PLACE, numbersFromKeys, now: 1_773_316_800_000 });

describe('the cast', () => {
  const { base, people } = cast(250);
  const share = (is: (person: (typeof people)[number]) => boolean) =>
    people.filter(is).length / people.length;

  it('has the leads with their names and numbers, whatever the seed', () => {
    const leads = cast(16, false, 'other').people.slice(0, 5);
    expect(leads.map(({ identity }) => `${identity.shortName} ${formatNodeId(identity.nodeNum)}`)).toEqual([
      'ALPH !16fad3dc',
      'BRAV !2b4a7c10',
      'CHAR !3c9d1e42',
      'DELT !4d71f0a8',
      'OSCR !5f20c3b7',
    ]);
    expect(formatNodeId(base.nodeNum)).toBe('!0b07ba5e');
  });

  it('counts Base among the nodes and goes on through the alphabet', () => {
    expect(people).toHaveLength(249);
    expect(cast(2).people.map(({ name }) => name)).toEqual(['Alpha']);
    const names = people.map(({ name }) => name);
    expect(names.slice(5, 7)).toEqual(['Echo', 'Foxtrot']);
    expect(names.slice(25, 28)).toEqual(['Zulu', 'Node 27', 'Node 28']);
  });

  it('gives everybody a number and a key of their own', () => {
    expect(new Set(people.map(({ nodeNum }) => nodeNum)).size).toBe(249);
    const keys = people.flatMap(({ keyPair }) =>
      keyPair ? [Buffer.from(keyPair.publicKey).toString('hex')] : [],
    );
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('has every kind of node in its share', () => {
    expect(share(({ traits }) => traits.isSensor)).toBeCloseTo(0.1, 1);
    expect(share(({ traits }) => traits.viaMqtt)).toBeCloseTo(0.1, 1);
    expect(share(({ traits }) => traits.moves)).toBeCloseTo(0.1, 1);
    expect(share(({ keyPair }) => keyPair === undefined)).toBeCloseTo(0.05, 2);
    expect(share(({ traits }) => !traits.isKnown)).toBeCloseTo(0.05, 2);
    expect(share(({ traits }) => traits.isForeign)).toBeCloseTo(0.05, 2);
    expect(share(({ traits }) => traits.chats)).toBeGreaterThan(0.4);
    expect(share(({ identity }) => identity.precisionBits === 0)).toBeCloseTo(0.2, 1);
    const isCoarse = (bits: number) => bits >= 13 && bits <= 16;
    expect(share(({ identity }) => isCoarse(identity.precisionBits))).toBeCloseTo(0.3, 1);
  });

  it('lives within 12 km for the most part and within 40 km altogether', () => {
    const meters = people.map(({ identity }) =>
      distanceMeters(DEFAULT_PLACE, identity.place ?? DEFAULT_PLACE),
    );
    expect(meters.filter((distance) => distance <= 12_001).length / 249).toBeCloseTo(0.8, 1);
    expect(Math.max(...meters)).toBeLessThan(40_001);
    expect(meters.slice(0, 4).every((distance) => distance < 5_000)).toBe(true);
  });

  it('has hard names from 24 nodes on', () => {
    const names = cast(24).people.map(({ identity }) => identity);
    expect(names.some(({ shortName }) => /\p{Emoji_Presentation}/u.test(shortName))).toBe(true);
    expect(names.some(({ longName }) => byteLength(longName) === 39)).toBe(true);
    expect(names.some(({ longName }) => /\p{Mn}/u.test(longName))).toBe(true);
    expect(names.some(({ longName }) => /\p{Script=Hebrew}/u.test(longName))).toBe(true);
    expect(names.some(({ longName }) => longName.startsWith('<b>'))).toBe(true);
    expect(names.some(({ longName }) => longName.includes("'; DROP"))).toBe(true);
    expect(names.filter(({ shortName }) => shortName === 'ECHO')).toHaveLength(2);
    expect(names.every(({ shortName }) => byteLength(shortName) <= 4)).toBe(true);
    expect(names.every(({ longName }) => byteLength(longName) <= 39)).toBe(true);
    const lastBytes = names.map(({ nodeNum }) => lastByteOf(nodeNum));
    expect(new Set(lastBytes).size).toBeLessThan(lastBytes.length);
    expect(lastBytes[22]).toBe(lastBytes[5]);
    expect(cast(23).people.every(({ identity }) => /^[\w -]+$/.test(identity.longName))).toBe(true);
  });

  it('takes its numbers from the keys where firmware 2.8 does', () => {
    const modern = cast(16, true);
    for (const { nodeNum, keyPair } of [modern.base, ...modern.people.map(({ identity }) => identity)]) {
      if (keyPair) expect(nodeNum).toBe(crc32(Buffer.from(keyPair.publicKey)));
    }
    expect(modern.base.nodeNum).not.toBe(base.nodeNum);
  });
});

describe('People', () => {
  const people = new People(cast(24).people, false);

  it.each(['Alpha', 'alph', '!16fad3dc', '16FAD3DC'])('finds a person as %s', (called) => {
    expect(people.find(called).name).toBe('Alpha');
  });

  it('finds a node with a hard name by the name in the story', () => {
    expect(people.find('Tango').identity.longName).toContain('DROP');
  });

  it('lists the names when there is nobody of that name', () => {
    expect(() => people.find('Zebra')).toThrow(UserError);
    expect(() => people.find('Zebra')).toThrow(/Alpha, Bravo/);
    expect(() => people.find((people.find('Alpha').nodeNum + 1) as never)).toThrow('!16fad3dd');
  });

  it('gives a new key, and a new number where numbers follow from keys', () => {
    const modern = new People(cast(16, true).people, true);
    const person = modern.find('Alpha');
    const before = person.identity;
    modern.rekey(person);
    expect(person.keyPair?.publicKey).not.toEqual(before.keyPair?.publicKey);
    expect(person.nodeNum).not.toBe(before.nodeNum);
    expect(modern.get(person.nodeNum)).toBe(person);
    expect(modern.get(before.nodeNum)).toBeUndefined();
  });
});
