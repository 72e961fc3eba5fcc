/** The composition root: builds every part, says who listens to whom, starts and stops in order. */

import { resolve } from 'node:path';
import { AlertLog } from './alerts/alert-log.js';
import { ownMetrics } from './bot/airtime.js';
import { type Bot, createBot } from './bot/bot.js';
import { type BotSettings, DEFAULT_BOT_SETTINGS } from './bot/settings.js';
import { type StatusReport, statusOf } from './bot/status.js';
import { socketPathIn } from './config/data-dir.js';
import type { Config } from './config.js';
import { Database } from './history/database.js';
import { SqliteKeyStore } from './history/key-store.js';
import { SqliteOutageStore } from './history/outage-store.js';
import { SqliteOutboxStore } from './history/outbox-store.js';
import type { AlertSink } from './mesh/alert-sink.js';
import { formatAddressee, formatNodeId } from './mesh/ids.js';
import { NodeDb } from './mesh/node-db.js';
import type { Packet } from './mesh/packet.js';
import type { Radio, SettledMessage } from './mesh/radio.js';
import { type ConsoleDeps, ConsolePlatform } from './platforms/console.js';
import { MeshPlatform } from './platforms/mesh.js';
import { type NodeClaims, processClaims } from './radio/claims.js';
import { FlightRecorder } from './radio/flight-recorder.js';
import { KeyKeeper } from './radio/keys/key-keeper.js';
import { MachineClaims } from './radio/node-lock.js';
import { NodeRadio } from './radio/node-radio.js';
import { OutageKeeper } from './radio/outage-keeper.js';
import { DEFAULT_GAPS, type Gaps } from './radio/pacing.js';
import { TappedTransport } from './radio/tapped-transport.js';
import type { Transport } from './radio/transport.js';
import { transportTo } from './radio/transport-to.js';
import { HostMonitor } from './services/host.js';
import { type Clock, SystemClock } from './util/clock.js';
import { type Lifecycle, startAll, stopAll } from './util/lifecycle.js';
import type { Log } from './util/log.js';
import { type Random, systemRandom } from './util/random.js';
import { readVersion } from './util/version.js';

export type { StatusReport } from './bot/status.js';
export { readOutages } from './history/outage-reader.js';
export type { FlightEvent, OutageRecord, OutageReport } from './mesh/outage-store.js';
export type { Delivery } from './mesh/radio.js';
export type { SendReply } from './platforms/console-messages.js';

export interface AppOptions {
  readonly config: Config;
  readonly log: Log;
  readonly clock?: Clock;
  readonly random?: Random;
  /** In place of the one that the address names. */
  readonly transport?: Transport;
  /**
   * The folder where the bots of the machine tell each other which nodes they own. Without it only this process is
   * asked.
   */
  readonly runDir?: string;
  /** For measuring without pacing; nobody else may be quicker than the node allows. */
  readonly gaps?: Gaps;
}

/** The running bot. */
export interface App {
  readonly radio: Radio;
  readonly nodes: NodeDb;
  readonly keys: KeyKeeper;
  readonly bot: Bot;
  readonly mesh: Pick<MeshPlatform, 'ignored'>;
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
  const database = new Database({ folder: config.dataDir, clock, log: log.named('database') });
  const alerts = new AlertLog(log.named('alerts'));
  const flight = new FlightRecorder(clock);
  const radio = createRadio({ ...options, clock, random, database, nodes, alerts, flight, keys: () => keys });
  const store = new SqliteOutageStore(database, log.named('outages'));
  const outages = new OutageKeeper({ radio, recorder: flight, store, clock });
  const keys: KeyKeeper = createKeys({ config, log, clock, database, nodes, alerts }, radio);
  const host = new HostMonitor(config.dataDir);
  const bot = createBot({ radio, nodes, clock, log: log.named('bot'), random, settings, host });
  const mesh = new MeshPlatform({
    radio,
    nodes,
    router: bot.router,
    settings,
    clock,
    log: log.named('mesh'),
  });
  const startedAt = clock.uptime();
  const named = config.node.name === undefined ? {} : { nodeName: config.node.name };
  const lastOutage = () => outages.last;
  const status = () => statusOf({ radio, nodes, clock, startedAt, version, lastOutage, ...named });
  const asked = { status, outages: () => outages.report(), version };
  const consolePlatform = createConsole({ config, log, clock, radio, nodes, ...asked }, bot);
  const listener = listening(radio, nodes, { clock, log });
  const parts = inOrder(database, [listener, bot, mesh, consolePlatform], [outages, keys, radio]);
  return {
    radio,
    nodes,
    keys,
    bot,
    mesh,
    status,
    start: () => startAll(parts),
    stop: async () => {
      await stopAll(parts, (part, err) => log.error('stop failed', { part: part.name, err }));
      log.info('stopped');
    },
  };
}

type ConsoleOptions = Pick<
  ConsoleDeps,
  'radio' | 'nodes' | 'clock' | 'log' | 'version' | 'status' | 'outages'
> &
  Pick<AppOptions, 'config'>;

function createConsole({ config, log, ...deps }: ConsoleOptions, { router, registry }: Bot): ConsolePlatform {
  return new ConsolePlatform({
    ...deps,
    path: socketPathIn(config.dataDir),
    router,
    log: log.named('console'),
    language: config.language,
    completions: () => registry.commands.flatMap(({ name, aliases }) => [name, ...aliases]),
  });
}

/**
 * The database opens when the console's socket has proved that the data folder is ours, and before the radio needs
 * it. It closes when nobody is left who could still hand over a text.
 */
function inOrder(
  database: Database,
  speakers: readonly Lifecycle[],
  node: readonly Lifecycle[],
): Lifecycle[] {
  const closing: Lifecycle = { name: 'database', start: () => {}, stop: () => database.stop() };
  const opening: Lifecycle = { name: 'database', start: () => database.start(), stop: () => {} };
  return [closing, ...speakers, opening, ...node];
}

interface RadioOptions extends AppOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly database: Database;
  readonly nodes: NodeDb;
  readonly alerts: AlertSink;
  readonly flight: FlightRecorder;
  readonly keys: () => Pick<KeyKeeper, 'isKeyless' | 'give'>;
}

function createRadio(options: RadioOptions): NodeRadio {
  const { config, log, clock, random, database, nodes, alerts, flight, keys } = options;
  const transport = options.transport ?? transportTo(config.node.address);
  const radio: NodeRadio = new NodeRadio({
    transport: new TappedTransport(transport, flight),
    flight,
    claims: claimsFor(options),
    clock,
    log: log.named('link'),
    random,
    alerts,
    settings: {
      heartbeatMs: config.link.heartbeatSeconds * 1000,
      silenceMs: config.link.silenceSeconds * 1000,
      connectMs: config.link.connectSeconds * 1000,
      handshakeSilenceMs: config.link.handshakeSilenceSeconds * 1000,
      retryMaxMs: config.link.retryMaxSeconds * 1000,
      alertAfterMs: config.link.alertAfterSeconds * 1000,
      preventiveReconnectMs: config.link.preventiveReconnectMinutes * 60_000,
    },
    store: new SqliteOutboxStore(database, log.named('outbox')),
    gaps: options.gaps ?? { ...DEFAULT_GAPS, text: config.outbox.textGapSeconds * 1000 },
    maxAttempts: config.outbox.attempts,
    channelUtilization: () => ownMetrics({ radio, nodes, clock })?.channelUtilization,
    isKeyless: (to) => keys().isKeyless(to),
    onMissingKey: (to) => keys().give(to),
  });
  return radio;
}

type KeyOptions = Pick<RadioOptions, 'config' | 'log' | 'clock' | 'database' | 'nodes' | 'alerts'>;

function createKeys(
  { config, log, clock, database, nodes, alerts }: KeyOptions,
  radio: NodeRadio,
): KeyKeeper {
  const named = log.named('keys');
  return new KeyKeeper({
    radio,
    store: new SqliteKeyStore(database, named),
    alerts,
    clock,
    log: named,
    settings: {
      onReconnect: config.keys.onReconnect,
      delayMs: config.keys.delaySeconds * 1000,
      periodMs: config.keys.periodSeconds * 1000,
      addPerHour: config.keys.addPerHour,
    },
    userOf: (nodeNum) => nodes.get(nodeNum)?.user,
  });
}

function claimsFor({ runDir, config, log }: AppOptions): NodeClaims {
  if (runDir === undefined) return processClaims;
  const dataDir = resolve(config.dataDir);
  return new MachineClaims({ runDir, command: 'meshbot run', dataDir, log: log.named('link') });
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
        radio.on('packet', (packet) => {
          nodes.observe(packet);
          logPacket(log, packet);
        }),
        radio.on('delivery', (settled) => logDelivery(log, settled)),
      ];
    },
    stop: () => {
      for (const stop of stops) stop();
    },
  };
}

/** Where it came from and how, never what it says. */
function logPacket(log: Log, packet: Packet): void {
  const { kind, hopsAway: hops, rxSnr: snr } = packet;
  const portnum = kind === 'encrypted' ? undefined : packet.portnum;
  log.debug('packet', { from: formatNodeId(packet.from), kind, hops, snr, portnum });
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
