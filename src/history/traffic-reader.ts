/** Who uses the air, and how much: answered from sums, and from single packets only at the edges of the time. */
import type {
  ChannelUse,
  HopCounts,
  HourTraffic,
  HourUtilization,
  KindSums,
  MeshTraffic,
  NodeHops,
  NodeTraffic,
  PacketKind,
  TimeSpan,
  TrafficSums,
} from '../mesh/history.js';
import type { NodeNum } from '../mesh/ids.js';
import { fromHundredths, kindCode, kindOf } from './codes.js';
import { cover, coverHours, type Kept } from './cover.js';
import type { Connection } from './database.js';
import { HOUR_MS } from './packet-writer.js';
import { hopSource, meshSource, trafficSource, useSource } from './sources.js';
import { timeOf } from './stamp.js';

interface KindRow {
  readonly node: NodeNum;
  readonly kind: number;
  readonly packets: number;
  readonly bytes: number;
  readonly airtimeMs: number;
  readonly viaMqtt: number;
}

interface HopRow {
  readonly nodeNum: NodeNum;
  readonly packets: number;
  readonly usual: number;
  readonly most: number;
  readonly limit: number | null;
}

export function keptIn(connection: Connection): Kept {
  const oldest = connection.prepare<[], number | null>('SELECT min(key) FROM packets').pluck().get();
  const hour = connection.prepare<[], number | null>('SELECT min(slot) FROM node_hours').pluck().get();
  return { packetsFrom: oldest == null ? undefined : timeOf(oldest), hoursFrom: hour ?? undefined };
}

export function meshTraffic(connection: Connection, span: TimeSpan, own: NodeNum | undefined): MeshTraffic {
  const rows = kindRows(connection, span);
  const nodes = new Set(rows.map(({ node }) => node)).size;
  const newNodes = connection
    .prepare<[number, number, NodeNum], number>(
      'SELECT count(*) FROM nodes WHERE first_seen >= ? AND first_seen < ? AND node <> ?',
    )
    .pluck()
    .get(span.from, span.to, own ?? (0 as NodeNum));
  return { ...sumUp(rows), kinds: kindsOf(rows), nodes, newNodes: newNodes ?? 0 };
}

export function talkersIn(connection: Connection, span: TimeSpan, limit: number): NodeTraffic[] {
  const byNode = groupBy(kindRows(connection, span), ({ node }) => node);
  return [...byNode]
    .map(([nodeNum, rows]) => ({ nodeNum, ...sumUp(rows), kinds: kindsOf(rows) }))
    .sort((a, b) => b.packets - a.packets || a.nodeNum - b.nodeNum)
    .slice(0, limit);
}

export function nodeTraffic(connection: Connection, nodeNum: NodeNum, span: TimeSpan): NodeTraffic {
  const rows = kindRows(connection, span, nodeNum);
  return { nodeNum, ...sumUp(rows), kinds: kindsOf(rows) };
}

function kindRows(connection: Connection, span: TimeSpan, node?: NodeNum): KindRow[] {
  return connection
    .prepare<[object], KindRow>(
      `SELECT node, kind, sum(packets) AS packets, sum(bytes) AS bytes, sum(airtime) AS airtimeMs,
         sum(mqtt) AS viaMqtt
       FROM ${trafficSource(node !== undefined)} GROUP BY node, kind`,
    )
    .all({ ...cover(span, keptIn(connection)), ...(node !== undefined && { node }) });
}

function sumUp(rows: readonly KindRow[]): TrafficSums {
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
  const parts = cover(span, keptIn(connection));
  const byHops = connection
    .prepare<[object], { hops: number; packets: number }>(
      `SELECT hops, sum(packets) AS packets FROM ${meshSource()} GROUP BY hops`,
    )
    .all(parts);
  const nodes = connection
    .prepare<[object], HopRow>(
      `SELECT node AS nodeNum, sum(hops_known) AS packets, sum(hops_sum) * 1.0 / sum(hops_known) AS usual,
         max(hops_max) AS most, max(start_max) AS "limit"
       FROM ${hopSource()} GROUP BY node HAVING sum(hops_known) > 0
       ORDER BY most DESC, usual DESC, node`,
    )
    .all(parts);
  const farthest = Math.max(-1, ...byHops.map(({ hops }) => hops));
  const counts = Array.from({ length: farthest + 1 }, (_, hops) => countOf(byHops, hops));
  return { counts, unknown: countOf(byHops, -1), nodes: nodes.map(toNodeHops) };
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
      `SELECT slot, sum(packets) AS packets, sum(airtime) AS airtimeMs, count(DISTINCT node) AS nodes
       FROM node_hours WHERE slot >= @first AND slot < @last AND (@kind IS NULL OR kind = @kind)
       GROUP BY slot`,
    )
    .all({ first, last, kind: kind === undefined ? null : kindCode(kind) });
  const bySlot = new Map(rows.map(({ slot, ...sums }) => [slot, sums]));
  return Array.from({ length: Math.max(0, last - first) }, (_, index) => ({
    ...(bySlot.get(first + index) ?? { packets: 0, airtimeMs: 0, nodes: 0 }),
    at: (first + index) * HOUR_MS,
  }));
}

interface UseRow {
  readonly nodeNum: NodeNum;
  readonly sum: number;
  readonly count: number;
  readonly most: number;
}

export function channelUseIn(connection: Connection, span: TimeSpan): ChannelUse {
  const rows = connection
    .prepare<[object], UseRow>(
      `SELECT node AS nodeNum, sum(util_sum) AS sum, sum(util_count) AS count, max(util_max) AS most
       FROM ${useSource()} GROUP BY node`,
    )
    .all(coverHours(span, keptIn(connection)));
  const [sum, count] = [total(rows, 'sum'), total(rows, 'count')];
  const nodes = rows
    .map((row) => ({
      nodeNum: row.nodeNum,
      mean: fromHundredths(row.sum / row.count),
      most: fromHundredths(row.most),
    }))
    .sort((a, b) => b.mean - a.mean || a.nodeNum - b.nodeNum);
  return {
    mean: count > 0 ? fromHundredths(sum / count) : undefined,
    hours: useByHour(connection, span),
    nodes,
  };
}

function total(rows: readonly UseRow[], column: 'sum' | 'count'): number {
  return rows.reduce((sum, row) => sum + row[column], 0);
}

function useByHour(connection: Connection, { from, to }: TimeSpan): HourUtilization[] {
  return connection
    .prepare<[object], { slot: number; mean: number; most: number }>(
      `SELECT slot, sum(util_sum) * 1.0 / sum(util_count) AS mean, max(util_max) AS most FROM mesh_hours
       WHERE slot >= @first AND slot < @last AND util_count > 0 GROUP BY slot ORDER BY slot`,
    )
    .all({ first: Math.floor(from / HOUR_MS), last: Math.ceil(to / HOUR_MS) })
    .map(({ slot, mean, most }) => ({
      at: slot * HOUR_MS,
      mean: fromHundredths(mean),
      most: fromHundredths(most),
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
