/** The rows that a `Cover` names, as one table for the statements that sum them up. */
import { FLAG } from './codes.js';

const TRAFFIC_SUMS = 'node, kind, packets, bytes, airtime, mqtt';
const SENDER_SUMS = 'node, packets, bytes, airtime, mqtt';
const HOP_SUMS = 'node, hops_known, hops_sum, hops_max, start_max';
const USE_SUMS = 'node, util_count, util_sum, util_max';
const MESH_SUMS = 'kind, packets, bytes, airtime, mqtt, hops';
const LINK_SUMS = 'sender, receiver, source, count, snr_sum, snr_max, snr_last, last_at';

/** Single packets, those of our own node left out. */
function packetRows(columns: string, range: 'head' | 'tail', where: string): string {
  return `SELECT ${columns} FROM packets
    WHERE key >= @${range}From AND key < @${range}To AND NOT flags & ${FLAG.own} ${where}`;
}

function slotRows(columns: string, table: string, where: string): string {
  return `SELECT ${columns} FROM ${table}_hours WHERE slot >= @earlyFrom AND slot < @earlyTo ${where}
    UNION ALL SELECT ${columns} FROM ${table}_days WHERE slot >= @daysFrom AND slot < @daysTo ${where}
    UNION ALL SELECT ${columns} FROM ${table}_hours WHERE slot >= @lateFrom AND slot < @lateTo ${where}`;
}

const SINGLE = `1 AS packets, bytes, airtime, flags & ${FLAG.viaMqtt} AS mqtt`;

/** By node and kind: of all, or of the one that the parameter `node` is. */
export function trafficSource(of: 'all' | 'one'): string {
  const single = `sender AS node, kind, ${SINGLE}`;
  const [ofSender, ofNode] = of === 'all' ? ['', ''] : ['AND sender = @node', 'AND node = @node'];
  return `(${packetRows(single, 'head', ofSender)} UNION ALL ${packetRows(single, 'tail', ofSender)}
    UNION ALL ${slotRows(TRAFFIC_SUMS, 'node', ofNode)})`;
}

/** By node and kind, of the few in `nodes`, a JSON list: their rows are looked up one by one in place of reading all. */
export function trafficOfSome(): string {
  const single = `sender AS node, kind, ${SINGLE}`;
  const ofSome = 'AND sender IN (SELECT value FROM json_each(@nodes))';
  return `(${packetRows(single, 'head', ofSome)} UNION ALL ${packetRows(single, 'tail', ofSome)}
    UNION ALL ${lookedUp('hours', 'early')} UNION ALL ${lookedUp('days', 'days')}
    UNION ALL ${lookedUp('hours', 'late')})`;
}

function lookedUp(unit: 'hours' | 'days', range: Range): string {
  // The order of the joins is that of the primary key.
  return `SELECT ${TRAFFIC_SUMS} FROM ${slotsOf(range)}
    CROSS JOIN json_each(@nodes) AS wanted
    CROSS JOIN node_${unit} AS sums ON sums.slot = at AND sums.node = wanted.value`;
}

type Range = 'early' | 'days' | 'late';

/** One row a slot, so that the rest of a primary key can be looked up. */
function slotsOf(range: Range): string {
  const [from, to] = [`@${range}From`, `@${range}To`];
  return `(WITH RECURSIVE slots(at) AS (
      SELECT ${from} WHERE ${from} < ${to} UNION ALL SELECT at + 1 FROM slots WHERE at + 1 < ${to})
    SELECT at FROM slots)`;
}

/** By node. */
export function senderSource(): string {
  const single = `sender AS node, ${SINGLE}`;
  return `(${packetRows(single, 'head', '')} UNION ALL ${packetRows(single, 'tail', '')}
    UNION ALL ${slotRows(SENDER_SUMS, 'sender', '')})`;
}

/** How far the packets of each node came. */
export function hopSource(): string {
  const single = `sender AS node, hops IS NOT NULL AS hops_known, coalesce(hops, 0) AS hops_sum,
    hops AS hops_max, hop_start AS start_max`;
  return `(${packetRows(single, 'head', '')} UNION ALL ${packetRows(single, 'tail', '')}
    UNION ALL ${slotRows(HOP_SUMS, 'sender', '')})`;
}

/** By kind and number of hops, -1 for unknown. */
export function meshSource(): string {
  const single = `kind, ${SINGLE}, coalesce(hops, -1) AS hops`;
  return `(${packetRows(single, 'head', '')} UNION ALL ${packetRows(single, 'tail', '')}
    UNION ALL ${slotRows(MESH_SUMS, 'mesh', '')})`;
}

export function linkRows(ofOne: boolean): string {
  return slotRows(LINK_SUMS, 'link', ofOne ? 'AND @node IN (sender, receiver)' : '');
}

/** Of the links between a sender and a receiver in `ways`, a JSON list of pairs: looked up one by one. */
export function linkRowsBetween(): string {
  const found = (unit: 'hours' | 'days', range: Range) => `SELECT ${LINK_SUMS} FROM ${slotsOf(range)}
    CROSS JOIN json_each(@ways) AS way
    CROSS JOIN link_${unit} AS sums
      ON sums.slot = at AND sender = way.value ->> 0 AND receiver = way.value ->> 1`;
  return [found('hours', 'early'), found('days', 'days'), found('hours', 'late')].join(' UNION ALL ');
}

/** The use of the channel as all nodes told it. */
export function meshUseSource(): string {
  return `(${slotRows('util_count, util_sum', 'mesh', 'AND util_count > 0')})`;
}

/** The use of the channel as each node told it. */
export function useSource(): string {
  return `(${slotRows(USE_SUMS, 'sender', 'AND util_count > 0')})`;
}
