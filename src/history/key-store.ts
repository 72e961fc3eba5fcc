import type { Statement, Transaction } from 'better-sqlite3';
import type { NodeNum } from '../mesh/ids.js';
import type { KeyRecord, KeySource, KeyState, KeyStore } from '../mesh/key-store.js';
import type { Log } from '../util/log.js';
import type { Connection } from './database.js';

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
  readonly #database: { readonly connection: Connection };
  readonly #log: Log;
  #prepared: Statements | undefined;
  #isFailing = false;

  /** The database need not be open yet. */
  constructor(database: { readonly connection: Connection }, log: Log) {
    this.#database = database;
    this.#log = log;
  }

  put(records: readonly KeyRecord[]): void {
    this.#write(() => this.#statements.put.immediate(records));
  }

  remove({ nodeNum, key }: Pick<KeyRecord, 'nodeNum' | 'key'>): void {
    this.#write(() => this.#statements.remove.run(nodeNum, Buffer.from(key)));
  }

  all(): readonly KeyRecord[] {
    return this.#statements.all.all().map(toRecord);
  }

  guests(): readonly NodeNum[] {
    return this.#statements.guests.all();
  }

  addGuest(nodeNum: NodeNum): void {
    this.#write(() => this.#statements.addGuest.run(nodeNum));
  }

  removeGuest(nodeNum: NodeNum): void {
    this.#write(() => this.#statements.removeGuest.run(nodeNum));
  }

  get #statements(): Statements {
    this.#prepared ??= prepare(this.#database.connection);
    return this.#prepared;
  }

  #write(work: () => void): void {
    try {
      work();
    } catch (err) {
      if (!this.#isFailing) this.#log.error('cannot store keys: they would be learnt anew', { err });
      this.#isFailing = true;
      return;
    }
    if (this.#isFailing) this.#log.info('storing keys again');
    this.#isFailing = false;
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
