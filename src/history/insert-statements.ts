/** The statements of the writer. Values go by position: names would cost a third of the time. */
import type { Statement } from 'better-sqlite3';
import type { Connection } from './database.js';
import { MeshSums } from './mesh-sums.js';

type Value = number | string | null;
type Insert = Statement<Value[]>;

export interface RollUpStatements {
  readonly sender: Insert;
  readonly node: Insert;
  readonly mesh: MeshSums;
  readonly link: Insert;
}

export interface InsertStatements {
  readonly packet: Insert;
  readonly text: Insert;
  readonly telemetry: Insert;
  readonly position: Insert;
  readonly change: Insert;
  readonly delivery: Insert;
  readonly node: Insert;
  readonly hours: RollUpStatements;
  readonly days: RollUpStatements;
}

export function prepareInserts(connection: Connection): InsertStatements {
  const into = (table: string, columns: number) =>
    connection.prepare<Value[]>(
      `INSERT INTO ${table} VALUES (${Array(columns).fill('?').join(', ')}) ON CONFLICT (key) DO NOTHING`,
    );
  return {
    packet: into('packets', 16),
    text: into('texts', 9),
    telemetry: into('telemetry', 10),
    position: into('positions', 6),
    change: into('node_changes', 4),
    delivery: into('deliveries', 9),
    node: connection.prepare(
      `INSERT INTO nodes (node, first_seen, last_heard, facts) VALUES (?, ?, ?, ?)
       ON CONFLICT (node) DO UPDATE SET
         first_seen = min(first_seen, excluded.first_seen), last_heard = excluded.last_heard,
         facts = excluded.facts`,
    ),
    hours: prepareRollUps(connection, 'hours'),
    days: prepareRollUps(connection, 'days'),
  };
}

/** `max()` of a null is null, so what is not known must not hide what is. */
function highest(column: string): string {
  return `${column} = coalesce(max(${column}, excluded.${column}), ${column}, excluded.${column})`;
}

function sum(column: string): string {
  return `${column} = ${column} + excluded.${column}`;
}

function prepareRollUps(connection: Connection, span: 'hours' | 'days'): RollUpStatements {
  const traffic = ['packets', 'bytes', 'airtime', 'mqtt'].map(sum).join(', ');
  const utilization = [sum('util_count'), sum('util_sum'), highest('util_max')].join(', ');
  const hops = [sum('hops_known'), sum('hops_sum'), highest('hops_max'), highest('start_max')].join(', ');
  return {
    // slot, node, bytes, airtime, mqtt, hops known, hops, most hops, start, utilisation × 3
    sender: connection.prepare(
      `INSERT INTO sender_${span} VALUES (?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET ${traffic}, ${hops}, ${utilization}`,
    ),
    // slot, node, kind, bytes, airtime, mqtt, direct, snr, hops known, hops, most hops, start
    node: connection.prepare(
      `INSERT INTO node_${span} VALUES (?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET ${traffic}, ${sum('direct')}, ${sum('snr_sum')}, ${hops}`,
    ),
    mesh: new MeshSums(
      connection.prepare(
        `INSERT INTO mesh_${span} VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT DO UPDATE SET ${traffic}, ${utilization}`,
      ),
    ),
    // slot, sender, receiver, source, snr × 3, at
    link: connection.prepare(
      `INSERT INTO link_${span} VALUES (?, ?, ?, ?, 1, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET ${sum('count')}, ${sum('snr_sum')}, snr_max = max(snr_max, excluded.snr_max),
         snr_last = iif(excluded.last_at >= last_at, excluded.snr_last, snr_last),
         last_at = max(last_at, excluded.last_at)`,
    ),
  };
}
