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

/** Every way of every link that was seen since `from`, in whole hours; of one node alone when it is named. */
export function linksIn(connection: Connection, span: TimeSpan, nodeNum?: NodeNum): LinkSums[] {
  const rows = connection
    .prepare<[object], Row>(
      // With one max() alone, SQLite takes the other columns from the row that holds it.
      `WITH seen AS (${linkRows(nodeNum !== undefined)}),
         newest AS (SELECT sender, receiver, source, snr_last, max(last_at) AS last_at FROM seen GROUP BY 1, 2, 3),
         sums AS (SELECT sender, receiver, source, sum(count) AS count, sum(snr_sum) AS sum, max(snr_max) AS most
           FROM seen GROUP BY 1, 2, 3)
       SELECT sender, receiver, source, count, sum, most, snr_last AS last, last_at AS lastAt
       FROM sums JOIN newest USING (sender, receiver, source)
       WHERE last_at >= @from ORDER BY most DESC, sender, receiver`,
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
