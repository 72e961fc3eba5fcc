/** Who uses the air, and how much: answered from sums, and from single packets only at the edges of the time. */
import type {
  HopCounts,
  HopShares,
  HourTraffic,
  KindSums,
  KindTraffic,
  MeshTraffic,
  NodeHops,
  NodeKindCount,
  NodeTraffic,
  PacketKind,
  SenderSums,
  TimeSpan,
  TrafficSums,
} from '../mesh/history.js';
import { type NodeNum, toNodeNum } from '../mesh/ids.js';
import { kindCode, kindOf } from './codes.js';
import { cover, type Kept } from './cover.js';
import type { Connection } from './database.js';
import { eachRow } from './packed-rows.js';
import { DAY_MS, HOUR_MS } from './packet-writer.js';
import { hopSource, meshSource, senderSource, trafficOfSome, trafficSource } from './sources.js';
import { timeOf } from './stamp.js';

interface KindRow extends TrafficSums {
  readonly kind: number;
}

interface NodeKindRow extends KindRow {
  readonly node: NodeNum;
}

/** A node number and the code of a kind, below this, make one number. */
const KIND_CODES = 256;

const SUMS = `sum(packets) AS packets, sum(bytes) AS bytes, sum(airtime) AS airtimeMs, sum(mqtt) AS viaMqtt`;

interface HopRow {
  readonly nodeNum: NodeNum;
  readonly packets: number;
  readonly usual: number;
  readonly most: number;
  readonly limit: number | null;
}

export function keptIn(connection: Connection): Kept {
  const oldest = connection.prepare<[], number | null>('SELECT min(key) FROM packets').pluck().get();
  const newest = connection.prepare<[], number | null>('SELECT max(key) FROM packets').pluck().get();
  const hour = connection.prepare<[], number | null>('SELECT min(slot) FROM node_hours').pluck().get();
  return {
    packetsFrom: oldest == null ? undefined : timeOf(oldest),
    packetsTo: newest == null ? undefined : timeOf(newest),
    hoursFrom: hour ?? undefined,
  };
}

/** The oldest packet, or the day of the oldest sums where those are older. */
export function heardSince(connection: Connection): number | undefined {
  const { packetsFrom } = keptIn(connection);
  const slot = connection.prepare<[], number | null>('SELECT min(slot) FROM mesh_days').pluck().get();
  const dayFrom = slot == null ? undefined : slot * DAY_MS;
  if (packetsFrom === undefined || dayFrom === undefined) return packetsFrom ?? dayFrom;
  return dayFrom > packetsFrom - DAY_MS ? packetsFrom : dayFrom;
}

export function kindTraffic(connection: Connection, span: TimeSpan): KindTraffic {
  const rows = connection
    .prepare<[object], KindRow>(`SELECT kind, ${SUMS} FROM ${meshSource()} GROUP BY kind`)
    .all(cover(span, keptIn(connection)));
  return { ...sumUp(rows), kinds: kindsOf(rows) };
}

export function meshTraffic(connection: Connection, span: TimeSpan, own: NodeNum | undefined): MeshTraffic {
  const heard = connection
    .prepare<[object], { nodes: number; newNodes: number }>(
      `SELECT count(*) AS nodes, count(nodes.node) AS newNodes
       FROM (SELECT DISTINCT node FROM ${senderSource()}) AS heard
       LEFT JOIN nodes ON nodes.node = heard.node AND first_seen >= @from AND first_seen < @to
         AND nodes.node <> @own`,
    )
    .get({ ...cover(span, keptIn(connection)), ...span, own: own ?? 0 });
  const { nodes = 0, newNodes = 0 } = heard ?? {};
  return { ...kindTraffic(connection, span), nodes, newNodes };
}

export function countSenders(connection: Connection, span: TimeSpan, kind: PacketKind): number {
  return Number(
    connection
      .prepare<[object], number>(
        `SELECT count(DISTINCT node) FROM ${trafficSource('all')} WHERE kind = @kind`,
      )
      .pluck()
      .get({ ...cover(span, keptIn(connection)), kind: kindCode(kind) }),
  );
}

type Written<Sums> = { -readonly [Name in keyof Sums]: Sums[Name] };

/** Most packets first. */
export function senderSumsIn(connection: Connection, span: TimeSpan): SenderSums[] {
  const byNode = new Map<number, Written<SenderSums>>();
  const wanted = { columns: ['node', 'packets', 'bytes', 'airtime', 'mqtt'], from: senderSource() };
  eachRow(connection, wanted, cover(span, keptIn(connection)), (row) => {
    const [node = 0, packets = 0, bytes = 0, airtimeMs = 0, viaMqtt = 0] = row;
    const sums = byNode.get(node);
    if (sums) {
      sums.packets += packets;
      sums.bytes += bytes;
      sums.airtimeMs += airtimeMs;
      sums.viaMqtt += viaMqtt;
    } else byNode.set(node, { nodeNum: toNodeNum(node), packets, bytes, airtimeMs, viaMqtt });
  });
  return [...byNode.values()].sort((a, b) => b.packets - a.packets || a.nodeNum - b.nodeNum);
}

/** In one pass over the sums: no node sends so seldom that looking at the busy ones first would be quicker. */
export function frequentIn(
  connection: Connection,
  span: TimeSpan,
  least: Readonly<Partial<Record<PacketKind, number>>>,
): NodeKindCount[] {
  const counts = new Map<number, number>();
  const kinds = (Object.keys(least) as PacketKind[]).map(kindCode);
  eachRow(
    connection,
    {
      columns: [`node * ${KIND_CODES} + kind`, 'packets'],
      from: `${trafficSource('all')} WHERE kind IN (SELECT value FROM json_each(@kinds))`,
    },
    { ...cover(span, keptIn(connection)), kinds: JSON.stringify(kinds) },
    ([key = 0, packets = 0]) => counts.set(key, (counts.get(key) ?? 0) + packets),
  );
  return [...counts]
    .map(([key, packets]) => {
      return { nodeNum: toNodeNum(Math.floor(key / KIND_CODES)), kind: kindOf(key % KIND_CODES), packets };
    })
    .filter(({ kind, packets }) => packets >= (least[kind] ?? 0));
}

export function talkersIn(connection: Connection, span: TimeSpan, limit: number): NodeTraffic[] {
  const nodes = senderSumsIn(connection, span).slice(0, limit);
  const wanted = JSON.stringify(nodes.map(({ nodeNum }) => nodeNum));
  const byKind = connection
    .prepare<[object], NodeKindRow>(`SELECT node, kind, ${SUMS} FROM ${trafficOfSome()} GROUP BY node, kind`)
    .all({ ...cover(span, keptIn(connection)), nodes: wanted });
  const byNode = groupBy(byKind, ({ node }) => node);
  return nodes.map((sums) => ({ ...sums, kinds: kindsOf(byNode.get(sums.nodeNum) ?? []) }));
}

export function nodeTraffic(connection: Connection, nodeNum: NodeNum, span: TimeSpan): NodeTraffic {
  const rows = connection
    .prepare<[object], KindRow>(`SELECT kind, ${SUMS} FROM ${trafficSource('one')} GROUP BY kind`)
    .all({ ...cover(span, keptIn(connection)), node: nodeNum });
  return { nodeNum, ...sumUp(rows), kinds: kindsOf(rows) };
}

function sumUp(rows: readonly TrafficSums[]): TrafficSums {
  const sums = { packets: 0, bytes: 0, airtimeMs: 0, viaMqtt: 0 };
  for (const row of rows) {
    sums.packets += row.packets;
    sums.bytes += row.bytes;
    sums.airtimeMs += row.airtimeMs;
    sums.viaMqtt += row.viaMqtt;
  }
  return sums;
}

function kindsOf(rows: readonly KindRow[]): KindSums[] {
  const byKind = groupBy(rows, ({ kind }) => kind);
  return [...byKind]
    .map(([code, ofKind]) => ({ kind: kindOf(code), ...sumUp(ofKind) }))
    .sort((a, b) => b.packets - a.packets);
}

function groupBy<Row, Key>(rows: readonly Row[], keyOf: (row: Row) => Key): Map<Key, Row[]> {
  const groups = new Map<Key, Row[]>();
  for (const row of rows) {
    const group = groups.get(keyOf(row));
    if (group) group.push(row);
    else groups.set(keyOf(row), [row]);
  }
  return groups;
}

export function hopCounts(connection: Connection, span: TimeSpan): HopCounts {
  const nodes = connection
    .prepare<[object], HopRow>(
      `SELECT node AS nodeNum, sum(hops_known) AS packets, sum(hops_sum) * 1.0 / sum(hops_known) AS usual,
         max(hops_max) AS most, max(start_max) AS "limit"
       FROM ${hopSource()} GROUP BY node HAVING sum(hops_known) > 0
       ORDER BY most DESC, usual DESC, node`,
    )
    .all(cover(span, keptIn(connection)));
  return { ...hopSharesIn(connection, span), nodes: nodes.map(toNodeHops) };
}

export function hopSharesIn(connection: Connection, span: TimeSpan): HopShares {
  const byHops = connection
    .prepare<[object], { hops: number; packets: number }>(
      `SELECT hops, sum(packets) AS packets FROM ${meshSource()} GROUP BY hops`,
    )
    .all(cover(span, keptIn(connection)));
  const farthest = Math.max(-1, ...byHops.map(({ hops }) => hops));
  const counts = Array.from({ length: farthest + 1 }, (_, hops) => countOf(byHops, hops));
  return { counts, unknown: countOf(byHops, -1) };
}

function countOf(rows: readonly { hops: number; packets: number }[], hops: number): number {
  return rows.find((row) => row.hops === hops)?.packets ?? 0;
}

function toNodeHops({ limit, ...rest }: HopRow): NodeHops {
  return { ...rest, limit: limit ?? undefined };
}

export function hourTraffic(connection: Connection, span: TimeSpan, kind?: PacketKind): HourTraffic[] {
  const [first, last] = [Math.floor(span.from / HOUR_MS), Math.ceil(span.to / HOUR_MS)];
  const rows = connection
    .prepare<[object], HourTraffic & { slot: number }>(
      // Either way a row is a node.
      `SELECT slot, sum(packets) AS packets, sum(airtime) AS airtimeMs, count(*) AS nodes
       FROM ${kind === undefined ? 'sender_hours' : 'node_hours'}
       WHERE slot >= @first AND slot < @last ${kind === undefined ? '' : 'AND kind = @kind'} GROUP BY slot`,
    )
    .all({ first, last, kind: kind === undefined ? null : kindCode(kind) });
  const bySlot = new Map(rows.map(({ slot, ...sums }) => [slot, sums]));
  return Array.from({ length: Math.max(0, last - first) }, (_, index) => ({
    ...(bySlot.get(first + index) ?? { packets: 0, airtimeMs: 0, nodes: 0 }),
    at: (first + index) * HOUR_MS,
  }));
}

/** Packets kept since the oldest one, by the sums; with a kind those of that kind. */
export function countPackets(connection: Connection, span: TimeSpan, kind?: PacketKind): number {
  return Number(
    connection
      .prepare<[object], number | null>(
        `SELECT sum(packets) FROM ${meshSource()} WHERE @kind IS NULL OR kind = @kind`,
      )
      .pluck()
      .get({ ...cover(span, keptIn(connection)), kind: kind === undefined ? null : kindCode(kind) }) ?? 0,
  );
}
