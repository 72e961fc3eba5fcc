import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { storedLinksIn } from '../../src/history/link-reader.js';
import type { PacketKind, TimeSpan } from '../../src/mesh/history.js';
import { BROADCAST_NUM, type NodeNum, PRIMARY_CHANNEL, toChannelIndex } from '../../src/mesh/ids.js';
import { airtimeMs, LONG_FAST } from '../../src/mesh/modem.js';
import type { Packet } from '../../src/mesh/packet.js';
import { Chance, type Stream } from '../../src/sim/random.js';
import { ALPHA, aText, BASE, BRAVO, CHARLIE, DELTA, NOW, OSCAR, without } from '../support/builders.js';
import { HistoryDesk } from '../support/history-desk.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const NODES: readonly NodeNum[] = [ALPHA, BRAVO, CHARLIE, DELTA, OSCAR];
const COUNT = 3000;
const BARE = without(aText(''), 'kind', 'text', 'isReaction');

/** Three days and a half of five nodes, at any moments, not in order of time. */
function someDays(): Packet[] {
  const random = new Chance('history').stream('packets');
  return Array.from({ length: COUNT }, () => aPacket(random));
}

function aPacket(random: Stream): Packet {
  const receivedAt = NOW - random.int(0, 3.5 * DAY_MS);
  const hopsAway = random.int(0, 4);
  const header = {
    ...without(BARE, 'hopsAway', 'rxTime'),
    ...(random.chance(0.9) && { hopsAway, hopStart: hopsAway + random.int(0, 3) }),
    from: random.chance(0.05) ? BASE : random.pick(NODES),
    to: BROADCAST_NUM,
    receivedAt,
    airBytes: random.int(20, 200),
    rxSnr: random.int(-80, 40) / 4,
    viaMqtt: random.chance(0.1),
    channel: toChannelIndex(random.int(0, 1)),
  };
  if (random.chance(0.3)) return { ...header, kind: 'text', text: 'hi', isReaction: false };
  if (random.chance(0.3)) return { ...header, kind: 'other', portnum: 300, payload: new Uint8Array(1) };
  const metrics = { channelUtilization: random.int(0, 3000) / 100 };
  return { ...header, kind: 'telemetry', portnum: 67, telemetry: { variant: 'device', metrics } };
}

const PACKETS = someDays();
const last = (hours: number): TimeSpan => ({ from: NOW - hours * HOUR_MS, to: NOW + 1 });
const SPANS: readonly (readonly [string, TimeSpan])[] = [
  ['ten minutes', last(1 / 6)],
  ['three hours', last(3)],
  ['a day', last(24)],
  ['three days', last(72)],
  ['a year', last(24 * 365)],
  ['a time in between', { from: NOW - 2.3 * DAY_MS, to: NOW - 0.4 * DAY_MS }],
];

/** What others sent in that time: the count that does not know of tables. */
function heardIn({ from, to }: TimeSpan, kind?: PacketKind): Packet[] {
  return PACKETS.filter(
    (packet) =>
      packet.from !== BASE &&
      packet.receivedAt >= from &&
      packet.receivedAt < to &&
      (kind === undefined || packet.kind === kind),
  );
}

function total(packets: readonly Packet[], value: (packet: Packet) => number): number {
  return packets.reduce((sum, packet) => sum + value(packet), 0);
}

const airtimeOf = (packet: Packet) => Math.round(airtimeMs(LONG_FAST, packet.airBytes ?? 0));

function sumsOf(packets: readonly Packet[]) {
  return {
    packets: packets.length,
    bytes: total(packets, ({ airBytes }) => airBytes ?? 0),
    airtimeMs: total(packets, airtimeOf),
    viaMqtt: packets.filter(({ viaMqtt }) => viaMqtt).length,
  };
}

let desk: HistoryDesk;

beforeAll(() => {
  desk = new HistoryDesk();
  desk.receive(...PACKETS);
});

afterAll(() => desk.close());

describe.each(SPANS)('over %s, counted independently', (_name, span) => {
  const heard = heardIn(span);

  it('tells the traffic of the mesh', () => {
    const traffic = desk.history.traffic(span);
    expect(traffic).toMatchObject({ ...sumsOf(heard), nodes: new Set(heard.map(({ from }) => from)).size });
    const kinds = (['text', 'telemetry', 'other'] as const).map((kind) => ({
      kind,
      ...sumsOf(heardIn(span, kind)),
    }));
    const sorted = kinds.filter(({ packets }) => packets > 0).sort((a, b) => b.packets - a.packets);
    expect(traffic.kinds.map(({ packets }) => packets)).toEqual(sorted.map(({ packets }) => packets));
    expect(new Set(traffic.kinds)).toEqual(new Set(sorted));
  });

  it('tells who was heard for the first time ever, our own node left out', () => {
    const firstSeen = NODES.map((nodeNum) => desk.nodes.get(nodeNum)?.firstSeen ?? 0);
    const expected = firstSeen.filter((at) => at >= span.from && at < span.to).length;
    expect(desk.history.traffic(span).newNodes).toBe(expected);
  });

  it('tells who talks, most first', () => {
    const expected = NODES.map((nodeNum) => sumsOf(heard.filter(({ from }) => from === nodeNum)).packets)
      .filter((count) => count > 0)
      .sort((a, b) => b - a);
    expect(desk.history.talkers(span, 10).map(({ packets }) => packets)).toEqual(expected);
    expect(desk.history.talkers(span, 2)).toHaveLength(Math.min(2, expected.length));
    expect(desk.history.trafficOf(BRAVO, span)).toMatchObject(
      sumsOf(heard.filter(({ from }) => from === BRAVO)),
    );
  });

  it('tells how far packets came', () => {
    const { counts, unknown, nodes } = desk.history.hops(span);
    const withHops = (hops: number) => heard.filter((packet) => packet.hopsAway === hops).length;
    expect([0, 1, 2, 3, 4].map((hops) => counts[hops] ?? 0)).toEqual([0, 1, 2, 3, 4].map(withHops));
    expect(unknown).toBe(heard.filter((packet) => packet.hopsAway === undefined).length);
    for (const node of nodes) {
      const mine = heard.filter(({ from, hopsAway }) => from === node.nodeNum && hopsAway !== undefined);
      expect(node.packets).toBe(mine.length);
      expect(node.most).toBe(Math.max(...mine.map(({ hopsAway = 0 }) => hopsAway)));
      expect(node.usual).toBeCloseTo(total(mine, ({ hopsAway = 0 }) => hopsAway) / mine.length, 9);
      expect(node.limit).toBe(Math.max(...mine.map(({ hopStart = 0 }) => hopStart)));
    }
  });

  it('tells the channel texts', () => {
    const texts = heardAlsoOwn(span).filter((packet) => packet.kind === 'text' && packet.channel === 1);
    const query = { ...span, channels: [toChannelIndex(1)] };
    expect(desk.history.countTexts(query)).toBe(texts.length);
    const told = desk.history.texts({ ...query, limit: 5 });
    const expected = texts.map(({ receivedAt }) => receivedAt).sort((a, b) => b - a);
    expect(told.map(({ at }) => at)).toEqual(expected.slice(0, 5));
  });
});

function heardAlsoOwn({ from, to }: TimeSpan): Packet[] {
  return PACKETS.filter(({ receivedAt }) => receivedAt >= from && receivedAt < to);
}

describe('by the clock hour', () => {
  const wholeHours = { from: Math.floor(NOW / HOUR_MS - 47) * HOUR_MS, to: NOW + 1 };

  it('tells the packets and nodes of each, the silent ones too', () => {
    const hours = desk.history.hours(wholeHours, 'text');
    expect(hours).toHaveLength(48);
    for (const { at, packets, nodes, airtimeMs: air } of hours) {
      const heard = heardIn({ from: at, to: at + HOUR_MS }, 'text');
      expect({ packets, nodes, air }).toEqual({
        packets: heard.length,
        nodes: new Set(heard.map(({ from }) => from)).size,
        air: total(heard, airtimeOf),
      });
    }
    const all = desk.history.hours(wholeHours);
    expect(total2(all)).toBe(heardIn(wholeHours).length);
    expect(desk.history.hours({ from: NOW + 5 * HOUR_MS, to: NOW + 6 * HOUR_MS })[0]).toMatchObject({
      packets: 0,
    });
  });

  it('tells the use of the channel', () => {
    const use = desk.history.channelUse(wholeHours);
    const told = heardIn(wholeHours, 'telemetry');
    expect(use.mean).toBeCloseTo(total(told, useOf) / told.length, 6);
    expect(use.nodes.map(({ mean }) => mean)).toEqual(
      [...use.nodes.map(({ mean }) => mean)].sort((a, b) => b - a),
    );
    for (const { at, mean, most } of use.hours) {
      const inHour = heardIn({ from: at, to: at + HOUR_MS }, 'telemetry').map(useOf);
      expect(most).toBe(Math.max(...inHour));
      expect(mean).toBeCloseTo(inHour.reduce((sum, value) => sum + value, 0) / inHour.length, 6);
    }
  });

  it('knows of no use where nobody told any', () => {
    const silent = { from: NOW - 900 * DAY_MS, to: NOW - 899 * DAY_MS };
    expect(desk.history.channelUse(silent)).toEqual({ mean: undefined, hours: [], nodes: [] });
  });
});

function total2(hours: readonly { readonly packets: number }[]): number {
  return hours.reduce((sum, { packets }) => sum + packets, 0);
}

function useOf(packet: Packet): number {
  const isDevice = packet.kind === 'telemetry' && packet.telemetry.variant === 'device';
  return isDevice ? (packet.telemetry.metrics.channelUtilization ?? 0) : 0;
}

describe('links and receptions', () => {
  const direct = (node: NodeNum, span: TimeSpan) =>
    heardIn(span).filter(({ from, hopsAway, viaMqtt }) => from === node && hopsAway === 0 && !viaMqtt);

  it('tells every true link to us, best, mean and last', () => {
    const span = { from: Math.floor((NOW - 2 * DAY_MS) / HOUR_MS) * HOUR_MS, to: NOW + 1 };
    const links = desk.history.links(span);
    expect(links).toHaveLength(NODES.length);
    const stored = storedLinksIn(desk.database.connection, span);
    expect(stored.map(({ snrLast: _last, ...link }) => link)).toEqual(links);
    for (const { sender, receiver, source, count, snrMean, snrMost, snrLast, lastAt } of stored) {
      const heard = direct(sender, span).sort((a, b) => a.receivedAt - b.receivedAt);
      const snrs = heard.map(({ rxSnr = 0 }) => rxSnr);
      expect({ receiver, source, count }).toEqual({ receiver: BASE, source: 'direct', count: heard.length });
      expect(snrMost).toBe(Math.max(...snrs));
      expect(snrMean).toBeCloseTo(snrs.reduce((sum, snr) => sum + snr, 0) / snrs.length, 6);
      expect([snrLast, lastAt]).toEqual([snrs.at(-1), heard.at(-1)?.receivedAt]);
    }
    const [{ count, lastAt } = { count: 0, lastAt: 0 }] = desk.history.linkOverview(span).sources;
    expect(desk.history.linkOverview(span)).toEqual({
      links: NODES.length,
      sources: [{ source: 'direct', links: NODES.length, count, lastAt }],
    });
    expect(count).toBe(links.reduce((sum, link) => sum + link.count, 0));
    expect(lastAt).toBe(Math.max(...links.map((link) => link.lastAt)));
    const pairs = desk.history.linkedPairs(span);
    expect(new Set(pairs.map((pair) => pair.join()))).toEqual(
      new Set(links.map(({ sender, receiver }) => [sender, receiver].sort((a, b) => a - b).join())),
    );
    expect(desk.history.linksBetween(pairs, span)).toEqual(links);
    expect(desk.history.linksBetween([[OSCAR, BASE]], span)).toEqual(desk.history.links(span, OSCAR));
    expect(desk.history.links(span, OSCAR).map(({ sender }) => sender)).toEqual([OSCAR]);
  });

  it('tells how a node was heard in a day', () => {
    const sums = desk.history.reception(ALPHA, last(24));
    const snrs = direct(ALPHA, last(24)).map(({ rxSnr = 0 }) => rxSnr);
    expect(sums.packets).toBe(heardIn(last(24)).filter(({ from }) => from === ALPHA).length);
    expect(sums.direct).toBe(snrs.length);
    expect([sums.snrLeast, sums.snrMost]).toEqual([Math.min(...snrs), Math.max(...snrs)]);
    expect(sums.last).toMatchObject({ rssi: -88 });
    expect(sums.hours.reduce((sum, hour) => sum + hour.packets, 0)).toBe(sums.packets);
    expect(sums.hours).toHaveLength(25);
  });

  it('knows nothing of a node that was never heard', () => {
    const never = desk.history.reception(BASE, { from: NOW + DAY_MS, to: NOW + 2 * DAY_MS });
    expect(never).toMatchObject({ packets: 0, snrMean: undefined, snrLeast: undefined, last: undefined });
  });
});

describe('single rows', () => {
  it('come page by page, each once', () => {
    const times: number[] = [];
    let after: number | undefined;
    do {
      const page = desk.history.packetPage({
        ...last(9999),
        limit: 700,
        ...(after !== undefined && { after }),
      });
      times.push(...page.rows.map(({ at }) => at));
      after = page.next;
    } while (after !== undefined);
    expect(times).toEqual(PACKETS.map(({ receivedAt }) => receivedAt).sort((a, b) => a - b));
    const { rows, next } = desk.history.textPage({ ...last(9999), limit: COUNT });
    expect([rows.length, next]).toEqual([PACKETS.filter(({ kind }) => kind === 'text').length, undefined]);
  });

  it('tell direct messages from those of a channel, and count what nobody here could read', () => {
    const dm = new HistoryDesk();
    const sealed = { ...without(BARE, 'channel', 'portnum'), channelHash: 0, payload: new Uint8Array(3) };
    dm.receive(aText('for us', { channel: PRIMARY_CHANNEL }), { ...sealed, kind: 'encrypted' });
    expect(dm.history.texts({ ...last(1), channels: [PRIMARY_CHANNEL], limit: 9 })).toEqual([]);
    expect(dm.history.textPage({ ...last(1), limit: 9 }).rows).toMatchObject([{ to: BASE, text: 'for us' }]);
    expect([dm.history.unreadable(BASE, last(1)), dm.history.unreadable(ALPHA, last(1))]).toEqual([1, 0]);
    dm.close();
  });
});

it('tells its sizes', () => {
  const sizes = desk.history.sizes();
  const rows = Object.fromEntries(sizes.tables.map(({ table, rows: count }) => [table, count]));
  expect(rows).toMatchObject({
    packets: heardIn(last(9999)).length,
    texts: PACKETS.filter(({ kind }) => kind === 'text').length,
    telemetry: heardIn(last(9999), 'telemetry').length,
    nodes: NODES.length + 1,
    outbox: 0,
  });
  expect(Math.abs((rows['node_hours'] ?? 0) - desk.count('node_hours'))).toBeLessThan(200);
  expect(sizes).toMatchObject({ keepDays: { packets: 30, texts: 20, sums: 365 }, queued: 0, lost: 0 });
  expect(sizes.since).toBe(Math.min(...PACKETS.map(({ receivedAt }) => receivedAt)));
  expect(sizes.fileBytes).toBeGreaterThan(100_000);
  expect(sizes.diskFreeBytes).toBeGreaterThan(0);
});

it('knows nothing, and no age, when it is new', () => {
  const empty = new HistoryDesk();
  expect(empty.history.traffic(last(24))).toMatchObject({ packets: 0, nodes: 0, newNodes: 0, kinds: [] });
  expect(empty.history.sizes()).toMatchObject({ since: undefined, lastCheck: undefined });
  expect(empty.history.hops(last(24))).toEqual({ counts: [], unknown: 0, nodes: [] });
  expect(empty.history.countBefore(NOW)).toEqual({ packets: 0, texts: 0, links: 0 });
  empty.close();
});
