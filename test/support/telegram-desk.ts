import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { AlertInbox } from '../../src/alerts/inbox.js';
import { createTelegram } from '../../src/app/telegram.js';
import { House } from '../../src/bot/house.js';
import { type BotSettings, DEFAULT_BOT_SETTINGS } from '../../src/bot/settings.js';
import { Users } from '../../src/bot/users.js';
import { Secret } from '../../src/config/secrets.js';
import { type Config, loadConfig } from '../../src/config.js';
import { Database } from '../../src/history/database.js';
import { SqliteUserStore } from '../../src/history/user-store.js';
import { PRIMARY_CHANNEL } from '../../src/mesh/ids.js';
import type { Gateway } from '../../src/mesh/mesh-feed.js';
import { NodeDb } from '../../src/mesh/node-db.js';
import type { DeviceMetrics } from '../../src/mesh/packet.js';
import { Chance } from '../../src/sim/random.js';
import type { Lifecycle } from '../../src/util/lifecycle.js';
import { startAll, stopAll } from '../../src/util/lifecycle.js';
import { FakeBotApi, flow, TOKEN } from './bot-api.js';
import { aDesk, type Desk } from './bot-desk.js';
import { aReport, aText, aUser, BASE, BRAVO } from './builders.js';
import { FakeClock } from './fake-clock.js';
import { RecordingLog } from './recording-log.js';

export const ADMIN = 11;
export const USER = 12;
export const STRANGER = 99;
export const GROUP = -500;

/** Known people may speak on the primary channel. */
const SPEAKING: Partial<BotSettings> = {
  commands: { ...DEFAULT_BOT_SETTINGS.commands, say: { channels: [PRIMARY_CHANNEL] } },
};

export interface TelegramDeskOptions {
  readonly telegram?: Partial<Config['telegram']>;
  readonly token?: string;
  readonly prefixes?: readonly string[];
  readonly settings?: Partial<BotSettings>;
}

/** A whole bot behind Telegram, which is played on loopback; a restart keeps the database alone. */
export class TelegramDesk {
  readonly clock = new FakeClock();
  readonly log = new RecordingLog();
  readonly api: FakeBotApi;
  desk: Desk;
  users = new Users();
  house = new House(this.clock);
  readonly nodes = new NodeDb();
  /** Who brought every packet to a broker. */
  gateways: readonly Gateway[] = [];
  readonly chance = new Chance('telegram').stream('desk');
  #options: TelegramDeskOptions;
  readonly #folder = mkdtempSync(join(tmpdir(), 'telegram-'));
  readonly #database: Database;
  #parts: readonly Lifecycle[] = [];
  telegram: ReturnType<typeof createTelegram> | undefined;

  private constructor(options: TelegramDeskOptions) {
    this.#options = options;
    this.api = new FakeBotApi(this.clock);
    this.#database = new Database({ folder: this.#folder, clock: this.clock, log: this.log });
    this.desk = aDesk();
    this.nodes.learn(aReport(), this.clock.now());
    this.nodes.learn(aReport({ nodeNum: BRAVO, user: aUser('Bravo', 'BRAV') }), this.clock.now());
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

  /** Another configuration, for the next process. */
  configure(telegram: Partial<Config['telegram']>): void {
    this.#options = { ...this.#options, telegram };
  }

  /** What our node measures. */
  hearOwnMetrics(metrics: DeviceMetrics): void {
    const receivedAt = this.clock.now();
    const { text: _text, isReaction: _reaction, ...header } = aText('', { from: BASE, receivedAt });
    const telemetry = { variant: 'device', metrics } as const;
    this.nodes.observe({ ...header, kind: 'telemetry', portnum: 67, telemetry });
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
    const prefixes = [...(this.#options.prefixes ?? defaults.commands.prefixes)];
    const commands = { ...defaults.commands, prefixes };
    this.telegram = createTelegram({
      config: { ...defaults, commands, telegram },
      log: this.log,
      clock: this.clock,
      random: () => this.chance.next(),
      nodes: this.nodes,
      database: this.#database,
      alerts: new AlertInbox(),
    });
    this.desk = aDesk(
      { ...SPEAKING, ...this.#options.settings },
      true,
      {},
      {
        clock: this.clock,
        users: this.users,
        house: this.house,
        nodes: this.nodes,
        ...this.telegram.forBot(this.users),
      },
    );
    const { bot, settings, radio } = this.desk;
    const meshFeed = { heardBy: () => this.gateways };
    const people = { bot, settings, radio, users: this.users, house: this.house };
    const { listening, speaking } = this.telegram.connect({ ...people, outside: { meshFeed } });
    this.#parts = [...listening, ...speaking];
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
