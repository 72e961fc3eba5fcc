/** The composition root: builds every part, says who listens to whom, starts and stops in order. */

import { AlertInbox } from './alerts/inbox.js';
import { createBulletins } from './app/bulletins.js';
import { createConsole } from './app/console.js';
import { createDirectory } from './app/directory.js';
import { createMetrics } from './app/metrics.js';
import { createSenses, type Senses } from './app/senses.js';
import { botSettings } from './app/settings.js';
import type { TelegramParts } from './app/telegram.js';
import { createTelemetry } from './app/telemetry.js';
import type { AppOptions, Tools } from './app/tools.js';
import { type Bot, createBot } from './bot/bot.js';
import type { BotSettings } from './bot/settings.js';
import { type StatusReport, statusOf } from './bot/status.js';
import { SqliteAuditLog } from './history/audit-store.js';
import { Database } from './history/database.js';
import type { History } from './mesh/history.js';
import { NodeDb } from './mesh/node-db.js';
import type { Radio } from './mesh/radio.js';
import { MeshPlatform } from './platforms/mesh.js';
import type { KeyKeeper } from './radio/keys/key-keeper.js';
import { SystemClock } from './util/clock.js';
import { type Lifecycle, startAll, stopAll } from './util/lifecycle.js';
import { systemRandom } from './util/random.js';
import { readVersion } from './util/version.js';

export {
  type ExportRecord,
  type ExportSubject,
  type ExportTable,
  type ExportValue,
  exportTable,
} from './app/export.js';
export type { AppOptions } from './app/tools.js';
export type { StatusReport } from './bot/status.js';
export { backUpStored } from './history/backup.js';
export { readOutages } from './history/outage-reader.js';
export type { FlightEvent, OutageRecord, OutageReport } from './mesh/outage-store.js';
export type { Delivery } from './mesh/radio.js';
export type { SendReply } from './platforms/console-messages.js';
export type { LivePage, LiveTopic } from './platforms/live-view.js';

/** The running bot. */
export interface App {
  readonly radio: Radio;
  readonly nodes: NodeDb;
  readonly keys: KeyKeeper;
  readonly history: History;
  readonly bot: Bot;
  readonly mesh: Pick<MeshPlatform, 'ignored'>;
  /** Throws `ExitError` 75 when another bot owns the node or the data folder. Does not wait for the node. */
  start(): Promise<void>;
  stop(): Promise<void>;
  status(): StatusReport;
}

export function createApp(options: AppOptions): App {
  const tools = createTools(options);
  const { config, log, database } = tools;
  const version = readVersion();
  const settings = botSettings(config, version);
  const senses = createSenses(tools, { version, settings });
  const { node, memory, asking, warning } = senses;
  const { radio, keys } = node;
  const { history } = memory;
  const bot = createAnswerer(tools, senses, settings);
  const mesh = createMesh(tools, { senses, bot, settings });
  const status = createStatus(tools, senses, version);
  const backup = (file: string) => history.backup(file);
  const told = { radio, version, settings, status, outages: () => node.outages.report(), backup };
  const console = createConsole(tools, bot, told);
  const telegram = connectTelegram(senses, { bot, settings });
  const speakers = [createDirectory(radio, tools), memory.listening, bot, mesh, console];
  const parts = inOrder(database, speakers, [
    ...telegram.listening,
    ...senses.parts,
    ...createTelemetry(tools, radio, asking.outside),
    createBulletins(tools, radio, { ...bot, isQuiet: senses.isQuiet }),
    ...telegram.speaking,
    ...createMetrics(tools, { radio, version, services: asking.reports, alerts: warning.raised }),
  ]);
  return {
    radio,
    nodes: tools.nodes,
    keys,
    history,
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

function connectTelegram(senses: Senses, people: { bot: Bot; settings: BotSettings }): TelegramParts {
  const { telegram, warning, node, order, asking } = senses;
  const { users } = warning.forBot;
  return telegram.connect({ ...people, ...node, ...order, users, outside: asking.outside });
}

function createAnswerer(tools: Tools, senses: Senses, settings: BotSettings): Bot {
  const { nodes, clock, random, database, log } = tools;
  const { node, memory, machine, order, asking, warning } = senses;
  const { radio, remoteNodes, keys } = node;
  const { outside, reports } = asking;
  return createBot({
    radio,
    nodes,
    remoteNodes,
    keys,
    clock,
    random,
    settings,
    history: memory.history,
    historyCare: memory.history,
    host: machine.host,
    run: machine.run,
    services: reports,
    audit: new SqliteAuditLog(database, log.named('audit')),
    ...(outside && { outside }),
    house: order.house,
    visitors: order.visitors,
    mailbox: senses.mailbox,
    restarts: order.restarts,
    machine: order.machine,
    expectReboot: warning.expectReboot,
    ...warning.forBot,
    ...senses.telegram.forBot(warning.forBot.users),
    log: log.named('bot'),
  });
}

interface MeshParts {
  readonly senses: Senses;
  readonly bot: Bot;
  readonly settings: BotSettings;
}

function createMesh({ nodes, clock, log }: Tools, { senses, bot, settings }: MeshParts): MeshPlatform {
  const { radio, keys } = senses.node;
  return new MeshPlatform({
    radio,
    nodes,
    router: bot.router,
    settings,
    clock,
    house: senses.order.house,
    keysOf: (nodeNum) => keys.of(nodeNum),
    log: log.named('mesh'),
  });
}

function createStatus({ config, clock, nodes }: Tools, senses: Senses, version: string): () => StatusReport {
  const startedAt = clock.uptime();
  const { radio, remoteNodes, outages } = senses.node;
  const known = {
    radio,
    remoteNodes,
    version,
    services: senses.asking.reports,
    lastOutage: () => outages.last,
    ...(config.node.name !== undefined && { nodeName: config.node.name }),
  };
  return () => statusOf({ ...known, nodes, clock, startedAt });
}

function createTools(options: AppOptions): Tools {
  const { config, log, clock = new SystemClock(), random = systemRandom } = options;
  return {
    ...options,
    clock,
    random,
    nodes: new NodeDb(),
    database: new Database({ folder: config.dataDir, clock, log: log.named('database') }),
    alerts: new AlertInbox(),
  };
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
