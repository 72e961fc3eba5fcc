/** When nodes were heard, and by way of whom. */
import type { NodeHour, RelayCount, TimeSpan } from '../mesh/history.js';
import type { NodeNum } from '../mesh/ids.js';
import { FLAG } from './codes.js';
import type { Connection } from './database.js';
import { eachRow } from './packed-rows.js';
import { DAY_MS, HOUR_MS } from './packet-writer.js';
import { keyAt } from './stamp.js';

/** The key begins with the slot: each slot named is a row found at once, where a range would read those of all nodes. */
export function hoursOfNode(connection: Connection, nodeNum: NodeNum, span: TimeSpan): NodeHour[] {
  const slots = slotsIn(span, HOUR_MS);
  const rows = connection
    .prepare<[string, NodeNum], { slot: number; packets: number }>(
      `SELECT slot, packets FROM sender_hours
       WHERE slot IN (SELECT value FROM json_each(?)) AND node = ?`,
    )
    .all(JSON.stringify(slots), nodeNum);
  const bySlot = new Map(rows.map(({ slot, packets }) => [slot, packets]));
  return slots.map((slot) => ({ at: slot * HOUR_MS, packets: bySlot.get(slot) ?? 0 }));
}

export function senderDaysIn(
  connection: Connection,
  nodeNums: readonly NodeNum[],
  span: TimeSpan,
): Map<NodeNum, number> {
  const rows = connection
    .prepare<[string, string], { node: NodeNum; packets: number }>(
      `SELECT node, sum(packets) AS packets FROM sender_days
       WHERE slot IN (SELECT value FROM json_each(?)) AND node IN (SELECT value FROM json_each(?))
       GROUP BY node`,
    )
    .all(JSON.stringify(slotsIn(span, DAY_MS)), JSON.stringify(nodeNums));
  return new Map(rows.map(({ node, packets }) => [node, packets]));
}

function slotsIn({ from, to }: TimeSpan, slotMs: number): number[] {
  const first = Math.floor(from / slotMs);
  return Array.from({ length: Math.max(0, Math.ceil(to / slotMs) - first) }, (_, index) => first + index);
}

/** A sender names itself as the relay of what it sends (firmware src/mesh/Router.cpp), and 0 is nobody. */
export function relaysIn(connection: Connection, span: TimeSpan): RelayCount[] {
  const from = Math.max(span.from, span.to - DAY_MS);
  const counts = new Map<number, number>();
  const others = `NOT flags & ${FLAG.own | FLAG.viaMqtt}`;
  eachRow(
    connection,
    {
      columns: ['relay'],
      from: `packets WHERE key >= @from AND key < @to AND hops > 0 AND relay > 0 AND ${others}`,
    },
    { from: keyAt(from), to: keyAt(span.to) },
    ([relay = 0]) => counts.set(relay, (counts.get(relay) ?? 0) + 1),
  );
  return [...counts]
    .map(([relayNode, packets]) => ({ relayNode, packets }))
    .sort((a, b) => b.packets - a.packets || a.relayNode - b.relayNode);
}
