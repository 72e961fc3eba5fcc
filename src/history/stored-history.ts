import { statSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import type { Page, PageQuery, StoredPacket, StoredText, TimeSpan } from '../mesh/history.js';
import type { NodeNum } from '../mesh/ids.js';
import type { StoredLink } from '../mesh/link-sums.js';
import type { MeshNode } from '../mesh/mesh-node.js';
import { ConfigError, EXIT, ExitError, messageOf } from '../util/errors.js';
import { type Connection, checkOwner, DATABASE_FILE } from './database.js';
import { storedLinksIn } from './link-reader.js';
import { MIGRATIONS } from './migrations.js';
import { readFacts } from './node-facts.js';
import { packetPageOf, textPageOf } from './row-reader.js';
import { numberOf } from './size-reader.js';

/** Read at once: between two pages no lock is held, however long whoever reads takes. */
const PAGE_ROWS = 2000;

interface NodeRow {
  readonly node: NodeNum;
  readonly facts: string;
}

/**
 * What a bot has kept in its data folder, read without changing it, whether the bot runs or not. Rows come in pages,
 * so that a year of them takes no more memory than a minute. Every method throws `ExitError` 69 when the file cannot
 * be read.
 */
export class StoredHistory {
  readonly #path: string;
  readonly #connection: Connection;

  /** Throws `ConfigError` when the file is not for us. */
  constructor(folder: string) {
    this.#path = join(folder, DATABASE_FILE);
    this.#connection = this.#inWords(() => open(this.#path));
  }

  close(): void {
    this.#connection.close();
  }

  node(nodeNum: NodeNum): MeshNode | undefined {
    const query = this.#connection
      .prepare<[NodeNum], string>('SELECT facts FROM nodes WHERE node = ?')
      .pluck();
    const facts = this.#inWords(() => query.get(nodeNum));
    return facts === undefined ? undefined : readFacts(facts);
  }

  /** Last heard in that time, in order of their numbers. */
  *nodes({ from, to }: TimeSpan): Generator<readonly MeshNode[]> {
    const query = this.#connection.prepare<[number, number, number], NodeRow>(
      `SELECT node, facts FROM nodes WHERE node > ? AND last_heard >= ? AND last_heard < ?
       ORDER BY node LIMIT ${PAGE_ROWS}`,
    );
    let last: number | undefined = -1;
    while (last !== undefined) {
      const after: number = last;
      const rows = this.#inWords(() => query.all(after, from, to));
      yield rows.flatMap(({ facts }) => readFacts(facts) ?? []);
      last = rows.length < PAGE_ROWS ? undefined : rows.at(-1)?.node;
    }
  }

  /** Oldest first. */
  packets(span: TimeSpan): Generator<readonly StoredPacket[]> {
    return this.#pages(packetPageOf, span);
  }

  /** Oldest first. */
  texts(span: TimeSpan): Generator<readonly StoredText[]> {
    return this.#pages(textPageOf, span);
  }

  /** Every way of every link: as many as the mesh has, however long the time. */
  links(span: TimeSpan): readonly StoredLink[] {
    return this.#inWords(() => storedLinksIn(this.#connection, span));
  }

  *#pages<Row>(
    pageOf: (connection: Connection, query: PageQuery) => Page<Row>,
    span: TimeSpan,
  ): Generator<readonly Row[]> {
    let query: PageQuery | undefined = { ...span, limit: PAGE_ROWS };
    while (query) {
      const asked: PageQuery = query;
      const { rows, next } = this.#inWords(() => pageOf(this.#connection, asked));
      yield rows;
      query = next === undefined ? undefined : { ...asked, after: next };
    }
  }

  #inWords<Result>(read: () => Result): Result {
    try {
      return read();
    } catch (error) {
      if (error instanceof ConfigError || error instanceof ExitError) throw error;
      throw new ExitError(EXIT.unavailable, `${this.#path} cannot be read: ${messageOf(error)}`);
    }
  }
}

function open(path: string): Connection {
  // A folder of another user is not an empty one: anything but "not there" throws.
  if (!statSync(path, { throwIfNoEntry: false })) {
    throw new ExitError(
      EXIT.unavailable,
      `there is no database at ${path}: name the data folder with --data DIR`,
    );
  }
  const connection = new Sqlite(path, { readonly: true });
  try {
    checkOwner(connection, path);
    const version = numberOf(connection, 'user_version');
    if (version === MIGRATIONS.length) return connection;
    throw new ExitError(
      EXIT.unavailable,
      `${path} is from an earlier MeshBot (format ${version}, this one reads ${MIGRATIONS.length}): ` +
        'start the bot on it once, which brings it up to date',
    );
  } catch (error) {
    connection.close();
    throw error;
  }
}
