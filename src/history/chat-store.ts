import type { Statement } from 'better-sqlite3';
import type { ChatMessage, ChatMove, ChatStore, ChatUpdate } from '../mesh/chat-store.js';
import type { Log } from '../util/log.js';
import type { Connection } from './database.js';
import { GuardedTable, type Openable } from './guarded-table.js';

type Newest = Pick<ChatUpdate, 'id' | 'takenAt'>;

interface MessageRow extends Omit<ChatMessage, 'content' | 'isDoubtful'> {
  readonly content: string;
  readonly isDoubtful: number;
}

interface UpdateRow extends Omit<ChatUpdate, 'isBegun'> {
  readonly isBegun: number;
}

interface Statements {
  readonly newest: Statement<[], Newest>;
  readonly isKnown: Statement<[number], number>;
  readonly take: Statement<[UpdateRow]>;
  readonly begin: Statement<[number]>;
  readonly unfinished: Statement<[], UpdateRow>;
  readonly finish: Statement<[number]>;
  readonly forget: Statement<[number]>;
  readonly messages: Statement<[], MessageRow>;
  readonly putMessage: Statement<[MessageRow]>;
  readonly removeMessage: Statement<[number]>;
  readonly moves: Statement<[], ChatMove>;
  readonly putMove: Statement<[ChatMove]>;
  readonly chatsOff: Statement<[], number>;
  readonly putOff: Statement<[number, number]>;
  readonly removeOff: Statement<[number]>;
}

/**
 * In the database. When it cannot be written, whoever asks goes on with what he has in memory, and only a restart would
 * repeat or forget something.
 */
export class SqliteChatStore implements ChatStore {
  readonly #table: GuardedTable<Statements>;

  constructor(database: Openable, log: Log) {
    this.#table = new GuardedTable(database, {
      log,
      prepare,
      failing: 'cannot store what comes from Telegram and goes there: a restart would forget or repeat it',
      restored: 'storing what comes from Telegram and goes there again',
      catchesUp: true,
    });
  }

  newest(): Newest | undefined {
    return this.#table.statements.newest.get();
  }

  take(updates: readonly ChatUpdate[]): readonly ChatUpdate[] {
    const { isKnown } = this.#table.statements;
    const fresh = updates.filter(({ id }) => isKnown.get(id) === undefined);
    if (fresh.length > 0)
      this.#transaction(({ take }) => void fresh.map((update) => take.run(rowFrom(update))));
    return fresh;
  }

  unfinished(): readonly ChatUpdate[] {
    const rows = this.#table.statements.unfinished.all();
    return rows.map((row) => ({ ...row, isBegun: row.isBegun === 1 }));
  }

  begin(id: number): void {
    this.#table.write(({ begin }) => begin.run(id));
  }

  finish(id: number, answers: readonly ChatMessage[]): void {
    this.#transaction((statements) => {
      for (const answer of answers) statements.putMessage.run(rowOf(answer));
      statements.finish.run(id);
    });
  }

  forgetBefore(at: number): void {
    this.#table.write(({ forget }) => forget.run(at));
  }

  messages(): readonly ChatMessage[] {
    const rows = this.#table.statements.messages.all();
    return rows.map((row) => ({
      ...row,
      content: JSON.parse(row.content),
      isDoubtful: row.isDoubtful === 1,
    }));
  }

  putMessage(message: ChatMessage): void {
    this.#table.write(({ putMessage }) => putMessage.run(rowOf(message)));
  }

  removeMessage(key: number): void {
    this.#table.write(({ removeMessage }) => removeMessage.run(key));
  }

  moves(): readonly ChatMove[] {
    return this.#table.statements.moves.all();
  }

  putMove(move: ChatMove): void {
    this.#table.write(({ putMove }) => putMove.run(move));
  }

  chatsOff(): readonly number[] {
    return this.#table.statements.chatsOff.all();
  }

  putOff(chat: number, since: number): void {
    this.#table.write(({ putOff }) => putOff.run(chat, since));
  }

  removeOff(chat: number): void {
    this.#table.write(({ removeOff }) => removeOff.run(chat));
  }

  #transaction(work: (statements: Statements) => void): void {
    this.#table.write((statements) => this.#table.connection.transaction(() => work(statements))());
  }
}

function rowFrom(update: ChatUpdate): UpdateRow {
  return { ...update, isBegun: Number(update.isBegun) };
}

function rowOf({ content, isDoubtful, ...rest }: ChatMessage): MessageRow {
  return { ...rest, content: JSON.stringify(content), isDoubtful: Number(isDoubtful) };
}

function prepare(connection: Connection): Statements {
  return {
    newest: connection.prepare(
      'SELECT id, taken_at AS takenAt FROM chat_updates ORDER BY taken_at DESC, id DESC LIMIT 1',
    ),
    isKnown: connection.prepare<[number], number>('SELECT 1 FROM chat_updates WHERE id = ?').pluck(),
    take: connection.prepare(
      `INSERT OR IGNORE INTO chat_updates (id, taken_at, body, is_begun) VALUES (@id, @takenAt, @body, @isBegun)`,
    ),
    begin: connection.prepare('UPDATE chat_updates SET is_begun = 1 WHERE id = ?'),
    unfinished: connection.prepare(
      `SELECT id, taken_at AS takenAt, body, is_begun AS isBegun FROM chat_updates
       WHERE body IS NOT NULL ORDER BY taken_at, id`,
    ),
    finish: connection.prepare('UPDATE chat_updates SET body = NULL WHERE id = ?'),
    forget: connection.prepare('DELETE FROM chat_updates WHERE taken_at < ? AND body IS NULL'),
    messages: connection.prepare(
      `SELECT key, chat, kind, content, made_at AS madeAt, expires_at AS expiresAt, is_doubtful AS isDoubtful
       FROM chat_messages ORDER BY key`,
    ),
    putMessage: connection.prepare(
      `INSERT OR REPLACE INTO chat_messages (key, chat, kind, content, made_at, expires_at, is_doubtful)
       VALUES (@key, @chat, @kind, @content, @madeAt, @expiresAt, @isDoubtful)`,
    ),
    removeMessage: connection.prepare('DELETE FROM chat_messages WHERE key = ?'),
    moves: connection.prepare('SELECT chat AS "from", moved_to AS "to" FROM chat_moves'),
    putMove: connection.prepare('INSERT OR REPLACE INTO chat_moves (chat, moved_to) VALUES (@from, @to)'),
    chatsOff: connection.prepare<[], number>('SELECT chat FROM chats_off ORDER BY since, chat').pluck(),
    putOff: connection.prepare('INSERT OR REPLACE INTO chats_off (chat, since) VALUES (?, ?)'),
    removeOff: connection.prepare('DELETE FROM chats_off WHERE chat = ?'),
  };
}
