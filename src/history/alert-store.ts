import type { Statement } from 'better-sqlite3';
import type {
  AlertDelivery,
  AlertStore,
  DeliveryState,
  MatterKey,
  StoredAlert,
  Telling,
} from '../mesh/alert-store.js';
import type { Log } from '../util/log.js';
import type { Connection } from './database.js';
import { GuardedTable, type Openable } from './guarded-table.js';

interface Row {
  readonly key: number;
  readonly userId: string;
  readonly covers: string;
  readonly text: string;
  readonly isSevere: number;
  readonly state: DeliveryState;
  readonly reason: string | null;
  readonly madeAt: number;
  readonly dueAt: number | null;
  readonly sentAt: number | null;
  readonly endedAt: number | null;
  readonly ttlMs: number;
  readonly tries: number;
}

interface StateRow extends MatterKey {
  readonly state: string;
}

interface Statements {
  readonly states: Statement<[], StateRow>;
  readonly putState: Statement<[StateRow]>;
  readonly removeState: Statement<[MatterKey]>;
  readonly tellings: Statement<[], Telling>;
  readonly putTelling: Statement<[Telling]>;
  readonly open: Statement<[], Row>;
  readonly newest: Statement<[number], Row>;
  readonly putDelivery: Statement<[Row]>;
  readonly removeBefore: Statement<[number]>;
}

/** Alerts in the database. What cannot be written lives on in memory, and the operator is told. */
export class SqliteAlertStore implements AlertStore {
  readonly #table: GuardedTable<Statements>;

  constructor(database: Openable, log: Log) {
    this.#table = new GuardedTable(database, {
      log,
      prepare,
      failing: 'cannot store alerts: a restart would tell them again',
      restored: 'storing alerts again',
      catchesUp: true,
    });
  }

  states(): readonly StoredAlert[] {
    return this.#table.statements.states.all().map((row) => ({ ...row, state: JSON.parse(row.state) }));
  }

  putState(alert: StoredAlert): void {
    this.#table.write(({ putState }) => putState.run({ ...alert, state: JSON.stringify(alert.state) }));
  }

  removeState({ alert, subject }: MatterKey): void {
    this.#table.write(({ removeState }) => removeState.run({ alert, subject }));
  }

  tellings(): readonly Telling[] {
    return this.#table.statements.tellings.all();
  }

  putTelling(telling: Telling): void {
    this.#table.write(({ putTelling }) => putTelling.run(telling));
  }

  open(): readonly AlertDelivery[] {
    return this.#table.statements.open.all().map(toDelivery);
  }

  newest(limit: number): readonly AlertDelivery[] {
    return this.#table.statements.newest.all(limit).map(toDelivery);
  }

  putDelivery(delivery: AlertDelivery): void {
    this.#table.write(({ putDelivery }) => putDelivery.run(toRow(delivery)));
  }

  removeBefore(at: number): number {
    let removed = 0;
    this.#table.write(({ removeBefore }) => {
      removed = removeBefore.run(at).changes;
    });
    return removed;
  }
}

const SELECT = `SELECT key, user AS userId, covers, text, severe AS isSevere, state, reason, made_at AS madeAt,
    due_at AS dueAt, sent_at AS sentAt, ended_at AS endedAt, ttl_ms AS ttlMs, tries
  FROM alert_deliveries`;

function prepare(connection: Connection): Statements {
  return {
    states: connection.prepare('SELECT alert, subject, state FROM alerts ORDER BY alert, subject'),
    putState: connection.prepare(
      'INSERT OR REPLACE INTO alerts (alert, subject, state) VALUES (@alert, @subject, @state)',
    ),
    removeState: connection.prepare('DELETE FROM alerts WHERE alert = @alert AND subject = @subject'),
    tellings: connection.prepare(
      'SELECT alert, subject, user AS userId, episode, at FROM alert_tellings ORDER BY at, user',
    ),
    putTelling: connection.prepare(
      `INSERT OR REPLACE INTO alert_tellings (alert, subject, user, episode, at)
       VALUES (@alert, @subject, @userId, @episode, @at)`,
    ),
    open: connection.prepare(`${SELECT} WHERE state IN ('held', 'queued', 'unheard') ORDER BY key`),
    newest: connection.prepare(`${SELECT} ORDER BY key DESC LIMIT ?`),
    putDelivery: connection.prepare(
      `INSERT OR REPLACE INTO alert_deliveries
         (key, user, covers, text, severe, state, reason, made_at, due_at, sent_at, ended_at, ttl_ms, tries)
       VALUES
         (@key, @userId, @covers, @text, @isSevere, @state, @reason, @madeAt, @dueAt, @sentAt, @endedAt, @ttlMs,
          @tries)`,
    ),
    removeBefore: connection.prepare('DELETE FROM alert_deliveries WHERE made_at < ?'),
  };
}

function toRow(delivery: AlertDelivery): Row {
  const { covers, isSevere, reason, dueAt, sentAt, endedAt } = delivery;
  return {
    ...delivery,
    covers: JSON.stringify(covers),
    isSevere: isSevere ? 1 : 0,
    reason: reason ?? null,
    dueAt: dueAt ?? null,
    sentAt: sentAt ?? null,
    endedAt: endedAt ?? null,
  };
}

function toDelivery({ covers, isSevere, reason, dueAt, sentAt, endedAt, ...rest }: Row): AlertDelivery {
  return {
    ...rest,
    covers: JSON.parse(covers),
    isSevere: isSevere === 1,
    ...(reason !== null && { reason }),
    ...(dueAt !== null && { dueAt }),
    ...(sentAt !== null && { sentAt }),
    ...(endedAt !== null && { endedAt }),
  };
}
