import { statfsSync } from 'node:fs';
import type { Checked, Cleaned, HistorySizes, TableSize } from '../mesh/history-sizes.js';
import type { Connection } from './database.js';
import { readFact } from './facts.js';
import { DAY_MS, HOUR_MS } from './packet-writer.js';
import { keyAt, timeOf } from './stamp.js';
import { countPackets } from './traffic-reader.js';

/** Few enough rows to be counted while somebody waits. */
const COUNTED = ['texts', 'nodes', 'node_changes', 'deliveries', 'outages', 'keys', 'outbox'] as const;
const ROLL_UPS = [
  'node_hours',
  'node_days',
  'sender_hours',
  'sender_days',
  'mesh_hours',
  'mesh_days',
  'link_hours',
  'link_days',
] as const;

export type StoredSizes = Omit<
  HistorySizes,
  'diskFreeBytes' | 'ceilingBytes' | 'keepDays' | 'queued' | 'lost'
>;

export function storedSizes(connection: Connection): StoredSizes {
  const oldest = bounds(connection, 'packets')?.from;
  return {
    fileBytes: fileBytesOf(connection),
    freeBytes: numberOf(connection, 'freelist_count') * numberOf(connection, 'page_size'),
    schemaVersion: numberOf(connection, 'user_version'),
    tables: tableSizes(connection),
    indexes: countOf(connection, "SELECT count(*) FROM sqlite_schema WHERE type = 'index'"),
    since: oldest === undefined ? undefined : timeOf(oldest),
    lastCheck: readFact(connection, 'check') as Checked | undefined,
  };
}

export function numberOf(
  connection: Connection,
  pragma: 'page_size' | 'page_count' | 'freelist_count' | 'user_version',
): number {
  return Number(connection.pragma(pragma, { simple: true }));
}

export function fileBytesOf(connection: Connection): number {
  return numberOf(connection, 'page_count') * numberOf(connection, 'page_size');
}

export function diskFreeBytes(folder: string): number | undefined {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch {
    return undefined;
  }
}

/** Of links it matters only whether there are any. */
const LINKS_COUNTED = 10_000;

/** What `clean` would delete; a great many links are not counted to the last. */
export function countBefore(connection: Connection, before: number): Cleaned {
  const oldest = bounds(connection, 'packets');
  const span = { from: oldest ? timeOf(oldest.from) : before, to: before };
  return {
    packets: span.from < before ? countPackets(connection, span) : 0,
    texts: countOf(connection, 'SELECT count(*) FROM texts WHERE key < ?', keyAt(before)),
    links:
      countLinks(connection, 'hours', Math.floor(before / HOUR_MS)) +
      countLinks(connection, 'days', Math.floor(before / DAY_MS)),
  };
}

function countLinks(connection: Connection, unit: 'hours' | 'days', before: number): number {
  const some = `SELECT 1 FROM link_${unit} WHERE slot < ? LIMIT ${LINKS_COUNTED}`;
  return countOf(connection, `SELECT count(*) FROM (${some})`, before);
}

function tableSizes(connection: Connection): TableSize[] {
  return [
    { table: 'packets', rows: sizeBySums(connection, 'packets') },
    ...COUNTED.map((table) => ({ table, rows: countOf(connection, `SELECT count(*) FROM ${table}`) })),
    { table: 'telemetry', rows: sizeBySums(connection, 'telemetry') },
    { table: 'positions', rows: countOf(connection, 'SELECT count(*) FROM positions') },
    ...ROLL_UPS.map((table) => ({ table, rows: sampledSize(connection, table) })),
  ];
}

function sizeBySums(connection: Connection, table: 'packets' | 'telemetry'): number {
  const kept = bounds(connection, table);
  if (!kept) return 0;
  const span = { from: timeOf(kept.from), to: timeOf(kept.to) + 1 };
  return countPackets(connection, span, table === 'telemetry' ? 'telemetry' : undefined);
}

function bounds(connection: Connection, table: 'packets' | 'telemetry') {
  const edge = (which: 'min' | 'max') =>
    connection.prepare<[], number | null>(`SELECT ${which}(key) FROM ${table}`).pluck().get();
  const [from, to] = [edge('min'), edge('max')];
  return from == null || to == null ? undefined : { from, to };
}

/** Rows of three slots, spread over all. */
function sampledSize(connection: Connection, table: (typeof ROLL_UPS)[number]): number {
  const edge = (which: 'min' | 'max') =>
    connection.prepare<[], number | null>(`SELECT ${which}(slot) FROM ${table}`).pluck().get();
  const [first, last] = [edge('min'), edge('max')];
  if (first == null || last == null) return 0;
  const count = connection.prepare<[number], number>(`SELECT count(*) FROM ${table} WHERE slot = ?`).pluck();
  const slots = last - first + 1;
  if (slots <= 3) return countOf(connection, `SELECT count(*) FROM ${table}`);
  const samples = [0.25, 0.5, 0.75].map((share) => count.get(first + Math.floor(slots * share)) ?? 0);
  return Math.round((samples.reduce((sum, rows) => sum + rows, 0) / samples.length) * slots);
}

function countOf(connection: Connection, sql: string, ...values: number[]): number {
  return (
    connection
      .prepare<number[], number>(sql)
      .pluck()
      .get(...values) ?? 0
  );
}
