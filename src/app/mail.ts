import { Mailbox } from '../bot/mailbox.js';
import { SqliteMailStore } from '../history/mail-store.js';
import type { Alerts } from './alerts.js';
import type { HouseParts } from './house.js';
import type { NodeParts } from './node.js';
import type { Tools } from './tools.js';

interface MailSources extends Pick<NodeParts, 'radio' | 'keys'>, Pick<HouseParts, 'house' | 'visitors'> {
  readonly users: Alerts['forBot']['users'];
  /** Tells somebody beyond the mesh; false where that cannot be. */
  notify(userId: string, text: string): boolean;
}

/** Letters that wait for their addressee. It lives while the database is open, and before the radio. */
export function createMail(
  tools: Tools,
  { radio, keys, house, visitors, users, notify }: MailSources,
): Mailbox {
  const { database, clock, nodes, config } = tools;
  const log = tools.log.named('mail');
  return new Mailbox({
    store: new SqliteMailStore(database, log),
    radio,
    keys,
    house,
    visitors,
    nodes,
    clock,
    log,
    notify,
    languageOf: (userId) => users.get(userId) ?? config.language,
  });
}
