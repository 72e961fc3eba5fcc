import { deflateSync, inflateSync } from 'node:zlib';
import type { Statement, Transaction } from 'better-sqlite3';
import { type FlightEvent, OUTAGES_KEPT, type OutageRecord, type OutageStore } from '../mesh/outage-store.js';
import type { LossReason } from '../mesh/radio.js';
import type { Log } from '../util/log.js';
import type { Connection } from './database.js';
import { GuardedTable, type Openable } from './guarded-table.js';

interface Row {
  readonly key: number;
  readonly startedAt: number;
  readonly reason: LossReason;
  readonly endedAt: number | null;
  readonly lengthMs: number | null;
  readonly seenAt: number;
  readonly hasGap: number;
  readonly tries: number;
  readonly lastReason: LossReason | null;
  readonly heard: string | null;
  readonly restarted: number | null;
}

interface Statements {
  readonly add: Transaction<(outage: OutageRecord, recording: readonly FlightEvent[]) => void>;
  readonly put: Statement<[Row]>;
}

/** The outages in the database. What cannot be written (a full disk) is told once, and the bot goes on. */
export class SqliteOutageStore implements OutageStore {
  readonly #table: GuardedTable<Statements>;
  #lastKey: number | undefined;

  constructor(database: Openable, log: Log) {
    this.#table = new GuardedTable(database, {
      log,
      prepare,
      failing: 'cannot store outages: they will be missing',
      restored: 'storing outages again',
    });
  }

  add(outage: Omit<OutageRecord, 'key'>, recording: readonly FlightEvent[]): OutageRecord {
    this.#lastKey = (this.#lastKey ?? this.last(1)[0]?.key ?? 0) + 1;
    const stored = { ...outage, key: this.#lastKey };
    this.#table.write((table) => table.add.immediate(stored, recording));
    return stored;
  }

  update(outage: OutageRecord): void {
    this.#table.write(({ put }) => put.run(toRow(outage)));
  }

  last(count: number): readonly OutageRecord[] {
    return lastOutages(this.#table.connection, count);
  }

  recording(key: number): readonly FlightEvent[] {
    return recordingOf(this.#table.connection, key);
  }
}

/** Newest first. */
export function lastOutages(connection: Connection, count: number): readonly OutageRecord[] {
  const rows = connection.prepare<[number], Row>(
    `SELECT key, started_at AS startedAt, reason, ended_at AS endedAt, length_ms AS lengthMs, seen_at AS seenAt,
       has_gap AS hasGap, tries, last_reason AS lastReason, heard, restarted
     FROM outages ORDER BY key DESC LIMIT ?`,
  );
  return rows.all(count).map(toRecord);
}

/** Empty when there is none. */
export function recordingOf(connection: Connection, key: number): readonly FlightEvent[] {
  const query = connection.prepare<[number], Buffer>('SELECT events FROM outage_recordings WHERE outage = ?');
  const events = query.pluck().get(key);
  return events ? JSON.parse(inflateSync(events).toString()) : [];
}

function prepare(connection: Connection): Statements {
  const put = connection.prepare<[Row]>(
    `INSERT INTO outages
       (key, started_at, reason, ended_at, length_ms, seen_at, has_gap, tries, last_reason, heard, restarted)
     VALUES
       (@key, @startedAt, @reason, @endedAt, @lengthMs, @seenAt, @hasGap, @tries, @lastReason, @heard, @restarted)
     ON CONFLICT (key) DO UPDATE SET
       ended_at = excluded.ended_at, length_ms = excluded.length_ms, seen_at = excluded.seen_at,
       has_gap = excluded.has_gap, tries = excluded.tries, last_reason = excluded.last_reason,
       heard = excluded.heard, restarted = excluded.restarted`,
  );
  const record = connection.prepare<[number, Buffer]>(
    'INSERT INTO outage_recordings (outage, events) VALUES (?, ?)',
  );
  const forget = connection.prepare<[number, number]>('DELETE FROM outages WHERE started_at < ? OR key <= ?');
  return {
    put,
    add: connection.transaction((outage: OutageRecord, recording: readonly FlightEvent[]) => {
      put.run(toRow(outage));
      // A tenth of its size: the file is read whole at each start.
      record.run(outage.key, deflateSync(JSON.stringify(recording)));
      forget.run(outage.startedAt - OUTAGES_KEPT.ms, outage.key - OUTAGES_KEPT.count);
    }),
  };
}

function toRow({ hasGap, heard, restarted, ...rest }: OutageRecord): Row {
  return {
    ...rest,
    hasGap: Number(hasGap),
    heard: heard && JSON.stringify(heard),
    restarted: restarted === null ? null : Number(restarted),
  };
}

function toRecord({ hasGap, heard, restarted, ...rest }: Row): OutageRecord {
  return {
    ...rest,
    hasGap: hasGap === 1,
    heard: heard === null ? null : JSON.parse(heard),
    restarted: restarted === null ? null : restarted === 1,
  };
}
