import { ChatWay } from '../alerts/chat-way.js';
import type { AlertWay } from '../alerts/way.js';
import type { Bot } from '../bot/bot.js';
import type { ChatRelay } from '../bot/chat-relay.js';
import { type ListedPerson, Pairing } from '../bot/pairing.js';
import { isSetUp } from '../bot/permissions.js';
import type { BotSettings } from '../bot/settings.js';
import type { Users } from '../bot/users.js';
import type { Config } from '../config.js';
import { SqliteChatStore } from '../history/chat-store.js';
import { SqliteRelayStore } from '../history/relay-store.js';
import type { ChatPost } from '../mesh/chat-post.js';
import { userIdOf } from '../platforms/telegram/admission.js';
import { BotApi } from '../platforms/telegram/bot-api.js';
import type { TelegramFailure } from '../platforms/telegram/failure.js';
import type { TelegramHealth } from '../platforms/telegram/poller.js';
import {
  type TelegramDeps,
  TelegramPlatform,
  type TelegramSettings,
} from '../platforms/telegram/telegram.js';
import { type FailureReason, ServiceFailure } from '../services/failure.js';
import { ServiceHealth, type ServiceReport } from '../services/service-health.js';
import type { Lifecycle } from '../util/lifecycle.js';
import { type MeshSide, relayOf, relaySources } from './relay.js';
import type { Tools } from './tools.js';

/** The way to Telegram, before anybody is there who answers. */
export interface Telegram {
  readonly reports: () => readonly ServiceReport[];
  /** To people there; none where it is switched off. */
  readonly ways: readonly AlertWay[];
  /** Tells one person there something that he waits for; false where he is not one of its people. */
  notify(userId: string, text: string): boolean;
  /** Absent where nobody can be admitted. */
  forBot(users: Users): { readonly pairing?: Pairing; readonly relay?: ChatRelay };
  /** Both live while the database is open, and what listens to the mesh before the radio does. */
  connect(people: TelegramPeople): TelegramParts;
}

export interface TelegramParts {
  readonly listening: readonly Lifecycle[];
  readonly speaking: readonly Lifecycle[];
}

export interface TelegramPeople extends MeshSide {
  readonly bot: Bot;
  readonly users: Users;
  readonly settings: BotSettings;
}

const NAME = 'telegram';
/** As long as Telegram keeps what is sent to us. */
const NOTICE_TTL_MS = 24 * 3_600_000;

const OFF: Telegram = {
  reports: () => [{ name: NAME, state: 'off' }],
  ways: [],
  notify: () => false,
  forBot: () => ({}),
  connect: () => ({ listening: [], speaking: [] }),
};

export function createTelegram(tools: Tools): Telegram {
  const { config, clock } = tools;
  const { enabled, token, apiUrl } = config.telegram;
  if (!enabled || !token) return OFF;
  const log = tools.log.named(NAME);
  const remedy = 'check telegram.token: @BotFather on Telegram shows it, and makes a new one';
  const health = new ServiceHealth({ name: NAME, host: new URL(apiUrl).host, clock, log, remedy });
  const store = new SqliteChatStore(tools.database, log);
  const api = new BotApi({ apiUrl, token: token.reveal(), clock });
  let pairing: Pairing | undefined;
  let platform: TelegramPlatform | undefined;
  const post = postOf(() => platform?.notices);
  return {
    reports: () => [health.report()],
    ways: [new ChatWay(NAME, post)],
    notify: (userId, text) => post.post({ userId, text, ttlMs: NOTICE_TTL_MS }),
    forBot: (users) => {
      pairing = new Pairing({ users, clock, random: tools.random, log, listed: listedIn(config.telegram) });
      return { pairing, relay: relayOf(() => platform?.relay) };
    },
    connect: (people) => {
      const made = createPlatform(tools, people, { api, store, log, health: inWords(health) });
      platform = made;
      pairing?.onChange((userId) => void made.roleChanged(userId));
      return { listening: [made.relay.listening], speaking: [made] };
    },
  };
}

function createPlatform(
  { config, clock, database, nodes }: Tools,
  people: TelegramPeople,
  way: Pick<TelegramDeps, 'api' | 'store' | 'log' | 'health'>,
): TelegramPlatform {
  const { bot, users, settings } = people;
  return new TelegramPlatform({
    ...way,
    clock,
    router: bot.router,
    registry: bot.registry,
    languages: users,
    people: users,
    settings: telegramSettings(config),
    relay: relaySources({ nodes, clock, store: new SqliteRelayStore(database, way.log) }, people),
    isShown: (command) => isSetUp(nobody(config, clock.now()), command, settings),
  });
}

/** Alerts are made before the bot that answers, and speak only after it. */
function postOf(notices: () => ChatPost | undefined): ChatPost {
  return {
    admins: () => notices()?.admins() ?? [],
    post: (notice) => notices()?.post(notice) ?? false,
    waiting: () => notices()?.waiting() ?? [],
    onEnd: (listener) => notices()?.onEnd(listener) ?? (() => {}),
    onPress: (listener) => notices()?.onPress(listener) ?? (() => {}),
  };
}

function telegramSettings({ telegram, commands, language }: Config): TelegramSettings {
  const { admins, users, chats, pollSeconds, staleSeconds, removeWebhook } = telegram;
  const { prefixes } = commands;
  return {
    admins,
    users,
    chats,
    pollSeconds,
    staleMs: staleSeconds * 1000,
    removeWebhook,
    prefixes,
    language,
  };
}

function listedIn({ admins, users }: Config['telegram']): readonly ListedPerson[] {
  return [
    ...admins.map((id) => ({ userId: userIdOf(id), role: 'admin' as const, key: 'telegram.admins' })),
    ...users.map((id) => ({ userId: userIdOf(id), role: 'known' as const, key: 'telegram.users' })),
  ];
}

/** For what is set up for everybody on Telegram. */
function nobody({ language }: Config, now: number) {
  const user = { id: 'telegram:0', name: '', role: 'admin' } as const;
  return {
    platform: NAME,
    user,
    text: '',
    isDirect: true,
    isBrief: false,
    language,
    receivedAt: now,
  } as const;
}

const REASONS: Readonly<Record<TelegramFailure['kind'], FailureReason>> = {
  denied: 'denied',
  conflict: 'busy',
  flood: 'busy',
  blocked: 'rejected',
  markup: 'rejected',
  moved: 'rejected',
  refused: 'rejected',
  server: 'server error',
  timeout: 'timeout',
  unreachable: 'unreachable',
};

function inWords(health: ServiceHealth): TelegramHealth {
  return {
    succeeded: () => health.succeeded(),
    failed: ({ kind, notes: { detail } }) =>
      health.failed(new ServiceFailure(REASONS[kind], detail === undefined ? {} : { detail })),
  };
}
