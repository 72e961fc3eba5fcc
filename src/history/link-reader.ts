import type { LinkSums, TimeSpan } from '../mesh/history.js';
import type { NodeNum } from '../mesh/ids.js';
import { fromHundredths, sourceOf } from './codes.js';
import { coverHours } from './cover.js';
import type { Connection } from './database.js';
import { linkRows } from './sources.js';
import { keptIn } from './traffic-reader.js';

interface Row {
  readonly sender: NodeNum;
  readonly receiver: NodeNum;
  readonly source: number;
  readonly count: number;
  readonly sum: number;
  readonly most: number;
  /** Of the slot that was seen last. */
  readonly last: number;
  readonly lastAt: number;
}

/** Up to ±5,242 dB, far beyond what any radio can tell. */
const SNR_BITS = 20;
const SNR_ZERO = 2 ** (SNR_BITS - 1);
const SNR_MASK = 2 ** SNR_BITS - 1;
/** One number rises with the time and tells the signal of that time: one pass over the rows in place of two. */
const NEWEST = `last_at << ${SNR_BITS} | min(max(snr_last + ${SNR_ZERO}, 0), ${SNR_MASK})`;

/** Every way of every link that was seen since `from`, in whole hours; of one node alone when it is named. */
export function linksIn(connection: Connection, span: TimeSpan, nodeNum?: NodeNum): LinkSums[] {
  const rows = connection
    .prepare<[object], Row>(
      `WITH sums AS (
         SELECT sender, receiver, source, sum(count) AS count, sum(snr_sum) AS sum, max(snr_max) AS most,
           max(${NEWEST}) AS newest
         FROM (${linkRows(nodeNum !== undefined)}) GROUP BY sender << 32 | receiver, source)
       SELECT sender, receiver, source, count, sum, most, (newest & ${SNR_MASK}) - ${SNR_ZERO} AS last,
         newest >> ${SNR_BITS} AS lastAt
       FROM sums WHERE lastAt >= @from ORDER BY most DESC, sender, receiver`,
    )
    .all({ ...coverHours(span, keptIn(connection)), from: span.from, node: nodeNum ?? null });
  return rows.map(toLink);
}

function toLink({ sender, receiver, source, count, sum, most, last, lastAt }: Row): LinkSums {
  return {
    sender,
    receiver,
    source: sourceOf(source),
    count,
    snrMean: fromHundredths(sum / count),
    snrMost: fromHundredths(most),
    snrLast: fromHundredths(last),
    lastAt,
  };
}
