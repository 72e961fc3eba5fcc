import type { HopShares, ReceptionHour, ReceptionSums, TimeSpan } from '../mesh/history.js';
import type { NodeNum } from '../mesh/ids.js';
import { FLAG, hundredthsKnown, kindCode, known } from './codes.js';
import type { Connection } from './database.js';
import { DAY_MS, HOUR_MS } from './packet-writer.js';
import { keyAt, timeOf } from './stamp.js';

interface Row {
  readonly key: number;
  readonly hops: number | null;
  readonly hop_start: number | null;
  readonly snr: number | null;
  readonly rssi: number | null;
  readonly flags: number;
}

interface Heard {
  readonly at: number;
  /** Undefined for what was relayed, or came over MQTT. */
  readonly directSnr: number | undefined;
  readonly rssi: number | undefined;
  readonly hops: number | undefined;
  readonly hopStart: number | undefined;
  readonly viaMqtt: boolean;
}

/** How a node was heard, from its single packets: at most the last day of the time. */
export function receptionOf(connection: Connection, nodeNum: NodeNum, span: TimeSpan): ReceptionSums {
  const from = Math.max(span.from, span.to - DAY_MS);
  const heard = connection
    .prepare<[number, number, NodeNum], Row>(
      'SELECT key, hops, hop_start, snr, rssi, flags FROM packets WHERE key >= ? AND key < ? AND sender = ?',
    )
    .all(keyAt(from), keyAt(span.to), nodeNum)
    .map(toHeard);
  const direct = heard.filter(({ directSnr }) => directSnr !== undefined);
  const snrs = direct.flatMap(({ directSnr }) => directSnr ?? []);
  const last = direct.at(-1);
  return {
    packets: heard.length,
    direct: direct.length,
    snrMean: meanOf(snrs),
    snrLeast: snrs.length > 0 ? Math.min(...snrs) : undefined,
    snrMost: highest(snrs),
    last: last && { at: last.at, snr: last.directSnr, rssi: last.rssi },
    hops: hopsOf(heard.filter(({ viaMqtt }) => !viaMqtt)),
    hopLimit: highest(heard.flatMap(({ hopStart }) => hopStart ?? [])),
    hours: byHour(heard, { from, to: span.to }),
  };
}

function toHeard({ key, hops, hop_start: hopStart, snr, rssi, flags }: Row): Heard {
  const viaMqtt = (flags & FLAG.viaMqtt) !== 0;
  return {
    at: timeOf(key),
    directSnr: hops === 0 && !viaMqtt ? hundredthsKnown(snr) : undefined,
    rssi: rssi ?? undefined,
    hops: known(hops),
    hopStart: known(hopStart),
    viaMqtt,
  };
}

function hopsOf(heard: readonly Heard[]): HopShares {
  const told = heard.flatMap(({ hops }) => hops ?? []);
  const counts = Array.from({ length: (highest(told) ?? -1) + 1 }, () => 0);
  for (const hops of told) counts[hops] = (counts[hops] ?? 0) + 1;
  return { counts, unknown: heard.length - told.length };
}

/** Undefined of none. */
function highest(values: readonly number[]): number | undefined {
  return values.length > 0 ? Math.max(...values) : undefined;
}

function meanOf(values: readonly number[]): number | undefined {
  if (values.length === 0) return undefined;
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** One a clock hour, also the silent ones. */
function byHour(heard: readonly Heard[], { from, to }: TimeSpan): ReceptionHour[] {
  const [first, last] = [Math.floor(from / HOUR_MS), Math.ceil(to / HOUR_MS)];
  return Array.from({ length: Math.max(0, last - first) }, (_, index) => {
    const at = (first + index) * HOUR_MS;
    const inHour = heard.filter((one) => one.at >= at && one.at < at + HOUR_MS);
    const snrs = inHour.flatMap(({ directSnr }) => directSnr ?? []);
    return { at, packets: inHour.length, direct: snrs.length, snrMean: meanOf(snrs) };
  });
}

/** From the sums of whole hours, so that it costs no packets. */
export function directMeanOf(
  connection: Connection,
  nodeNum: NodeNum,
  { from, to }: TimeSpan,
): number | undefined {
  const query = connection.prepare<[number, number, NodeNum], number | null>(
    `SELECT sum(snr_sum) * 1.0 / sum(direct) FROM node_hours
     WHERE slot >= ? AND slot < ? AND node = ? AND direct > 0`,
  );
  const [first, last] = [Math.floor(from / HOUR_MS), Math.ceil(to / HOUR_MS)];
  return hundredthsKnown(query.pluck().get(first, last, nodeNum) ?? null);
}

/** Encrypted packets to a node: at most the last day of the time. */
export function countUnreadable(connection: Connection, to: NodeNum, span: TimeSpan): number {
  const from = Math.max(span.from, span.to - DAY_MS);
  const query = connection.prepare<[number, number, NodeNum, number], number>(
    'SELECT count(*) FROM packets WHERE key >= ? AND key < ? AND addressee = ? AND kind = ?',
  );
  return query.pluck().get(keyAt(from), keyAt(span.to), to, kindCode('encrypted')) ?? 0;
}
