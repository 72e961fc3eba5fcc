import type { Statement, Transaction } from 'better-sqlite3';
import type { TimeSpan } from '../mesh/history.js';
import { SENSOR_SLOT_MS, type SensorHistory, type SensorMean } from '../mesh/sensor-history.js';
import type { Lifecycle } from '../util/lifecycle.js';
import type { Log } from '../util/log.js';
import { unsynced } from './batch.js';
import type { Connection } from './database.js';
import { GuardedTable, type Openable } from './guarded-table.js';

interface Row {
  readonly slot: number;
  readonly sensor: string;
  readonly sum: number;
  readonly count: number;
}

interface Statements {
  readonly addAll: Transaction<(rows: readonly Row[]) => void>;
  readonly between: Statement<[string, number, number], { readonly slot: number; readonly value: number }>;
}

/** The means of sensors in the database. A slot is written when it is over; a kill costs at most five minutes. */
export class SqliteSensorHistory implements SensorHistory, Lifecycle {
  readonly name = 'sensor history';
  readonly #table: GuardedTable<Statements>;
  #slot = 0;
  #open = new Map<string, Row>();

  constructor(database: Openable, log: Log) {
    this.#table = new GuardedTable(database, {
      log,
      prepare,
      failing: 'cannot store what the sensors tell: the graphs will have gaps',
      restored: 'storing what the sensors tell again',
    });
  }

  start(): void {}

  stop(): void {
    this.#flush();
  }

  record(sensor: string, value: number, at: number): void {
    const slot = slotOf(at);
    if (slot !== this.#slot) this.#flush();
    this.#slot = slot;
    const { sum, count } = this.#open.get(sensor) ?? { sum: 0, count: 0 };
    this.#open.set(sensor, { slot, sensor, sum: sum + value, count: count + 1 });
  }

  means(sensor: string, { from, to }: TimeSpan): readonly SensorMean[] {
    this.#flush();
    const { between } = this.#table.statements;
    const rows = between.all(sensor, slotOf(from), slotOf(to - 1));
    return rows.map(({ slot, value }) => ({ at: slot * SENSOR_SLOT_MS, value }));
  }

  /** What the disk does not take is gone, and the log says so. */
  #flush(): void {
    if (this.#open.size === 0) return;
    const rows = [...this.#open.values()];
    this.#open = new Map();
    this.#table.write(({ addAll }) => unsynced(this.#table.connection, () => addAll(rows)));
  }
}

function slotOf(at: number): number {
  return Math.floor(at / SENSOR_SLOT_MS);
}

function prepare(connection: Connection): Statements {
  const add = connection.prepare<[Row]>(
    `INSERT INTO sensor_means (slot, sensor, sum, count) VALUES (@slot, @sensor, @sum, @count)
     ON CONFLICT (slot, sensor) DO UPDATE SET sum = sum + excluded.sum, count = count + excluded.count`,
  );
  return {
    addAll: connection.transaction((rows: readonly Row[]) => {
      for (const row of rows) add.run(row);
    }),
    between: connection.prepare(
      `SELECT slot, sum / count AS value FROM sensor_means
       WHERE sensor = ? AND slot BETWEEN ? AND ? ORDER BY slot`,
    ),
  };
}
