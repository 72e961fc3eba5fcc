/** Single rows as they were kept. */
import type {
  Page,
  PageQuery,
  StoredDelivery,
  StoredMetrics,
  StoredPacket,
  StoredPosition,
  StoredText,
  TextQuery,
  TimeSpan,
} from '../mesh/history.js';
import type { ChannelIndex, NodeNum, PacketId } from '../mesh/ids.js';
import type { Delivery } from '../mesh/radio.js';
import { FLAG, hundredthsKnown, kindOf, known } from './codes.js';
import type { Connection } from './database.js';
import { DAY_MS } from './packet-writer.js';
import { keyAt, timeOf } from './stamp.js';

interface TextRow {
  readonly key: number;
  readonly sender: NodeNum;
  readonly addressee: NodeNum | null;
  readonly id: PacketId;
  readonly channel: ChannelIndex;
  readonly hops: number | null;
  readonly flags: number;
  readonly reply_id: PacketId | null;
  readonly text: string;
}

const ON_CHANNELS =
  'key >= ? AND key < ? AND addressee IS NULL AND channel IN (SELECT value FROM json_each(?))';

/** Newest first. */
export function textsOn(connection: Connection, { from, to, channels, limit }: TextQuery): StoredText[] {
  return connection
    .prepare<[number, number, string, number], TextRow>(
      `SELECT * FROM texts WHERE ${ON_CHANNELS} ORDER BY key DESC LIMIT ?`,
    )
    .all(keyAt(from), keyAt(to), JSON.stringify(channels), limit)
    .map(toText);
}

export function countTextsOn(connection: Connection, query: Omit<TextQuery, 'limit'>): number {
  const count = connection.prepare<[number, number, string], number>(
    `SELECT count(*) FROM texts WHERE ${ON_CHANNELS}`,
  );
  return count.pluck().get(keyAt(query.from), keyAt(query.to), JSON.stringify(query.channels)) ?? 0;
}

function toText({ key, sender, addressee, reply_id: replyId, hops, flags, ...rest }: TextRow): StoredText {
  return {
    at: timeOf(key),
    from: sender,
    to: known(addressee),
    replyId: known(replyId),
    hops: known(hops),
    isReaction: (flags & FLAG.reaction) !== 0,
    viaMqtt: (flags & FLAG.viaMqtt) !== 0,
    ...rest,
  };
}

interface PacketRow {
  readonly key: number;
  readonly sender: NodeNum;
  readonly addressee: NodeNum | null;
  readonly id: PacketId;
  readonly kind: number;
  readonly portnum: number | null;
  readonly channel: number | null;
  readonly hops: number | null;
  readonly hop_limit: number;
  readonly hop_start: number | null;
  readonly snr: number | null;
  readonly rssi: number | null;
  readonly relay: number | null;
  readonly flags: number;
  readonly bytes: number;
  readonly airtime: number;
}

function toPacket(row: PacketRow): StoredPacket {
  return {
    at: timeOf(row.key),
    from: row.sender,
    to: known(row.addressee),
    id: row.id,
    kind: kindOf(row.kind),
    portnum: known(row.portnum),
    channel: known(row.channel),
    hops: known(row.hops),
    hopLimit: row.hop_limit,
    hopStart: known(row.hop_start),
    snr: hundredthsKnown(row.snr),
    rssi: known(row.rssi),
    relayNode: known(row.relay),
    viaMqtt: (row.flags & FLAG.viaMqtt) !== 0,
    bytes: row.bytes,
    airtimeMs: row.airtime,
  };
}

export function packetPageOf(connection: Connection, query: PageQuery): Page<StoredPacket> {
  return pageOf(rowsOf<PacketRow>(connection, 'packets', query), query, toPacket);
}

export function textPageOf(connection: Connection, query: PageQuery): Page<StoredText> {
  return pageOf(rowsOf<TextRow>(connection, 'texts', query), query, toText);
}

function rowsOf<Row>(connection: Connection, table: 'packets' | 'texts', query: PageQuery): Row[] {
  const from = Math.max(keyAt(query.from), (query.after ?? -1) + 1);
  return connection
    .prepare<[number, number, number], Row>(
      `SELECT * FROM ${table} WHERE key >= ? AND key < ? ORDER BY key LIMIT ?`,
    )
    .all(from, keyAt(query.to), query.limit);
}

function pageOf<Row extends { readonly key: number }, Shown>(
  rows: readonly Row[],
  { limit }: PageQuery,
  show: (row: Row) => Shown,
): Page<Shown> {
  return { rows: rows.map(show), next: rows.length < limit ? undefined : rows.at(-1)?.key };
}

interface PositionRow {
  readonly key: number;
  readonly latitude: number;
  readonly longitude: number;
  readonly altitude: number | null;
  readonly precision: number | null;
}

export function positionsOf(connection: Connection, nodeNum: NodeNum, span: TimeSpan): StoredPosition[] {
  return connection
    .prepare<[NodeNum, number, number], PositionRow>(
      `SELECT key, latitude, longitude, altitude, precision FROM positions
       WHERE node = ? AND key >= ? AND key < ? ORDER BY key`,
    )
    .all(nodeNum, keyAt(span.from), keyAt(span.to))
    .map(({ key, latitude, longitude, altitude, precision }) => ({
      at: timeOf(key),
      latitude: latitude / 1e7,
      longitude: longitude / 1e7,
      altitudeMeters: known(altitude),
      precisionBits: known(precision),
    }));
}

interface MetricsRow {
  readonly key: number;
  readonly battery: number | null;
  readonly millivolts: number | null;
  readonly utilization: number | null;
  readonly air_util_tx: number | null;
  readonly uptime: number | null;
}

/** At most the last day of the time. */
export function metricsOf(connection: Connection, nodeNum: NodeNum, span: TimeSpan): StoredMetrics[] {
  return connection
    .prepare<[number, number, NodeNum], MetricsRow>(
      `SELECT key, battery, millivolts, utilization, air_util_tx, uptime FROM telemetry
       WHERE key >= ? AND key < ? AND node = ?
         AND coalesce(battery, millivolts, utilization, air_util_tx, uptime) IS NOT NULL
       ORDER BY key`,
    )
    .all(keyAt(Math.max(span.from, span.to - DAY_MS)), keyAt(span.to), nodeNum)
    .map(toMetrics);
}

function toMetrics({
  key,
  battery,
  millivolts,
  utilization,
  air_util_tx,
  uptime,
}: MetricsRow): StoredMetrics {
  return {
    at: timeOf(key),
    ...(battery !== null && { batteryLevel: battery }),
    ...(millivolts !== null && { voltage: millivolts / 1000 }),
    ...(utilization !== null && { channelUtilization: utilization / 100 }),
    ...(air_util_tx !== null && { airUtilTx: air_util_tx / 100 }),
    ...(uptime !== null && { uptimeSeconds: uptime }),
  };
}

interface DeliveryRow {
  readonly key: number;
  readonly addressee: NodeNum | null;
  readonly channel: ChannelIndex;
  readonly kind: string;
  readonly outcome: Delivery['outcome'];
  readonly reason: string | null;
  readonly tookMs: number;
  readonly attempts: number;
}

/** Newest first. */
export function deliveriesIn(connection: Connection, span: TimeSpan): StoredDelivery[] {
  return connection
    .prepare<[number, number], DeliveryRow>(
      `SELECT key, addressee, channel, kind, outcome, reason, took_ms AS tookMs, attempts FROM deliveries
       WHERE key >= ? AND key < ? ORDER BY key DESC`,
    )
    .all(keyAt(span.from), keyAt(span.to))
    .map(({ key, addressee, reason, ...rest }) => ({
      at: timeOf(key),
      to: known(addressee),
      reason: known(reason),
      ...rest,
    }));
}
