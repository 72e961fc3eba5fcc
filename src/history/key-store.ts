import type { Statement, Transaction } from 'better-sqlite3';
import type { NodeNum } from '../mesh/ids.js';
import type { KeyRecord, KeySource, KeyState, KeyStore } from '../mesh/key-store.js';
import type { Log } from '../util/log.js';
import type { Connection } from './database.js';
import { GuardedTable, type Openable } from './guarded-table.js';

interface Row {
  readonly node: NodeNum;
  readonly key: Buffer;
  readonly firstSeen: number;
  readonly lastSeen: number;
  readonly source: KeySource;
  readonly state: KeyState;
}

interface Statements {
  readonly put: Transaction<(records: readonly KeyRecord[]) => void>;
  readonly remove: Statement<[NodeNum, Buffer]>;
  readonly all: Statement<[], Row>;
  readonly guests: Statement<[], NodeNum>;
  readonly addGuest: Statement<[NodeNum]>;
  readonly removeGuest: Statement<[NodeNum]>;
}

/**
 * The keys in the database. What cannot be written (a full disk) is told once and learnt again after a restart; the
 * bot goes on with what it has in memory.
 */
export class SqliteKeyStore implements KeyStore {
  readonly #table: GuardedTable<Statements>;

  constructor(database: Openable, log: Log) {
    this.#table = new GuardedTable(database, {
      log,
      prepare,
      failing: 'cannot store keys: they would be learnt anew',
      restored: 'storing keys again',
      catchesUp: true,
    });
  }

  put(records: readonly KeyRecord[]): void {
    this.#table.write(({ put }) => put.immediate(records));
  }

  remove({ nodeNum, key }: Pick<KeyRecord, 'nodeNum' | 'key'>): void {
    this.#table.write(({ remove }) => remove.run(nodeNum, Buffer.from(key)));
  }

  all(): readonly KeyRecord[] {
    return this.#table.statements.all.all().map(toRecord);
  }

  guests(): readonly NodeNum[] {
    return this.#table.statements.guests.all();
  }

  addGuest(nodeNum: NodeNum): void {
    this.#table.write((table) => table.addGuest.run(nodeNum));
  }

  removeGuest(nodeNum: NodeNum): void {
    this.#table.write((table) => table.removeGuest.run(nodeNum));
  }
}

function prepare(connection: Connection): Statements {
  const put = connection.prepare<[Row]>(
    `INSERT OR REPLACE INTO keys (node, key, first_seen, last_seen, source, state)
     VALUES (@node, @key, @firstSeen, @lastSeen, @source, @state)`,
  );
  return {
    put: connection.transaction((records: readonly KeyRecord[]) => {
      for (const record of records) put.run(toRow(record));
    }),
    remove: connection.prepare('DELETE FROM keys WHERE node = ? AND key = ?'),
    all: connection.prepare(
      `SELECT node, key, first_seen AS firstSeen, last_seen AS lastSeen, source, state
       FROM keys ORDER BY first_seen, node`,
    ),
    guests: connection.prepare<[], NodeNum>('SELECT node FROM key_guests ORDER BY node').pluck(),
    addGuest: connection.prepare('INSERT OR IGNORE INTO key_guests (node) VALUES (?)'),
    removeGuest: connection.prepare('DELETE FROM key_guests WHERE node = ?'),
  };
}

function toRow({ nodeNum, key, ...rest }: KeyRecord): Row {
  return { node: nodeNum, key: Buffer.from(key), ...rest };
}

function toRecord({ node, key, ...rest }: Row): KeyRecord {
  return { nodeNum: node, key: new Uint8Array(key), ...rest };
}
