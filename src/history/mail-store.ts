import type { Statement } from 'better-sqlite3';
import type { NodeNum } from '../mesh/ids.js';
import type { Letter, MailStore } from '../mesh/mail-store.js';
import type { Log } from '../util/log.js';
import type { Connection } from './database.js';
import { GuardedTable, type Openable } from './guarded-table.js';

interface Row extends Omit<Letter, 'triedAt' | 'sentText' | 'toldHeld'> {
  readonly triedAt: number | null;
  readonly sentText: string | null;
  readonly toldHeld: number;
}

interface Statements {
  readonly letters: Statement<[], Row>;
  readonly lastNumber: Statement<[], number>;
  readonly put: Statement<[Row]>;
  readonly remove: Statement<[number]>;
  readonly refusals: Statement<[], NodeNum>;
  readonly addRefusal: Statement<[NodeNum]>;
  readonly removeRefusal: Statement<[NodeNum]>;
}

/** The letters in the database. What cannot be written is good until the next restart. */
export class SqliteMailStore implements MailStore {
  readonly #table: GuardedTable<Statements>;

  constructor(database: Openable, log: Log) {
    this.#table = new GuardedTable(database, {
      log,
      prepare,
      failing: 'cannot store letters: a restart would lose them',
      restored: 'storing letters again',
      catchesUp: true,
    });
  }

  letters(): readonly Letter[] {
    return this.#table.statements.letters.all().map(({ triedAt, sentText, toldHeld, ...letter }) => ({
      ...letter,
      ...(triedAt !== null && { triedAt }),
      ...(sentText !== null && { sentText }),
      toldHeld: toldHeld !== 0,
    }));
  }

  lastNumber(): number {
    return this.#table.statements.lastNumber.get() ?? 0;
  }

  put({ triedAt = null, sentText = null, toldHeld, ...letter }: PutLetter): void {
    const row = { ...letter, triedAt, sentText, toldHeld: toldHeld ? 1 : 0 };
    this.#table.write(({ put }) => put.run(row));
  }

  remove(number: number): void {
    this.#table.write(({ remove }) => remove.run(number));
  }

  refusals(): readonly NodeNum[] {
    return this.#table.statements.refusals.all();
  }

  addRefusal(nodeNum: NodeNum): void {
    this.#table.write(({ addRefusal }) => addRefusal.run(nodeNum));
  }

  removeRefusal(nodeNum: NodeNum): void {
    this.#table.write(({ removeRefusal }) => removeRefusal.run(nodeNum));
  }
}

/** With the places of what may be absent. */
type PutLetter = Omit<Letter, 'triedAt' | 'sentText'> & {
  readonly triedAt?: number | null;
  readonly sentText?: string | null;
};

function prepare(connection: Connection): Statements {
  return {
    letters: connection.prepare(
      `SELECT number, sender, sender_name AS senderName, addressee, body, written_at AS writtenAt, tries,
         tried_at AS triedAt, sent_text AS sentText, told_held AS toldHeld
       FROM letters ORDER BY number`,
    ),
    lastNumber: connection
      .prepare<[], number>("SELECT seq FROM sqlite_sequence WHERE name = 'letters'")
      .pluck(),
    put: connection.prepare(
      `INSERT OR REPLACE INTO letters
         (number, sender, sender_name, addressee, body, written_at, tries, tried_at, sent_text, told_held)
       VALUES
         (@number, @sender, @senderName, @addressee, @body, @writtenAt, @tries, @triedAt, @sentText, @toldHeld)`,
    ),
    remove: connection.prepare('DELETE FROM letters WHERE number = ?'),
    refusals: connection.prepare<[], NodeNum>('SELECT node FROM mail_refusals ORDER BY node').pluck(),
    addRefusal: connection.prepare('INSERT OR IGNORE INTO mail_refusals (node) VALUES (?)'),
    removeRefusal: connection.prepare('DELETE FROM mail_refusals WHERE node = ?'),
  };
}
