/** Deletes what is too old in steps so small that nobody waits for them. */
import { SENSOR_SLOT_MS } from '../mesh/sensor-history.js';
import type { Connection } from './database.js';
import { DAY_MS, HOUR_MS } from './packet-writer.js';
import { keyAt } from './stamp.js';

/** A table and how its rows are told apart: the first column rises with time. */
interface Ageing {
  readonly table: string;
  readonly columns: string;
  /** The first value of the first column that is kept. */
  readonly edge: (before: number) => number;
}

const byKey = (table: string): Ageing => ({ table, columns: 'key', edge: keyAt });
const bySensorSlot: Ageing = {
  table: 'sensor_means',
  columns: 'slot, sensor',
  edge: (before) => Math.floor(before / SENSOR_SLOT_MS),
};
const bySlot = (table: string, columns: string): Ageing => ({
  table,
  columns: `slot, ${columns}`,
  edge: (before) => Math.floor(before / (table.endsWith('_hours') ? HOUR_MS : DAY_MS)),
});

export const AGEING = {
  packets: [byKey('packets')],
  texts: [byKey('texts')],
  telemetry: [byKey('telemetry'), byKey('positions')],
  // `keptIn` looks at the first one: the others may still hold what it has lost, not the other way round.
  hours: [
    bySlot('node_hours', 'node, kind'),
    bySlot('sender_hours', 'node'),
    bySlot('link_hours', 'sender, receiver, source'),
  ],
  days: [
    bySlot('mesh_hours', 'kind, channel, hops'),
    bySlot('node_days', 'node, kind'),
    bySlot('sender_days', 'node'),
    bySlot('mesh_days', 'kind, channel, hops'),
    bySlot('link_days', 'sender, receiver, source'),
    byKey('deliveries'),
    byKey('node_changes'),
  ],
  sensors: [bySensorSlot],
  links: [bySlot('link_hours', 'sender, receiver, source'), bySlot('link_days', 'sender, receiver, source')],
} as const;

/** Deletes at most `rows` and tells how many it were. */
export type DeleteSome = (rows: number) => number;

export function deletionsOf(
  connection: Connection,
  group: keyof typeof AGEING,
  before: number,
): readonly DeleteSome[] {
  return AGEING[group].map(({ table, columns, edge }) => {
    const [first] = columns.split(',');
    const deletion = connection.prepare<[number, number]>(
      `DELETE FROM ${table} WHERE (${columns}) IN
         (SELECT ${columns} FROM ${table} WHERE ${first} < ? ORDER BY ${first} LIMIT ?)`,
    );
    const value = edge(before);
    return (rows) => deletion.run(value, rows).changes;
  });
}
