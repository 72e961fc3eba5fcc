import type { Statement } from 'better-sqlite3';
import {
  type Block,
  type Farewell,
  type HouseStore,
  MAX_PROVED_PACKETS,
  PROVED_PACKETS_KEPT_MS,
  type ProvedPacket,
  type TrustedKey,
  type Visitor,
} from '../mesh/house-store.js';
import type { NodeNum } from '../mesh/ids.js';
import type { Log } from '../util/log.js';
import { unsynced } from './batch.js';
import type { Connection } from './database.js';
import { readFact, writeFact } from './facts.js';
import { GuardedTable, type Openable } from './guarded-table.js';

interface KeyRow {
  readonly nodeNum: NodeNum;
  readonly key: Buffer;
  readonly since: number;
}

interface Forgetting {
  /** Numbers of nodes as JSON. */
  readonly admins: string;
  /** ms since 1970 */
  readonly before: number;
  readonly most: number;
}

interface Statements {
  readonly connection: Connection;
  readonly blocks: Statement<[], Block>;
  readonly putBlock: Statement<[Block]>;
  readonly removeBlock: Statement<[NodeNum]>;
  readonly trusted: Statement<[], KeyRow>;
  readonly putTrusted: Statement<[KeyRow]>;
  readonly removeTrusted: Statement<[NodeNum]>;
  readonly notePacket: Statement<[ProvedPacket]>;
  readonly forgetPackets: Statement<[Forgetting]>;
  readonly visitors: Statement<[], Visitor>;
  readonly putVisitor: Statement<[Visitor]>;
  readonly removeVisitor: Statement<[string]>;
}

/** Finding what to forget reads every row; in between the table grows by a few kilobytes. */
const NOTES_PER_FORGETTING = 100;

/** What admins decided, in the database. What cannot be written is good until the next restart. */
export class SqliteHouseStore implements HouseStore {
  readonly #table: GuardedTable<Statements>;
  #notes = 0;

  constructor(database: Openable, log: Log) {
    this.#table = new GuardedTable(database, {
      log,
      prepare,
      failing: 'cannot store what admins decided: a restart would forget it',
      restored: 'storing what admins decide again',
      catchesUp: true,
    });
  }

  quietUntil(): number | undefined {
    return (readFact(this.#table.connection, 'quiet until') as number | null | undefined) ?? undefined;
  }

  putQuiet(until: number | undefined): void {
    this.#table.write(({ connection }) => writeFact(connection, 'quiet until', until ?? null));
  }

  blocks(): readonly Block[] {
    return this.#table.statements.blocks.all();
  }

  putBlock(block: Block): void {
    this.#table.write(({ putBlock }) => putBlock.run(block));
  }

  removeBlock(nodeNum: NodeNum): void {
    this.#table.write(({ removeBlock }) => removeBlock.run(nodeNum));
  }

  trusted(): readonly TrustedKey[] {
    return this.#table.statements.trusted
      .all()
      .map(({ key, ...row }) => ({ ...row, key: new Uint8Array(key) }));
  }

  putTrusted({ key, ...trusted }: TrustedKey): void {
    this.#table.write(({ putTrusted }) => putTrusted.run({ ...trusted, key: Buffer.from(key) }));
  }

  removeTrusted(nodeNum: NodeNum): void {
    this.#table.write(({ removeTrusted }) => removeTrusted.run(nodeNum));
  }

  /**
   * On a disk that takes nothing all are new: what comes twice within a quarter of an hour is dropped before. A power
   * cut may take the last ones, and what they ordered is synced after them.
   */
  noteProvedPacket(packet: ProvedPacket, admins: readonly NodeNum[]): boolean {
    const mayForget = this.#notes++ % NOTES_PER_FORGETTING === 0;
    const before = packet.at - PROVED_PACKETS_KEPT_MS;
    const forgetting = { admins: JSON.stringify(admins), before, most: MAX_PROVED_PACKETS };
    let isNew = true;
    this.#table.write(({ connection, notePacket, forgetPackets }) =>
      unsynced(connection, () => {
        if (mayForget) forgetPackets.run(forgetting);
        isNew = notePacket.run(packet).changes > 0;
      }),
    );
    return isNew;
  }

  visitors(): readonly Visitor[] {
    return this.#table.statements.visitors.all();
  }

  /** A power cut may take the last ones. */
  putVisitor(visitor: Visitor): void {
    this.#table.write(({ connection, putVisitor }) => unsynced(connection, () => putVisitor.run(visitor)));
  }

  removeVisitor(userId: string): void {
    this.#table.write(({ removeVisitor }) => removeVisitor.run(userId));
  }

  farewell(): Farewell | undefined {
    return (readFact(this.#table.connection, 'farewell') as Farewell | null | undefined) ?? undefined;
  }

  putFarewell(farewell: Farewell | undefined): void {
    this.#table.write(({ connection }) => writeFact(connection, 'farewell', farewell ?? null));
  }

  hostReboots(): readonly number[] {
    return (readFact(this.#table.connection, 'host reboots') as readonly number[] | undefined) ?? [];
  }

  putHostReboots(times: readonly number[]): void {
    this.#table.write(({ connection }) => writeFact(connection, 'host reboots', times));
  }
}

function prepare(connection: Connection): Statements {
  return {
    connection,
    blocks: connection.prepare('SELECT node AS nodeNum, until FROM blocks ORDER BY until, node'),
    putBlock: connection.prepare('INSERT OR REPLACE INTO blocks (node, until) VALUES (@nodeNum, @until)'),
    removeBlock: connection.prepare('DELETE FROM blocks WHERE node = ?'),
    trusted: connection.prepare('SELECT node AS nodeNum, key, since FROM trusted_keys ORDER BY since, node'),
    putTrusted: connection.prepare(
      'INSERT OR REPLACE INTO trusted_keys (node, key, since) VALUES (@nodeNum, @key, @since)',
    ),
    removeTrusted: connection.prepare('DELETE FROM trusted_keys WHERE node = ?'),
    notePacket: connection.prepare(
      'INSERT OR IGNORE INTO proved_packets (node, id, at) VALUES (@from, @id, @at)',
    ),
    forgetPackets: connection.prepare(
      `WITH others AS (
         SELECT node, id, at FROM proved_packets WHERE node NOT IN (SELECT value FROM json_each(@admins))
       )
       DELETE FROM proved_packets WHERE (node, id) IN (
         SELECT node, id FROM others WHERE at < @before
         UNION SELECT node, id FROM (SELECT * FROM others ORDER BY at DESC LIMIT -1 OFFSET @most)
       )`,
    ),
    visitors: connection.prepare(
      `SELECT user AS userId, name, role, first_at AS firstAt, last_at AS lastAt
       FROM visitors ORDER BY last_at DESC, user`,
    ),
    putVisitor: connection.prepare(
      `INSERT OR REPLACE INTO visitors (user, name, role, first_at, last_at)
       VALUES (@userId, @name, @role, @firstAt, @lastAt)`,
    ),
    removeVisitor: connection.prepare('DELETE FROM visitors WHERE user = ?'),
  };
}
