import { describe, expect, it } from 'vitest';
import { findNode, nodeNumIn } from '../../src/bot/find-node.js';
import { toNodeNum } from '../../src/mesh/ids.js';
import { NodeDb } from '../../src/mesh/node-db.js';
import { aReport, aUser, BRAVO } from '../support/builders.js';

const ALIX = toNodeNum(0x6a10b2c4);

function aMesh(): NodeDb {
  const nodes = new NodeDb();
  const add = (nodeNum: number, long: string, short: string) =>
    nodes.learn(aReport({ nodeNum: toNodeNum(nodeNum), user: aUser(long, short) }), 1);
  add(0x7b21c3d5, 'Alto', 'ALTO');
  add(0x16fad3dc, 'Alpha', 'ALPH');
  add(0x6a10b2c4, 'Alix Été', 'ALIX');
  add(0x2b4a7c10, 'Bravo Base', 'BRAV');
  add(0x11111111, 'Twin', 'TWIN');
  add(0x22222222, 'Twin', 'TWIN');
  nodes.learn({ nodeNum: toNodeNum(0x33333333), viaMqtt: false, isFavorite: false }, 1);
  return nodes;
}

function found(text: string) {
  return findNode(aMesh(), text, 'en').nodeNum;
}

describe('the node that is meant', () => {
  it.each([
    '!2b4a7c10',
    '2B4A7C10',
    '0x2b4a7c10',
    'brav',
    'BRAVO base',
    '7c10',
    '726301712',
    'bravo',
    ' Brav ',
  ])('is Bravo by %j', (text) => {
    expect(found(text)).toBe(BRAVO);
  });

  it('is found whatever the accents', () => {
    expect(found('alix ete')).toBe(ALIX);
  });

  it('is found by its id without a name', () => {
    expect(found('!33333333')).toBe(0x33333333);
  });

  it.each(['xyz', '', '!ffffffff', '99999', '9999999999'])('is nobody by %j', (text) => {
    expect(() => found(text)).toThrow(`No node "${text}". Try /nodes or its !id.`);
  });

  it('is asked for again when several fit', () => {
    expect(() => found('al')).toThrow('3 match "al": ALPH !16fad3dc, ALIX !6a10b2c4, ALTO !7b21c3d5. Which?');
    expect(() => found('twin')).toThrow('2 match "twin": TWIN !11111111, TWIN !22222222. Which?');
    expect(() => findNode(aMesh(), 'al', 'fr')).toThrow(
      '3 pour "al" : ALPH !16fad3dc, ALIX !6a10b2c4, ALTO !7b21c3d5. Lequel ?',
    );
    expect(() => findNode(aMesh(), 'xyz', 'fr')).toThrow('Aucun nœud "xyz". Essayez /noeuds ou son !id.');
  });

  it('is listed five times at most, and a long question is not quoted whole', () => {
    const nodes = new NodeDb();
    for (let index = 1; index < 9; index++) {
      nodes.learn(aReport({ nodeNum: toNodeNum(index), user: aUser('Same', `S${index}`) }), 1);
    }
    expect(() => findNode(nodes, 'same', 'en')).toThrow(
      /^8 match "same": (S\d !0000000\d,? ?){5}\. Which\?$/,
    );
    expect(() => findNode(nodes, 'x'.repeat(300), 'en')).toThrow(`No node "${'x'.repeat(40)}".`);
  });
});

describe('a stated number', () => {
  it('is read in all its forms', () => {
    expect(nodeNumIn('!2b4a7c10')).toBe(BRAVO);
    expect(nodeNumIn('726301712')).toBe(BRAVO);
    expect(nodeNumIn('brav')).toBeUndefined();
    expect(nodeNumIn('4294967295')).toBeUndefined();
  });
});
