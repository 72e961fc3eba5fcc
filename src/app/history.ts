import { join } from 'node:path';
import { DATABASE_FILE } from '../history/database.js';
import { HealthWatch } from '../history/health-watch.js';
import { HistoryWriter } from '../history/history-writer.js';
import { HistoryRetention } from '../history/retention.js';
import { SqliteHistory } from '../history/sqlite-history.js';
import type { History } from '../mesh/history.js';
import type { HistoryCare } from '../mesh/history-care.js';
import type { Radio } from '../mesh/radio.js';
import type { Stop } from '../util/clock.js';
import type { Lifecycle } from '../util/lifecycle.js';
import { retentionSettings } from './settings.js';
import type { Tools } from './tools.js';

export interface HistoryParts {
  readonly history: History & HistoryCare;
  /** What a broker tells of links. */
  readonly farLinks: Pick<HistoryWriter, 'recordFarLinks'>;
  /** Listens to the radio: before those who answer, so that an answer knows its question. */
  readonly listening: Lifecycle;
  /** Live while the database is open, in the order of their start. */
  readonly parts: readonly Lifecycle[];
}

export function createHistory(radio: Radio, tools: Tools): HistoryParts {
  const { database, clock, nodes, config } = tools;
  const log = tools.log.named('history');
  const settings = retentionSettings(config);
  const writer = new HistoryWriter({ database, clock, nodes, log, own: () => radio.own });
  const retention = new HistoryRetention({ database, clock, log, settings });
  const health = new HealthWatch({ database, clock, log, path: join(config.dataDir, DATABASE_FILE) });
  const own = () => radio.own?.nodeNum;
  return {
    history: new SqliteHistory({ database, writer, retention, settings, clock, log, own }),
    farLinks: writer,
    listening: listenTo(radio, writer),
    parts: [writer, retention, health],
  };
}

function listenTo(radio: Radio, writer: HistoryWriter): Lifecycle {
  let stops: Stop[] = [];
  return {
    name: 'history listener',
    start: () => {
      stops = [
        radio.on('packet', (packet) => writer.record(packet)),
        radio.on('node', (report) => writer.learn(report)),
        radio.on('delivery', (settled) => writer.recordDelivery(settled)),
      ];
    },
    stop: () => {
      for (const stop of stops) stop();
    },
  };
}
