/** The composition root: builds every part, says who listens to whom, starts and stops in order. */

import { AlertLog } from './alerts/alert-log.js';
import { createDirectory } from './app/directory.js';
import { createHistory } from './app/history.js';
import { createNode } from './app/node.js';
import { createOutside } from './app/outside.js';
import { botSettings } from './app/settings.js';
import type { AppOptions, Tools } from './app/tools.js';
import { type Bot, createBot } from './bot/bot.js';
import { completeLine } from './bot/complete.js';
import { homeOf } from './bot/context.js';
import type { BotSettings } from './bot/settings.js';
import { type StatusDeps, type StatusReport, statusOf } from './bot/status.js';
import { socketPathIn } from './config/data-dir.js';
import { Database } from './history/database.js';
import type { History } from './mesh/history.js';
import { NodeDb } from './mesh/node-db.js';
import type { Radio } from './mesh/radio.js';
import { type ConsoleDeps, ConsolePlatform } from './platforms/console.js';
import { MeshPlatform } from './platforms/mesh.js';
import type { KeyKeeper } from './radio/keys/key-keeper.js';
import { HostMonitor } from './services/host.js';
import { SystemClock } from './util/clock.js';
import { type Lifecycle, startAll, stopAll } from './util/lifecycle.js';
import { systemRandom } from './util/random.js';
import { readVersion } from './util/version.js';

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
  const { config, log, clock, random, nodes, database } = tools;
  const version = readVersion();
  const settings = botSettings(config, version);
  const { radio, keys, outages, remoteNodes, parts: node } = createNode(tools);
  const { history, listening, parts: keeping } = createHistory(radio, tools);
  const host = new HostMonitor(config.dataDir);
  const asking = createOutside(tools, { version, home: () => homeOf({ radio, nodes, settings }) });
  const { outside } = asking;
  const deps = { radio, nodes, remoteNodes, clock, random, settings, host, ...(outside && { outside }) };
  const bot = createBot({ ...deps, log: log.named('bot') });
  const meshLog = log.named('mesh');
  const mesh = new MeshPlatform({ radio, nodes, router: bot.router, settings, clock, log: meshLog });
  const known = { radio, remoteNodes, version, services: asking.reports, lastOutage: () => outages.last };
  const status = createStatus(tools, known);
  const backup = (file: string) => history.backup(file);
  const told = { radio, version, settings, status, outages: () => outages.report(), backup };
  const console = createConsole(tools, bot, told);
  const speakers = [createDirectory(radio, tools), listening, bot, mesh, console];
  const parts = inOrder(database, speakers, [...keeping, ...asking.parts, ...node]);
  return {
    radio,
    nodes,
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

type Known = Pick<StatusDeps, 'radio' | 'remoteNodes' | 'version' | 'services' | 'lastOutage'>;

function createStatus({ config, clock, nodes }: Tools, known: Known): () => StatusReport {
  const startedAt = clock.uptime();
  const named = config.node.name === undefined ? {} : { nodeName: config.node.name };
  return () => statusOf({ ...known, ...named, nodes, clock, startedAt });
}

function createTools(options: AppOptions): Tools {
  const { config, log, clock = new SystemClock(), random = systemRandom } = options;
  return {
    ...options,
    clock,
    random,
    nodes: new NodeDb(),
    database: new Database({ folder: config.dataDir, clock, log: log.named('database') }),
    alerts: new AlertLog(log.named('alerts')),
  };
}

interface Asked extends Pick<ConsoleDeps, 'radio' | 'version' | 'status' | 'outages' | 'backup'> {
  readonly settings: BotSettings;
}

function createConsole(
  { config, log, clock, nodes }: Tools,
  { router, registry }: Bot,
  { settings, ...asked }: Asked,
): ConsolePlatform {
  return new ConsolePlatform({
    ...asked,
    nodes,
    clock,
    path: socketPathIn(config.dataDir),
    router,
    log: log.named('console'),
    language: config.language,
    complete: (request) => completeLine(request, { registry, nodes, settings }),
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
