import { afterEach, beforeEach, expect, it } from 'vitest';
import type { NodeNum } from '../../src/mesh/ids.js';
import { ALPHA, aReport, aText, BASE, BRAVO, CHARLIE, DELTA, NOW, OSCAR } from '../support/builders.js';
import { HistoryDesk } from '../support/history-desk.js';
import { DAY, HOUR } from '../support/history-story.js';
import { burst, sent } from '../support/traffic-story.js';

let desk: HistoryDesk;

beforeEach(() => {
  desk = new HistoryDesk();
});

afterEach(() => desk.close());

const last = (hours: number) => ({ from: NOW - hours * HOUR, to: NOW + 1 });
const asPairs = (counts: readonly { nodeNum: NodeNum; packets: number }[]) =>
  counts.map(({ nodeNum, packets }) => [nodeNum, packets]);

/** Some in each part that a question is put together from: single packets, hours and days. */
function spreadOver(from: NodeNum, count: number) {
  return [0.2, 5, 30, 60].flatMap((hours) =>
    burst({ kind: 'telemetry', from, count, agoMs: hours * HOUR, airBytes: 30 }),
  );
}

it('counts who sent packets of a kind', () => {
  desk.receive(
    ...spreadOver(ALPHA, 1),
    ...spreadOver(BRAVO, 1),
    sent('text', CHARLIE, HOUR),
    sent('text', BASE, HOUR),
  );
  expect(desk.history.senders(last(72), 'telemetry')).toBe(2);
  expect(desk.history.senders(last(72), 'text')).toBe(1);
  expect(desk.history.senders(last(0.1), 'telemetry')).toBe(0);
});

it('finds who sent at least so many of each of some kinds', () => {
  desk.receive(
    ...spreadOver(ALPHA, 3),
    ...spreadOver(BRAVO, 2),
    ...burst({ kind: 'nodeInfo', from: CHARLIE, count: 4, agoMs: HOUR }),
    ...burst({ kind: 'nodeInfo', from: DELTA, count: 3, agoMs: HOUR }),
    ...burst({ kind: 'text', from: OSCAR, count: 50, agoMs: HOUR }),
  );
  const found = desk.history.frequent(last(72), { telemetry: 12, nodeInfo: 4, position: 1 });
  expect(found.toSorted((a, b) => a.nodeNum - b.nodeNum)).toEqual([
    { nodeNum: ALPHA, kind: 'telemetry', packets: 12 },
    { nodeNum: CHARLIE, kind: 'nodeInfo', packets: 4 },
  ]);
  expect(desk.history.frequent(last(72), { telemetry: 13, nodeInfo: 5 })).toEqual([]);
});

it('sums up everybody who sent, most packets first', () => {
  desk.receive(...spreadOver(ALPHA, 1), ...spreadOver(BRAVO, 2), sent('text', BASE, HOUR));
  const sums = desk.history.senderSums(last(72));
  expect(asPairs(sums)).toEqual([
    [BRAVO, 8],
    [ALPHA, 4],
  ]);
  const { packets, bytes, airtimeMs, viaMqtt } = desk.history.traffic(last(72));
  const total = (key: 'packets' | 'bytes' | 'airtimeMs' | 'viaMqtt') =>
    sums.reduce((sum, one) => sum + one[key], 0);
  expect({ packets, bytes, airtimeMs, viaMqtt }).toEqual({
    packets: total('packets'),
    bytes: total('bytes'),
    airtimeMs: total('airtimeMs'),
    viaMqtt: total('viaMqtt'),
  });
});

it('tells the use of the channel as well without the nodes', () => {
  desk.receive(
    ...[0.2, 5, 30, 60].map((hours, index) => sent('telemetry', ALPHA, hours * HOUR, { use: 10 + index })),
    sent('telemetry', BRAVO, HOUR, { use: 3 }),
    sent('telemetry', CHARLIE, HOUR),
  );
  for (const hours of [1, 6, 40, 72]) {
    const { nodes: _, ...use } = desk.history.channelUse(last(hours));
    expect(desk.history.channelHours(last(hours))).toEqual(use);
  }
  expect(desk.history.channelHours(last(72)).mean).toBeCloseTo((10 + 11 + 12 + 13 + 3) / 5, 6);
  expect(desk.history.channelHours({ from: NOW + DAY, to: NOW + 2 * DAY })).toEqual({
    mean: undefined,
    hours: [],
  });
});

it('calls new who is new and was heard, not who is only known of', () => {
  desk.nodes.learn(aReport({ nodeNum: DELTA, lastHeard: NOW - HOUR }), NOW);
  desk.writer.learn(aReport({ nodeNum: DELTA }));
  desk.receive(sent('text', ALPHA, 2 * DAY), sent('text', ALPHA, HOUR), sent('text', BRAVO, HOUR));
  expect(desk.history.traffic(last(24))).toMatchObject({ nodes: 2, newNodes: 1 });
});

it('counts no airtime of what came by MQTT alone, but that of what a gateway transmitted here', () => {
  const repeatedHere = aText('hi', { from: CHARLIE, viaMqtt: true });
  const { rxSnr: _snr, rxRssi: _rssi, ...fromBroker } = aText('hi', { from: DELTA, viaMqtt: true });
  desk.receive(aText('hi', { from: BRAVO }), repeatedHere, fromBroker);
  const [heard, repeated, mqtt] = [BRAVO, CHARLIE, DELTA].map((node) =>
    desk.history.trafficOf(node, last(1)),
  );
  expect(heard?.airtimeMs).toBeGreaterThan(0);
  expect(repeated?.airtimeMs).toBe(heard?.airtimeMs);
  expect(mqtt).toMatchObject({ packets: 1, viaMqtt: 1, airtimeMs: 0 });
  expect(desk.history.traffic(last(1)).airtimeMs).toBe(2 * (heard?.airtimeMs ?? 0));
});
