import { beforeEach, describe, expect, it } from 'vitest';
import type { NodeNum } from '../../../src/mesh/ids.js';
import { compareKeys } from '../../../src/radio/keys/comparison.js';
import { type HeldKey, Holdings } from '../../../src/radio/keys/holdings.js';
import {
  ALPHA,
  aReport,
  aUser,
  BASE,
  BRAVO,
  CHARLIE,
  DELTA,
  KEY,
  OTHER_KEY,
} from '../../support/builders.js';

let holdings: Holdings;

beforeEach(() => {
  holdings = new Holdings();
});

function tell(): void {
  holdings.replace(
    [
      aReport({ nodeNum: BASE, isFavorite: true }),
      aReport({ nodeNum: ALPHA, isFavorite: true }),
      aReport({ nodeNum: BRAVO, user: aUser('Bravo', 'BRAV') }),
    ],
    BASE,
  );
}

describe('what our node holds', () => {
  it('is unknown before it has told', () => {
    expect(holdings.isComplete).toBe(false);
    expect(holdings.keyOf(ALPHA)).toBe('unknown');
  });

  it('is what it told, and nothing of whom it did not tell', () => {
    tell();
    expect(holdings.isComplete).toBe(true);
    expect(holdings.keyOf(ALPHA)).toEqual(KEY);
    expect(holdings.keyOf(BRAVO)).toBe('none');
    expect(holdings.keyOf(CHARLIE)).toBe('none');
    expect(holdings.nodes).toBe(3);
  });

  it('has favourites, itself not counted', () => {
    tell();
    expect(holdings.favorites).toBe(1);
    expect(holdings.isFavorite(ALPHA)).toBe(true);
    holdings.setFavorite(ALPHA, false);
    holdings.setFavorite(BRAVO, true);
    expect([holdings.isFavorite(ALPHA), holdings.isFavorite(BRAVO)]).toEqual([false, true]);
  });

  it('is unknown again after a restart, but for its favourites and what it has shown since', () => {
    tell();
    holdings.doubt();
    expect(holdings.keyOf(ALPHA)).toBe('unknown');
    expect(holdings.isFavorite(ALPHA)).toBe(true);
    holdings.holds(ALPHA, OTHER_KEY);
    holdings.lacks(BRAVO);
    expect(holdings.keyOf(ALPHA)).toEqual(OTHER_KEY);
    expect(holdings.keyOf(BRAVO)).toBe('none');
    expect(holdings.keyOf(CHARLIE)).toBe('unknown');
  });

  it('takes a key that it hears only when it is known to have had none', () => {
    tell();
    holdings.hear(ALPHA, OTHER_KEY);
    holdings.hear(BRAVO, OTHER_KEY);
    expect(holdings.keyOf(ALPHA)).toEqual(KEY);
    expect(holdings.keyOf(BRAVO)).toEqual(OTHER_KEY);
    holdings.doubt();
    holdings.hear(CHARLIE, KEY);
    expect(holdings.keyOf(CHARLIE)).toBe('unknown');
  });
});

it('is compared with what we trust: the same, none, another one, or not told', () => {
  const held = new Map<NodeNum, HeldKey>([
    [ALPHA, KEY],
    [BRAVO, OTHER_KEY],
    [CHARLIE, 'none'],
  ]);
  const trusted = [ALPHA, BRAVO, CHARLIE, DELTA].map((nodeNum) => ({ nodeNum, key: KEY }));
  expect(compareKeys(trusted, (nodeNum) => held.get(nodeNum) ?? 'unknown')).toEqual({
    known: [ALPHA],
    differing: [BRAVO],
    missing: [CHARLIE],
    unknown: [DELTA],
  });
});
