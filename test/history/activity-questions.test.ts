import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Packet } from '../../src/mesh/packet.js';
import { ALPHA, BASE, BRAVO, CHARLIE, NOW, without } from '../support/builders.js';
import { HistoryDesk } from '../support/history-desk.js';
import { DAY, HOUR } from '../support/history-story.js';
import { burst, sent } from '../support/traffic-story.js';

let desk: HistoryDesk;

beforeEach(() => {
  desk = new HistoryDesk();
});

afterEach(() => desk.close());

const last = (hours: number) => ({ from: NOW - hours * HOUR, to: NOW + 1 });
const hourOf = (agoMs: number) => Math.floor((NOW - agoMs) / HOUR) * HOUR;

it('tells the hours of a node, also the silent ones', () => {
  desk.receive(
    sent('text', ALPHA, 0),
    sent('position', ALPHA, 0),
    sent('text', ALPHA, 2 * HOUR),
    sent('text', ALPHA, 5 * HOUR),
    sent('text', BRAVO, HOUR),
  );
  expect(desk.history.hoursOf(ALPHA, last(3))).toEqual([
    { at: hourOf(3 * HOUR), packets: 0 },
    { at: hourOf(2 * HOUR), packets: 1 },
    { at: hourOf(HOUR), packets: 0 },
    { at: hourOf(0), packets: 2 },
  ]);
  expect(desk.history.hoursOf(CHARLIE, last(1)).map(({ packets }) => packets)).toEqual([0, 0]);
  expect(desk.history.hoursOf(ALPHA, { from: NOW, to: NOW - DAY })).toEqual([]);
});

it('counts what some nodes sent on the days that a time touches', () => {
  desk.receive(
    ...burst({ kind: 'text', from: ALPHA, count: 3, agoMs: 2 * DAY }),
    ...burst({ kind: 'position', from: ALPHA, count: 2, agoMs: DAY }),
    ...burst({ kind: 'text', from: BRAVO, count: 4, agoMs: DAY }),
    ...burst({ kind: 'text', from: CHARLIE, count: 5, agoMs: 9 * DAY }),
    sent('text', ALPHA, 0),
  );
  const span = { from: NOW - 3 * DAY, to: NOW - DAY };
  const counts = desk.history.senderDays([ALPHA, CHARLIE], span);
  expect([...counts]).toEqual([[ALPHA, 5]]);
  expect(desk.history.senderDays([], span).size).toBe(0);
});

it('counts by which relays packets came, of a day at most', () => {
  const relayed = (agoMs: number, relayNode: number, more = {}) =>
    sent('text', ALPHA, agoMs, { hopsAway: 2, relayNode, ...more });
  desk.receive(
    relayed(HOUR, 0xb7),
    relayed(2 * HOUR, 0xb7),
    relayed(3 * HOUR, 0xd4),
    relayed(30 * HOUR, 0xd4),
    relayed(31 * HOUR, 0xd4),
    relayed(HOUR, 0x11, { viaMqtt: true }),
    relayed(HOUR, 0x12, { hopsAway: 0 }),
    relayed(HOUR, 0x13, { from: BASE }),
    relayed(HOUR, 0),
    sent('text', BRAVO, HOUR, { hopsAway: 1 }),
  );
  const counted = [
    { relayNode: 0xb7, packets: 2 },
    { relayNode: 0xd4, packets: 1 },
  ];
  expect(desk.history.relays(last(168))).toEqual(counted);
  expect(desk.history.relays(last(24))).toEqual(counted);
  expect(desk.history.relays(last(2.5))).toEqual([{ relayNode: 0xb7, packets: 2 }]);
});

it('tells how far packets came as well without the nodes', () => {
  desk.receive(
    ...[0.2, 5, 30, 60].flatMap((hours, hopsAway) => [
      sent('text', ALPHA, hours * HOUR, { hopsAway }),
      without(sent('text', BRAVO, hours * HOUR), 'hopsAway') as Packet,
    ]),
  );
  for (const hours of [1, 6, 40, 72]) {
    const { nodes: _, ...shares } = desk.history.hops(last(hours));
    expect(desk.history.hopShares(last(hours))).toEqual(shares);
  }
  expect(desk.history.hopShares(last(72))).toEqual({ counts: [1, 1, 1, 1], unknown: 4 });
});

it('tells from how far a node was heard, and how far it means to be', () => {
  desk.receive(
    ...[0, 0, 0, 2].map((hopsAway) => sent('text', ALPHA, HOUR, { hopsAway, hopStart: 5 })),
    sent('text', ALPHA, HOUR, { hopsAway: 6, hopStart: 7, viaMqtt: true }),
    without(sent('text', ALPHA, HOUR), 'hopsAway', 'hopStart') as Packet,
    without(sent('text', BRAVO, HOUR), 'hopsAway', 'hopStart') as Packet,
  );
  expect(desk.history.reception(ALPHA, last(24))).toMatchObject({
    hops: { counts: [3, 0, 1], unknown: 1 },
    hopLimit: 7,
  });
  expect(desk.history.reception(BRAVO, last(24))).toMatchObject({
    hops: { counts: [], unknown: 1 },
    hopLimit: undefined,
  });
});
