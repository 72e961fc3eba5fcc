import type { Statement } from 'better-sqlite3';
import type { ChannelIndex, NodeNum, PacketId } from '../mesh/ids.js';
import type { OutboxEntry, OutboxStore } from '../mesh/outbox-store.js';
import type { OutgoingContent, Priority } from '../mesh/radio.js';
import type { Log } from '../util/log.js';
import type { Connection } from './database.js';
import { GuardedTable, type Openable } from './guarded-table.js';

interface Row {
  readonly key: number;
  readonly addressee: NodeNum;
  readonly channel: ChannelIndex;
  readonly content: string;
  readonly priority: Priority;
  readonly ttlMs: number;
  readonly acceptedAt: number;
  readonly ids: string;
  readonly attempts: number;
  readonly needsNewId: number;
  readonly ticket: string | null;
}

interface Statements {
  readonly put: Statement<[Row]>;
  readonly remove: Statement<[number]>;
  readonly all: Statement<[], Row>;
}

/**
 * The outbox in the database. When a row cannot be written (a full disk) the entry lives on in memory: a bot that
 * cannot remember is better than one that cannot speak, and the operator is told.
 */
export class SqliteOutboxStore implements OutboxStore {
  readonly #table: GuardedTable<Statements>;
  #lastKey: number | undefined;

  constructor(database: Openable, log: Log) {
    this.#table = new GuardedTable(database, {
      log,
      prepare,
      failing: 'cannot store: what waits would not survive a restart',
      restored: 'storing again',
      catchesUp: true,
    });
  }

  add(entry: Omit<OutboxEntry, 'key'>): OutboxEntry {
    this.#lastKey = (this.#lastKey ?? this.pending().at(-1)?.key ?? 0) + 1;
    const stored = { ...entry, key: this.#lastKey };
    this.update(stored);
    return stored;
  }

  update(entry: OutboxEntry): void {
    this.#table.write(({ put }) => put.run(toRow(entry)));
  }

  remove(key: number): void {
    this.#table.write(({ remove }) => remove.run(key));
  }

  pending(): readonly OutboxEntry[] {
    return this.#table.statements.all.all().map(toEntry);
  }
}

function prepare(connection: Connection): Statements {
  return {
    put: connection.prepare(
      `INSERT OR REPLACE INTO outbox
         (key, addressee, channel, content, priority, ttl_ms, accepted_at, ids, attempts, needs_new_id,
          ticket)
       VALUES
         (@key, @addressee, @channel, @content, @priority, @ttlMs, @acceptedAt, @ids, @attempts, @needsNewId,
          @ticket)`,
    ),
    remove: connection.prepare('DELETE FROM outbox WHERE key = ?'),
    all: connection.prepare(
      `SELECT key, addressee, channel, content, priority, ttl_ms AS ttlMs, accepted_at AS acceptedAt, ids,
         attempts, needs_new_id AS needsNewId, ticket
       FROM outbox ORDER BY key`,
    ),
  };
}

function toRow({ key, message, acceptedAt, ids, attempts, needsNewId }: OutboxEntry): Row {
  const { to, channel, content, priority, ttlMs, ticket = null } = message;
  return {
    key,
    addressee: to,
    channel,
    content: JSON.stringify(content),
    priority,
    ttlMs,
    acceptedAt,
    ids: JSON.stringify(ids),
    attempts,
    needsNewId: needsNewId ? 1 : 0,
    ticket,
  };
}

function toEntry(row: Row): OutboxEntry {
  const { key, addressee, channel, priority, ttlMs, acceptedAt, attempts, ticket } = row;
  const content: OutgoingContent = JSON.parse(row.content);
  const ids: PacketId[] = JSON.parse(row.ids);
  const head = { to: addressee, channel, content, priority, ttlMs };
  const message = ticket === null ? head : { ...head, ticket };
  return { key, message, acceptedAt, ids, attempts, needsNewId: row.needsNewId === 1 };
}
