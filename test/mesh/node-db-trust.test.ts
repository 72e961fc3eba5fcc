import { expect, it } from 'vitest';
import { NodeDb } from '../../src/mesh/node-db.js';
import { ALPHA, aReport, aUser, BRAVO, KEY, NOW, OTHER_KEY } from '../support/builders.js';

it('holds proofs against the key that a person has taken for the node', () => {
  const nodes = new NodeDb();
  nodes.learn(aReport({ user: aUser('Alpha', 'ALPH', { publicKey: KEY }) }), NOW);
  nodes.trustKey(ALPHA, OTHER_KEY, NOW - 1);
  nodes.learn(aReport({ user: aUser('Alpha', 'ALPH', { publicKey: KEY }) }), NOW + 1);
  expect(nodes.get(ALPHA)?.firstKey).toEqual({ key: OTHER_KEY, seenAt: NOW - 1 });
});

it('makes up no node for a key', () => {
  const nodes = new NodeDb();
  nodes.trustKey(BRAVO, KEY, NOW);
  expect(nodes.size).toBe(0);
});
