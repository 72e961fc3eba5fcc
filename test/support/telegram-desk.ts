import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { AlertInbox } from '../../src/alerts/inbox.js';
import { createTelegram } from '../../src/app/telegram.js';
import type { BotSettings } from '../../src/bot/settings.js';
import { Users } from '../../src/bot/users.js';
import { Secret } from '../../src/config/secrets.js';
import { type Config, loadConfig } from '../../src/config.js';
import { Database } from '../../src/history/database.js';
import { SqliteUserStore } from '../../src/history/user-store.js';
import { NodeDb } from '../../src/mesh/node-db.js';
import { Chance } from '../../src/sim/random.js';
import type { Lifecycle } from '../../src/util/lifecycle.js';
import { startAll, stopAll } from '../../src/util/lifecycle.js';
import { FakeBotApi, flow, TOKEN } from './bot-api.js';
import { aDesk, type Desk } from './bot-desk.js';
import { FakeClock } from './fake-clock.js';
import { RecordingLog } from './recording-log.js';

export const ADMIN = 11;
export const USER = 12;
export const STRANGER = 99;
export const GROUP = -500;

export interface TelegramDeskOptions {
  readonly telegram?: Partial<Config['telegram']>;
  readonly token?: string;
  readonly settings?: Partial<BotSettings>;
}

/** A whole bot behind Telegram, which is played on loopback; a restart keeps the database alone. */
export class TelegramDesk {
  readonly clock = new FakeClock();
  readonly log = new RecordingLog();
  readonly api: FakeBotApi;
  desk: Desk;
  users = new Users();
  readonly chance = new Chance('telegram').stream('desk');
  readonly #options: TelegramDeskOptions;
  readonly #folder = mkdtempSync(join(tmpdir(), 'telegram-'));
  readonly #database: Database;
  #parts: readonly Lifecycle[] = [];
  telegram: ReturnType<typeof createTelegram> | undefined;

  private constructor(options: TelegramDeskOptions) {
    this.#options = options;
    this.api = new FakeBotApi(this.clock);
    this.#database = new Database({ folder: this.#folder, clock: this.clock, log: this.log });
    this.desk = aDesk();
  }

  static async open(options: TelegramDeskOptions = {}): Promise<TelegramDesk> {
    const desk = new TelegramDesk(options);
    await desk.api.start();
    onTestFinished(async () => {
      await desk.end();
      await desk.api.stop();
      rmSync(desk.#folder, { recursive: true });
    });
    return desk;
  }

  /** A new process. */
  async start(): Promise<void> {
    this.#database.start();
    this.users = new Users(new SqliteUserStore(this.#database, this.log));
    this.users.load();
    const token = new Secret({ env: 'TOKEN' });
    token.load({ TOKEN: this.#options.token ?? TOKEN });
    const defaults = loadConfig({
      env: {},
      overrides: { nodeAddress: 'nowhere', dataDir: this.#folder },
    });
    const telegram = {
      ...defaults.telegram,
      enabled: true,
      token,
      apiUrl: this.api.url,
      admins: [ADMIN],
      users: [USER],
      chats: [GROUP],
      ...this.#options.telegram,
    };
    this.telegram = createTelegram({
      config: { ...defaults, telegram },
      log: this.log,
      clock: this.clock,
      random: () => this.chance.next(),
      nodes: new NodeDb(),
      database: this.#database,
      alerts: new AlertInbox(),
    });
    this.desk = aDesk(
      this.#options.settings,
      true,
      {},
      {
        clock: this.clock,
        users: this.users,
        ...this.telegram.forBot(this.users),
      },
    );
    const { bot, settings } = this.desk;
    this.#parts = this.telegram.connect({ bot, settings, users: this.users });
    await startAll(this.#parts);
  }

  /** As a kill would: nothing is finished. */
  async end(): Promise<void> {
    const parts = this.#parts;
    this.#parts = [];
    await stopAll(parts, (_, error) => {
      throw error;
    });
    this.#database.stop();
  }

  until(isDone: () => boolean, stepMs?: number): Promise<void> {
    return flow(this.clock, isDone, stepMs);
  }

  /** So much time passes, and everybody says what he has to say. */
  async pass(ms: number): Promise<void> {
    const end = this.clock.uptime() + ms;
    await this.until(() => this.clock.uptime() >= end, Math.max(50, ms / 200));
  }

  /** What somebody is told for his words. */
  async ask(from: number, text: string, more: Record<string, unknown> = {}): Promise<string> {
    const before = this.api.texts.length;
    this.api.say(from, text, more);
    await this.until(() => this.api.texts.length > before);
    return this.api.texts.slice(before).join('\n');
  }
}
