import { expect, it } from 'vitest';
import {
  hundredths,
  hundredthsKnown,
  kindCode,
  kindOf,
  known,
  sourceOf,
  whole,
} from '../../src/history/codes.js';
import { readFacts, writeFacts } from '../../src/history/node-facts.js';
import { ALPHA, KEY } from '../support/builders.js';

it('every kind comes back from its code, and a code of a later version is something else', () => {
  const kinds = [
    'text',
    'position',
    'telemetry',
    'nodeInfo',
    'traceroute',
    'routing',
    'neighborInfo',
    'encrypted',
    'other',
  ] as const;
  expect(kinds.map(kindCode)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  expect(kinds.map((kind) => kindOf(kindCode(kind)))).toEqual(kinds);
  expect(kindOf(99)).toBe('other');
  expect([0, 1, 2, 3, 99].map(sourceOf)).toEqual(['direct', 'neighbor', 'trace', 'mqtt', 'direct']);
});

it('what is no number is not known', () => {
  expect([undefined, Number.NaN, Number.POSITIVE_INFINITY, 2.6].map(whole)).toEqual([null, null, null, 3]);
  expect([undefined, Number.NaN, -7.25].map(hundredths)).toEqual([null, null, -725]);
  expect([null, 0, -725].map(hundredthsKnown)).toEqual([undefined, 0, -7.25]);
  expect([null, 0, ''].map(known)).toEqual([undefined, 0, '']);
});

it('a node comes back as it was, without what was no number', () => {
  const node = { nodeNum: ALPHA, firstSeen: 5, viaMqtt: false, firstKey: { key: KEY, seenAt: 6 } };
  expect(readFacts(writeFacts(node))).toEqual(node);
  expect(readFacts(writeFacts({ ...node, hopsAway: Number.NaN }))).toEqual(node);
  expect(readFacts('{"nodeNum":5,"firstSeen":1,"user":{"base64":5}}')).toMatchObject({ user: { base64: 5 } });
  expect(readFacts('[]')).toBeUndefined();
});
