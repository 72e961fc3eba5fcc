import fc from 'fast-check';
import { expect, it } from 'vitest';
import { hasteIn, hasteOf, leastHasty } from '../../src/bot/etiquette.js';
import type { NodeTraffic, PacketKind } from '../../src/mesh/history.js';
import type { NodeNum } from '../../src/mesh/ids.js';
import { ALPHA, BRAVO, CHARLIE } from '../support/builders.js';

const HOUR = 3_600_000;

function aTalker(nodeNum: NodeNum, counts: Partial<Record<PacketKind, number>>): NodeTraffic {
  const sums = { bytes: 0, airtimeMs: 0, viaMqtt: 0 };
  const kinds = (Object.keys(counts) as PacketKind[]).map((kind) => ({
    ...sums,
    kind,
    packets: counts[kind] ?? 0,
  }));
  return { ...sums, nodeNum, kinds, packets: kinds.reduce((sum, { packets }) => sum + packets, 0) };
}

it.each<[kind: PacketKind, usual: number, often: number]>([
  ['telemetry', 12, 13],
  ['position', 12, 13],
])('finds nothing wrong with a %s every 15 min, and something with more', (kind, usual, often) => {
  expect(hasteOf(aTalker(ALPHA, { [kind]: usual }), 3 * HOUR)).toEqual([]);
  expect(hasteOf(aTalker(ALPHA, { [kind]: often }), 3 * HOUR)).toEqual([
    { nodeNum: ALPHA, kind, everySeconds: Math.round((3 * 3600) / often) },
  ]);
});

it('finds nothing wrong with a node info every hour, and something with more', () => {
  expect(hasteOf(aTalker(ALPHA, { nodeInfo: 24 }), 24 * HOUR)).toEqual([]);
  expect(hasteOf(aTalker(ALPHA, { nodeInfo: 30 }), 24 * HOUR)).toEqual([
    { nodeNum: ALPHA, kind: 'nodeInfo', everySeconds: 2880 },
  ]);
});

it('takes four packets for no habit, however quick they came', () => {
  expect(hasteOf(aTalker(ALPHA, { nodeInfo: 4, telemetry: 4 }), HOUR / 60)).toEqual([]);
  expect(hasteOf(aTalker(ALPHA, { telemetry: 5 }), HOUR / 60)).toHaveLength(1);
});

it('counts nobody what people write and what others ask for', () => {
  const much = aTalker(ALPHA, { text: 900, routing: 900, traceroute: 900, encrypted: 900, other: 900 });
  expect(hasteOf(much, HOUR)).toEqual([]);
});

it('names the worst first, by how much more often it is than usual', () => {
  const counts = [
    { nodeNum: ALPHA, kind: 'position', packets: 20 },
    { nodeNum: ALPHA, kind: 'nodeInfo', packets: 12 },
    { nodeNum: BRAVO, kind: 'telemetry', packets: 60 },
    { nodeNum: CHARLIE, kind: 'telemetry', packets: 3 },
  ] as const;
  expect(hasteIn(counts, 3 * HOUR).map(({ nodeNum, kind }) => [nodeNum, kind])).toEqual([
    [BRAVO, 'telemetry'],
    [ALPHA, 'nodeInfo'],
    [ALPHA, 'position'],
  ]);
});

it('finds whoever sends twice as often as usual, at any length of time', () => {
  fc.assert(
    fc.property(fc.integer({ min: 3, max: 168 }), (hours) => {
      const talker = aTalker(ALPHA, { telemetry: hours * 8, position: hours * 2 });
      expect(hasteOf(talker, hours * HOUR)).toEqual([
        { nodeNum: ALPHA, kind: 'telemetry', everySeconds: 450 },
      ]);
    }),
  );
});

it('asks for no fewer packets than those that are too many, and for no more', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 168 * HOUR }), (spanMs) => {
      const least = leastHasty(spanMs);
      for (const kind of ['telemetry', 'position', 'nodeInfo'] as const) {
        expect(hasteIn([{ nodeNum: ALPHA, kind, packets: least[kind] - 1 }], spanMs)).toEqual([]);
        expect(hasteIn([{ nodeNum: ALPHA, kind, packets: least[kind] + 1 }], spanMs)).toHaveLength(1);
      }
    }),
  );
});
