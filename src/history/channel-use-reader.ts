/** How busy the channel is, as nodes tell it in their telemetry. */
import type { ChannelHours, ChannelUse, HourUtilization, TimeSpan } from '../mesh/history.js';
import { toNodeNum } from '../mesh/ids.js';
import { fromHundredths } from './codes.js';
import { coverHours } from './cover.js';
import type { Connection } from './database.js';
import { eachRow } from './packed-rows.js';
import { HOUR_MS } from './packet-writer.js';
import { meshUseSource, useSource } from './sources.js';
import { keptIn } from './traffic-reader.js';

interface Use {
  sum: number;
  count: number;
  most: number;
}

export function channelUseIn(connection: Connection, span: TimeSpan): ChannelUse {
  const byNode = new Map<number, Use>();
  const wanted = { columns: ['node', 'util_sum', 'util_count', 'util_max'], from: useSource() };
  eachRow(
    connection,
    wanted,
    coverHours(span, keptIn(connection)),
    ([node = 0, sum = 0, count = 0, most = 0]) => {
      const use = byNode.get(node);
      if (use) {
        use.sum += sum;
        use.count += count;
        use.most = Math.max(use.most, most);
      } else byNode.set(node, { sum, count, most });
    },
  );
  const nodes = [...byNode]
    .map(([node, { sum, count, most }]) => ({
      nodeNum: toNodeNum(node),
      mean: fromHundredths(sum / count),
      most: fromHundredths(most),
    }))
    .sort((a, b) => b.mean - a.mean || a.nodeNum - b.nodeNum);
  return { ...channelHoursIn(connection, span), nodes };
}

export function channelHoursIn(connection: Connection, span: TimeSpan): ChannelHours {
  const mean = connection
    .prepare<[object], number | null>(`SELECT sum(util_sum) * 1.0 / sum(util_count) FROM ${meshUseSource()}`)
    .pluck()
    .get(coverHours(span, keptIn(connection)));
  return { mean: mean == null ? undefined : fromHundredths(mean), hours: useByHour(connection, span) };
}

function useByHour(connection: Connection, { from, to }: TimeSpan): HourUtilization[] {
  return connection
    .prepare<[object], { slot: number; mean: number; most: number }>(
      `SELECT slot, sum(util_sum) * 1.0 / sum(util_count) AS mean, max(util_max) AS most FROM mesh_hours
       WHERE slot >= @first AND slot < @last AND util_count > 0 GROUP BY slot ORDER BY slot`,
    )
    .all({ first: Math.floor(from / HOUR_MS), last: Math.ceil(to / HOUR_MS) })
    .map(({ slot, mean, most }) => ({
      at: slot * HOUR_MS,
      mean: fromHundredths(mean),
      most: fromHundredths(most),
    }));
}
