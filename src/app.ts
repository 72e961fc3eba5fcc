/** The composition root: builds every part, says who listens to whom, starts and stops in order. */
import { type Bot, createBot } from './bot/bot.js';
import { type BotSettings, DEFAULT_BOT_SETTINGS } from './bot/settings.js';
import { type StatusReport, statusOf } from './bot/status.js';
import { socketPathIn } from './config/data-dir.js';
import type { Config } from './config.js';
import { formatAddressee } from './mesh/ids.js';
import { NodeDb } from './mesh/node-db.js';
import type { Radio, SettledMessage } from './mesh/radio.js';
import { ConsolePlatform } from './platforms/console.js';
import { MeshPlatform } from './platforms/mesh.js';
import { parseAddress } from './radio/address.js';
import { processClaims } from './radio/claims.js';
import { NodeRadio } from './radio/node-radio.js';
import { MemoryOutboxStore } from './radio/outbox-store.js';
import { DEFAULT_GAPS, type Gaps } from './radio/pacing.js';
import { TcpTransport } from './radio/tcp.js';
import type { Transport } from './radio/transport.js';
import { HostMonitor } from './services/host.js';
import { type Clock, SystemClock } from './util/clock.js';
import { EXIT, ExitError } from './util/errors.js';
import { type Lifecycle, startAll, stopAll } from './util/lifecycle.js';
import type { Log } from './util/log.js';
import { type Random, systemRandom } from './util/random.js';
import { readVersion } from './util/version.js';

export type { StatusReport } from './bot/status.js';
export type { SendReply } from './platforms/console-messages.js';

export interface AppOptions {
  readonly config: Config;
  readonly log: Log;
  readonly clock?: Clock;
  readonly random?: Random;
  /** In place of the one that the address names. */
  readonly transport?: Transport;
  /** For measuring without pacing; nobody else may be quicker than the node allows. */
  readonly gaps?: Gaps;
}

/** The running bot. */
export interface App {
  readonly radio: Radio;
  readonly nodes: NodeDb;
  readonly bot: Bot;
  /** Throws `ExitError` 75 when another bot owns the node or the data folder. Does not wait for the node. */
  start(): Promise<void>;
  stop(): Promise<void>;
  status(): StatusReport;
}

export function createApp(options: AppOptions): App {
  const { config, log, clock = new SystemClock(), random = systemRandom } = options;
  const version = readVersion();
  const settings = botSettings(config, version);
  const nodes = new NodeDb();
  const radio = createRadio({ ...options, clock, random });
  const host = new HostMonitor(config.dataDir);
  const bot = createBot({ radio, nodes, clock, log: log.named('bot'), random, settings, host });
  const { router } = bot;
  const mesh = new MeshPlatform({ radio, nodes, router, settings, clock, log: log.named('mesh') });
  const startedAt = clock.uptime();
  const nodeName = config.node.name;
  const status = () =>
    statusOf({
      radio,
      nodes,
      clock,
      startedAt,
      version,
      ...(nodeName !== undefined && { nodeName }),
    });
  const consolePlatform = new ConsolePlatform({
    path: socketPathIn(config.dataDir),
    router,
    radio,
    nodes,
    clock,
    log: log.named('console'),
    language: config.language,
    version,
    status,
    completions: () => bot.registry.commands.flatMap(({ name, aliases }) => [name, ...aliases]),
  });
  const parts: Lifecycle[] = [listening(radio, nodes, { clock, log }), bot, mesh, consolePlatform, radio];
  return {
    radio,
    nodes,
    bot,
    status,
    start: () => startAll(parts),
    stop: async () => {
      await stopAll(parts, (part, err) => log.error('stop failed', { part: part.name, err }));
      log.info('stopped');
    },
  };
}

function createRadio(options: Required<Pick<AppOptions, 'clock' | 'random'>> & AppOptions): NodeRadio {
  const { config, log, clock, random } = options;
  return new NodeRadio({
    transport: options.transport ?? transportTo(config.node.address),
    claims: processClaims,
    clock,
    log: log.named('link'),
    random,
    settings: {
      heartbeatMs: config.link.heartbeatSeconds * 1000,
      silenceMs: config.link.silenceSeconds * 1000,
      connectMs: config.link.connectSeconds * 1000,
      handshakeSilenceMs: config.link.handshakeSilenceSeconds * 1000,
      retryMaxMs: config.link.retryMaxSeconds * 1000,
    },
    store: new MemoryOutboxStore(),
    gaps: options.gaps ?? { ...DEFAULT_GAPS, text: config.outbox.textGapSeconds * 1000 },
    maxAttempts: config.outbox.attempts,
  });
}

function transportTo(address: string): Transport {
  const parsed = parseAddress(address);
  if (parsed.kind === 'tcp') return new TcpTransport(parsed.host, parsed.port);
  throw new ExitError(
    EXIT.config,
    `${address}: serial nodes are not supported yet, use the node's TCP address.`,
  );
}

/** Feeds the node directory and the log. It goes first, so that whoever answers already knows the asker. */
function listening(radio: Radio, nodes: NodeDb, tools: { clock: Clock; log: Log }): Lifecycle {
  const { clock, log } = tools;
  let stops: (() => void)[] = [];
  return {
    name: 'directory',
    start: () => {
      stops = [
        radio.on('node', (report) => nodes.learn(report, clock.now())),
        radio.on('packet', (packet) => nodes.observe(packet)),
        radio.on('delivery', (settled) => logDelivery(log, settled)),
      ];
    },
    stop: () => {
      for (const stop of stops) stop();
    },
  };
}

function logDelivery(log: Log, { message, delivery, id, attempts }: SettledMessage): void {
  const tookMs = Math.round(delivery.tookMs);
  log.info('delivery', { id, to: formatAddressee(message.to), ...delivery, tookMs, attempts });
}

function botSettings(config: Config, version: string): BotSettings {
  const { commands, outbox } = config;
  return {
    ...DEFAULT_BOT_SETTINGS,
    language: config.language,
    ...(config.position && { position: config.position }),
    limits: config.limits,
    channels: config.channels,
    commands: {
      prefixes: commands.prefixes,
      maxPages: commands.maxPages,
      acceptViaMqtt: commands.acceptViaMqtt,
      disabled: commands.disabled,
      echo: commands.echo,
      trace: { ...DEFAULT_BOT_SETTINGS.commands.trace, cooldownSeconds: commands.trace.cooldownSeconds },
    },
    admins: config.admins,
    replyTtlMs: outbox.replyTtlSeconds * 1000,
    version,
    dataDir: config.dataDir,
  };
}
