import type { Place } from '../mesh/geo.js';
import { type ChannelIndex, type NodeNum, PRIMARY_CHANNEL } from '../mesh/ids.js';
import type { Language } from './request.js';

interface CommandLimit {
  readonly commands: number;
  readonly seconds: number;
}

interface AnswerLimit {
  readonly answers: number;
  readonly seconds: number;
}

export interface LimitSettings {
  readonly perUser: CommandLimit;
  readonly perAdmin: CommandLimit;
  readonly perTelegramUser: CommandLimit;
  readonly perChannel: AnswerLimit;
  readonly global: AnswerLimit;
  /** The same question on the same channel is answered once in this time. */
  readonly repeatSeconds: number;
  /** Hold back answers while the channel is busy. */
  readonly airtime: boolean;
}

interface ChannelSettings {
  /** Channels on which commands are heard at all. */
  readonly commands: readonly ChannelIndex[];
  /** Commands of a channel, instead of those that are meant for channels. */
  readonly allow: Readonly<Record<number, readonly string[]>>;
  readonly answerBy: Readonly<Record<number, 'dm' | 'channel'>>;
  readonly language: Readonly<Record<number, Language>>;
}

interface EchoSettings {
  /** Whether people on the mesh may use it. */
  readonly mesh: boolean;
  /** Absent: the channel of the question. */
  readonly channel?: ChannelIndex;
  readonly cooldownSeconds: number;
}

export interface TraceSettings {
  /** Between two traceroutes, whoever asks: firmware drops more than one in 30 s. */
  readonly gapSeconds: number;
  /** Between two traceroutes of one asker. */
  readonly cooldownSeconds: number;
  readonly maxWaiting: number;
  /** How long an answer is waited for. */
  readonly answerSeconds: number;
  /** How long a result is good for whoever asks for the same node. */
  readonly keepSeconds: number;
}

interface CommandSettings {
  readonly prefixes: readonly string[];
  readonly maxPages: number;
  readonly acceptViaMqtt: boolean;
  /** Names of commands that are switched off. */
  readonly disabled: readonly string[];
  readonly echo: EchoSettings;
  /** Channels on which people without a node may speak. */
  readonly say: { readonly channels: readonly ChannelIndex[] };
  readonly trace: TraceSettings;
  readonly bot: { readonly cooldownSeconds: number };
  /** `prefix` begins every announcement; the pause is between two of them, whoever sends. */
  readonly announce: { readonly prefix?: string; readonly cooldownSeconds: number };
  /** Channels whose texts are told again. */
  readonly missed: { readonly channels: readonly ChannelIndex[] };
}

interface AdminNode {
  readonly nodeNum: NodeNum;
  /** Without it the node is no admin yet: an id alone proves nothing. */
  readonly publicKey?: Uint8Array;
}

/** How much is asked of a language model: on the mesh, and where there is room. */
interface PerRoom {
  readonly mesh: number;
  readonly chat: number;
}

export interface ChatSettings {
  /** Whether a direct message that is no command is a question to the model. */
  readonly freeDm: boolean;
  /** The model runs in this house: no question leaves it. */
  readonly isLocal: boolean;
  readonly maxMessages: number;
  readonly keepMs: number;
  readonly timeoutMs: PerRoom;
  readonly maxTokens: PerRoom;
}

/** What concerns those who are warned unasked. */
interface AlertSettings {
  /** `22:00-07:00`, or `off`. */
  readonly quietHours: string;
  readonly maxSubscribers: number;
}

export interface BotSettings {
  readonly language: Language;
  /** Absent: where the own node says it is. */
  readonly position?: Place;
  /** How that place is called; absent: by the name of the own node. */
  readonly homeName?: string;
  readonly limits: LimitSettings;
  readonly channels: ChannelSettings;
  readonly commands: CommandSettings;
  readonly chat: ChatSettings;
  readonly alerts: AlertSettings;
  readonly admins: { readonly nodes: readonly AdminNode[] };
  /** How long an answer may wait for its turn on the air. */
  readonly replyTtlMs: number;
  readonly version: string;
  readonly dataDir: string;
}

export const DEFAULT_BOT_SETTINGS: BotSettings = {
  language: 'en',
  limits: {
    perUser: { commands: 5, seconds: 300 },
    perAdmin: { commands: 20, seconds: 300 },
    perTelegramUser: { commands: 20, seconds: 300 },
    perChannel: { answers: 6, seconds: 300 },
    global: { answers: 30, seconds: 300 },
    repeatSeconds: 30,
    airtime: true,
  },
  channels: { commands: [], allow: {}, answerBy: {}, language: {} },
  commands: {
    prefixes: ['/'],
    maxPages: 6,
    acceptViaMqtt: false,
    disabled: [],
    echo: { mesh: true, cooldownSeconds: 60 },
    say: { channels: [] },
    trace: { gapSeconds: 31, cooldownSeconds: 120, maxWaiting: 5, answerSeconds: 60, keepSeconds: 120 },
    bot: { cooldownSeconds: 20 },
    announce: { cooldownSeconds: 300 },
    missed: { channels: [PRIMARY_CHANNEL] },
  },
  chat: {
    freeDm: false,
    isLocal: true,
    maxMessages: 6,
    keepMs: 1_800_000,
    timeoutMs: { mesh: 120_000, chat: 300_000 },
    maxTokens: { mesh: 400, chat: 1500 },
  },
  alerts: { quietHours: '22:00-07:00', maxSubscribers: 50 },
  admins: { nodes: [] },
  replyTtlMs: 300_000,
  version: 'dev',
  dataDir: './data',
};
