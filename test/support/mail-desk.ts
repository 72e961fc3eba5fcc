import { House } from '../../src/bot/house.js';
import { Mailbox } from '../../src/bot/mailbox.js';
import { Users } from '../../src/bot/users.js';
import { Visitors } from '../../src/bot/visitors.js';
import { SqliteMailStore } from '../../src/history/mail-store.js';
import type { NodeNum } from '../../src/mesh/ids.js';
import type { Delivery, Outgoing } from '../../src/mesh/radio.js';
import { aDatabase } from './a-database.js';
import { aDesk, type Desk } from './bot-desk.js';
import { aPosition } from './builders.js';

/** A bot with a mailbox, on a database that outlives it. */
export class MailDesk {
  readonly users = new Users();
  readonly told: string[] = [];
  readonly house: House;
  readonly visitors: Visitors;
  readonly desk: Desk;
  mailbox: Mailbox;
  readonly #store: SqliteMailStore;
  #settled = 0;

  constructor() {
    const now = { now: (): number => this.desk.clock.now() };
    this.house = new House(now);
    this.visitors = new Visitors(now);
    // The bot stays, whichever process keeps the letters.
    const mailbox = new Proxy({} as Mailbox, {
      get: (_none, name) => Reflect.get(this.mailbox, name).bind(this.mailbox),
    });
    const { house, visitors, users } = this;
    this.desk = aDesk({}, true, {}, { house, visitors, users, mailbox });
    const { clock, log } = this.desk;
    this.#store = new SqliteMailStore(aDatabase(clock, log), log);
    this.mailbox = this.boot();
  }

  /** A process, in place of the one before. */
  boot(): Mailbox {
    const { desk, users, house, visitors } = this;
    const { radio, nodes, clock, log, keys } = desk;
    this.mailbox?.stop();
    this.mailbox = new Mailbox({
      store: this.#store,
      radio,
      nodes,
      keys: keys.keeper,
      house,
      visitors,
      clock,
      log,
      languageOf: (userId) => users.get(userId) ?? 'en',
      notify: (userId, text) => userId.startsWith('telegram:') && this.told.push(`${userId}: ${text}`) > 0,
    });
    this.mailbox.start();
    return this.mailbox;
  }

  /** A node is heard, by a position that says nothing else. */
  async hear(from: NodeNum, changes: { viaMqtt?: boolean } = {}): Promise<readonly Outgoing[]> {
    const { radio, clock } = this.desk;
    const before = radio.sent.length;
    radio.receive(aPosition({ from, ...changes, receivedAt: clock.now() }));
    await clock.advance(0);
    return radio.sent.slice(before);
  }

  /** What is on its way comes to its end. */
  async end(delivery: Delivery): Promise<void> {
    const { radio, clock } = this.desk;
    for (const message of radio.sent.slice(this.#settled)) radio.settle({ message, delivery, attempts: 1 });
    this.#settled = radio.sent.length;
    await clock.advance(0);
  }
}

export const ACKED: Delivery = { outcome: 'delivered', tookMs: 4000 };
export const UNHEARD: Delivery = { outcome: 'failed', reason: 'no_ack', tookMs: 60_000 };
