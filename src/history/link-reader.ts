import type { TimeSpan } from '../mesh/history.js';
import type { NodeNum } from '../mesh/ids.js';
import type { LinkOverview, LinkSums, NodePair, StoredLink } from '../mesh/link-sums.js';
import { fromHundredths, SOURCES, sourceOf } from './codes.js';
import { coverHours } from './cover.js';
import type { Connection } from './database.js';
import { linkRows, linkRowsBetween } from './sources.js';
import { keptIn } from './traffic-reader.js';

interface TotalRow {
  /** Null for all of them. */
  readonly source: number | null;
  readonly links: number;
  readonly count: number;
  readonly lastAt: number;
}

interface Row {
  readonly sender: NodeNum;
  readonly receiver: NodeNum;
  readonly source: number;
  readonly count: number;
  readonly sum: number;
  readonly most: number;
  readonly lastAt: number;
}

const SUMS = 'sender, receiver, source, sum(count) AS count, sum(snr_sum) AS sum, max(snr_max) AS most';
const ORDER = 'ORDER BY most DESC, sender, receiver';

/** Every way of every link that was seen since `from`, in whole hours; of one node alone when it is named. */
export function linksIn(connection: Connection, span: TimeSpan, nodeNum?: NodeNum): LinkSums[] {
  const rows = connection.prepare<[object], Row>(
    `SELECT ${SUMS}, max(last_at) AS lastAt FROM (${linkRows(nodeNum !== undefined)})
     GROUP BY sender, receiver, source HAVING lastAt >= @from ${ORDER}`,
  );
  return rows.all({ ...partsOf(connection, span), node: nodeNum ?? null }).map(toLink);
}

/** In whole hours: to read when each was seen takes as long again. */
export function linkedPairsIn(connection: Connection, span: TimeSpan): NodePair[] {
  return connection
    .prepare<[object], { a: NodeNum; b: NodeNum }>(
      `SELECT pair >> 32 & 0xffffffff AS a, pair & 0xffffffff AS b FROM (
         SELECT DISTINCT min(sender, receiver) << 32 | max(sender, receiver) AS pair
         FROM (${linkRows(false)}) WHERE source <> ${SOURCES.indexOf('mqtt')})`,
    )
    .all(coverHours(span, keptIn(connection)))
    .map(({ a, b }) => [a, b]);
}

/** Both ways of the links of these nodes. */
export function linksBetween(connection: Connection, pairs: readonly NodePair[], span: TimeSpan): LinkSums[] {
  const ways = pairs.flatMap((pair) => [pair, pair.toReversed()]);
  const rows = connection.prepare<[object], Row>(
    `SELECT ${SUMS}, max(last_at) AS lastAt FROM (${linkRowsBetween()})
     GROUP BY sender, receiver, source HAVING lastAt >= @from ${ORDER}`,
  );
  return rows.all({ ...partsOf(connection, span), ways: JSON.stringify(ways) }).map(toLink);
}

function partsOf(connection: Connection, span: TimeSpan) {
  return { ...coverHours(span, keptIn(connection)), from: span.from };
}

function toLink({ sender, receiver, source, count, sum, most, lastAt }: Row): LinkSums {
  return {
    sender,
    receiver,
    source: sourceOf(source),
    count,
    snrMean: fromHundredths(sum / count),
    snrMost: fromHundredths(most),
    lastAt,
  };
}

/** Up to ±5,242 dB, far beyond what any radio can tell. */
const SNR_BITS = 20;
const SNR_ZERO = 2 ** (SNR_BITS - 1);
const SNR_MASK = 2 ** SNR_BITS - 1;
/** One number rises with the time and tells the signal of that time: one pass over the rows in place of two. */
const NEWEST = `last_at << ${SNR_BITS} | min(max(snr_last + ${SNR_ZERO}, 0), ${SNR_MASK})`;

/** The same with the signal of the last time, which takes a quarter longer. */
export function storedLinksIn(connection: Connection, span: TimeSpan): StoredLink[] {
  const rows = connection.prepare<[object], Row & { readonly last: number }>(
    `WITH sums AS (
       SELECT ${SUMS}, max(${NEWEST}) AS newest FROM (${linkRows(false)}) GROUP BY sender, receiver, source)
     SELECT sender, receiver, source, count, sum, most, (newest & ${SNR_MASK}) - ${SNR_ZERO} AS last,
       newest >> ${SNR_BITS} AS lastAt
     FROM sums WHERE lastAt >= @from ${ORDER}`,
  );
  return rows
    .all(partsOf(connection, span))
    .map((row) => ({ ...toLink(row), snrLast: fromHundredths(row.last) }));
}

/** Far fewer numbers than `linksIn`, which tells each way of each link. */
export function linkOverviewIn(connection: Connection, span: TimeSpan): LinkOverview {
  const rows = connection
    .prepare<[object], TotalRow>(
      `WITH found AS MATERIALIZED (
         SELECT min(sender, receiver) << 32 | max(sender, receiver) AS link, source,
           sum(count) AS count, max(last_at) AS last_at
         FROM (${linkRows(false)}) WHERE last_at >= @from GROUP BY link, source)
       SELECT NULL AS source, count(DISTINCT link) AS links, 0 AS count, 0 AS lastAt FROM found
       UNION ALL SELECT source, count(*), sum(count), max(last_at) FROM found GROUP BY source`,
    )
    .all(partsOf(connection, span));
  return {
    links: rows.find(({ source }) => source === null)?.links ?? 0,
    sources: rows.flatMap(({ source, ...sums }) =>
      source === null ? [] : [{ ...sums, source: sourceOf(source) }],
    ),
  };
}
