import type { Statement } from 'better-sqlite3';
import type { PacketId } from '../mesh/ids.js';
import type {
  RelayBinding,
  RelayLink,
  RelayPlace,
  RelayStore,
  ShownPacket,
  SpokenText,
} from '../mesh/relay-store.js';
import type { Log } from '../util/log.js';
import type { Connection } from './database.js';
import { GuardedTable, type Openable } from './guarded-table.js';

interface PlaceRow {
  readonly chat: number;
  readonly topic: number;
}

type BindingRow = Omit<RelayBinding, 'topic'> & PlaceRow;

interface LinkRow extends Omit<RelayLink, 'messageId' | 'topic'>, PlaceRow {
  readonly messageId: number | null;
}

type PacketRow = Omit<ShownPacket, 'topic'> & Pick<PlaceRow, 'topic'>;

interface Statements {
  readonly bindings: Statement<[], BindingRow>;
  readonly putBinding: Statement<[BindingRow]>;
  readonly removeBinding: Statement<[PlaceRow]>;
  readonly addLink: Statement<[LinkRow]>;
  readonly setMessage: Statement<[Parameters<RelayStore['setMessage']>[0]]>;
  readonly messageFor: Statement<[PlaceRow & Pick<RelayLink, 'id'>], number>;
  readonly packetsFor: Statement<[number, number], PacketRow>;
  readonly removeLinks: Statement<[number]>;
  readonly forgetLinks: Statement<[number]>;
  readonly spoken: Statement<[], string>;
  readonly putSpoken: Statement<[{ readonly key: number; readonly body: string }]>;
  readonly removeSpoken: Statement<[number]>;
}

/** In the database. What cannot be written is good until the next restart, or costs a reply its target. */
export class SqliteRelayStore implements RelayStore {
  readonly #table: GuardedTable<Statements>;

  constructor(database: Openable, log: Log) {
    this.#table = new GuardedTable(database, {
      log,
      prepare,
      failing: 'cannot store what the relay does: a restart would forget it',
      restored: 'storing what the relay does again',
    });
  }

  bindings(): readonly RelayBinding[] {
    return this.#table.statements.bindings.all().map((binding) => withTopic(binding));
  }

  putBinding(binding: RelayBinding): void {
    this.#table.write(({ putBinding }) => putBinding.run({ ...binding, topic: binding.topic ?? 0 }));
  }

  removeBinding({ chat, topic = 0 }: RelayPlace): void {
    this.#table.write(({ removeBinding }) => removeBinding.run({ chat, topic }));
  }

  /** On a disk that takes nothing all are new. */
  addLink(link: RelayLink): boolean {
    let isNew = true;
    this.#table.write(({ addLink }) => {
      isNew = addLink.run(toLinkRow(link)).changes > 0;
    });
    return isNew;
  }

  setMessage(link: Parameters<RelayStore['setMessage']>[0]): void {
    this.#table.write(({ setMessage }) => setMessage.run(link));
  }

  messageFor({ chat, topic = 0 }: RelayPlace, id: PacketId): number | undefined {
    return this.#table.statements.messageFor.get({ chat, topic, id });
  }

  packetFor(chat: number, messageId: number): ShownPacket | undefined {
    const [packet, another] = this.#table.statements.packetsFor.all(chat, messageId);
    return packet && !another ? withTopic(packet) : undefined;
  }

  removeLinks(chat: number): void {
    this.#table.write(({ removeLinks }) => removeLinks.run(chat));
  }

  forgetLinksBefore(at: number): void {
    this.#table.write(({ forgetLinks }) => forgetLinks.run(at));
  }

  spoken(): readonly SpokenText[] {
    return this.#table.statements.spoken.all().map((body) => JSON.parse(body));
  }

  putSpoken(text: SpokenText): void {
    this.#table.write(({ putSpoken }) => putSpoken.run({ key: text.key, body: JSON.stringify(text) }));
  }

  removeSpoken(key: number): void {
    this.#table.write(({ removeSpoken }) => removeSpoken.run(key));
  }
}

/** In the tables 0 stands for no topic. */
function withTopic<Row extends { readonly topic: number }>({ topic, ...row }: Row) {
  return { ...row, ...(topic !== 0 && { topic }) };
}

function toLinkRow({ messageId, topic = 0, ...link }: RelayLink): LinkRow {
  return { ...link, messageId: messageId ?? null, topic };
}

function prepare(connection: Connection): Statements {
  return {
    bindings: connection.prepare(
      `SELECT chat, topic, channel, channel_name AS channelName, since
       FROM relay_bindings ORDER BY since, chat, topic`,
    ),
    putBinding: connection.prepare(
      `INSERT OR REPLACE INTO relay_bindings (chat, topic, channel, channel_name, since)
       VALUES (@chat, @topic, @channel, @channelName, @since)`,
    ),
    removeBinding: connection.prepare('DELETE FROM relay_bindings WHERE chat = @chat AND topic = @topic'),
    addLink: connection.prepare(
      `INSERT OR IGNORE INTO relay_links (chat, topic, packet, node, channel, message, at)
       VALUES (@chat, @topic, @id, @from, @channel, @messageId, @at)`,
    ),
    setMessage: connection.prepare(
      'UPDATE relay_links SET message = @messageId WHERE chat = @chat AND packet = @id AND node = @from',
    ),
    messageFor: connection
      .prepare<[PlaceRow & Pick<RelayLink, 'id'>], number>(
        `SELECT message FROM relay_links
         WHERE chat = @chat AND packet = @id AND topic = @topic AND message IS NOT NULL
         ORDER BY at DESC LIMIT 1`,
      )
      .pluck(),
    // Two are enough to know that there are several.
    packetsFor: connection.prepare(
      `SELECT node AS "from", packet AS id, channel, topic FROM relay_links
       WHERE chat = ? AND message = ? LIMIT 2`,
    ),
    removeLinks: connection.prepare('DELETE FROM relay_links WHERE chat = ?'),
    forgetLinks: connection.prepare('DELETE FROM relay_links WHERE at < ?'),
    spoken: connection.prepare<[], string>('SELECT body FROM relay_spoken ORDER BY key').pluck(),
    putSpoken: connection.prepare('INSERT OR REPLACE INTO relay_spoken (key, body) VALUES (@key, @body)'),
    removeSpoken: connection.prepare('DELETE FROM relay_spoken WHERE key = ?'),
  };
}
