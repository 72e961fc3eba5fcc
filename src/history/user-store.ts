import type { Statement } from 'better-sqlite3';
import type { LanguageChoice, PairedPerson, Subscription, UserStore } from '../mesh/user-store.js';
import type { Log } from '../util/log.js';
import type { Connection } from './database.js';
import { GuardedTable, type Openable } from './guarded-table.js';

interface Row extends Omit<Subscription, 'options'> {
  readonly options: string;
}

interface PersonRow extends Omit<PairedPerson, 'shortName'> {
  readonly shortName: string | null;
}

interface Statements {
  readonly subscriptions: Statement<[], Row>;
  readonly put: Statement<[Row]>;
  readonly remove: Statement<[Pick<Row, 'userId' | 'topic'>]>;
  readonly languages: Statement<[], LanguageChoice>;
  readonly putLanguage: Statement<[LanguageChoice]>;
  readonly removeLanguage: Statement<[string]>;
  readonly people: Statement<[], PersonRow>;
  readonly putPerson: Statement<[PersonRow]>;
  readonly removePerson: Statement<[string]>;
}

/** What people told of themselves, in the database. What cannot be written is good until the next restart. */
export class SqliteUserStore implements UserStore {
  readonly #table: GuardedTable<Statements>;

  constructor(database: Openable, log: Log) {
    this.#table = new GuardedTable(database, {
      log,
      prepare,
      failing: 'cannot store what people chose: a restart would forget it',
      restored: 'storing what people choose again',
      catchesUp: true,
    });
  }

  subscriptions(): readonly Subscription[] {
    const rows = this.#table.statements.subscriptions.all();
    return rows.map((row) => ({ ...row, options: JSON.parse(row.options) }));
  }

  putSubscription(subscription: Subscription): void {
    const row = { ...subscription, options: JSON.stringify(subscription.options) };
    this.#table.write(({ put }) => put.run(row));
  }

  removeSubscription({ userId, topic }: Pick<Subscription, 'userId' | 'topic'>): void {
    this.#table.write(({ remove }) => remove.run({ userId, topic }));
  }

  languages(): readonly LanguageChoice[] {
    return this.#table.statements.languages.all();
  }

  putLanguage(choice: LanguageChoice): void {
    this.#table.write(({ putLanguage }) => putLanguage.run(choice));
  }

  removeLanguage(userId: string): void {
    this.#table.write(({ removeLanguage }) => removeLanguage.run(userId));
  }

  people(): readonly PairedPerson[] {
    const rows = this.#table.statements.people.all();
    return rows.map(({ shortName, ...row }) => (shortName === null ? row : { ...row, shortName }));
  }

  putPerson(person: PairedPerson): void {
    const row = { ...person, shortName: person.shortName ?? null };
    this.#table.write(({ putPerson }) => putPerson.run(row));
  }

  removePerson(userId: string): void {
    this.#table.write(({ removePerson }) => removePerson.run(userId));
  }
}

function prepare(connection: Connection): Statements {
  return {
    subscriptions: connection.prepare(
      'SELECT user AS userId, topic, options, since FROM subscriptions ORDER BY since, user, topic',
    ),
    put: connection.prepare(
      `INSERT OR REPLACE INTO subscriptions (user, topic, options, since)
       VALUES (@userId, @topic, @options, @since)`,
    ),
    remove: connection.prepare('DELETE FROM subscriptions WHERE user = @userId AND topic = @topic'),
    languages: connection.prepare('SELECT user AS userId, language FROM languages ORDER BY chosen_at, user'),
    putLanguage: connection.prepare(
      `INSERT OR REPLACE INTO languages (user, language, chosen_at)
       VALUES (@userId, @language, (SELECT COALESCE(MAX(chosen_at), 0) + 1 FROM languages))`,
    ),
    removeLanguage: connection.prepare('DELETE FROM languages WHERE user = ?'),
    people: connection.prepare(
      'SELECT user AS userId, role, name, short_name AS shortName, since FROM people ORDER BY since, user',
    ),
    putPerson: connection.prepare(
      `INSERT OR REPLACE INTO people (user, role, name, short_name, since)
       VALUES (@userId, @role, @name, @shortName, @since)`,
    ),
    removePerson: connection.prepare('DELETE FROM people WHERE user = ?'),
  };
}
