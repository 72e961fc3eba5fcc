import type { AlertName, Watch } from '../alerts/alert.js';
import { DeliveryBook } from '../alerts/delivery-book.js';
import { Desk } from '../alerts/desk.js';
import { DutyLimitWatch } from '../alerts/duty-limit.js';
import { AlertEngine, type AlertNews } from '../alerts/engine.js';
import { KeyChangedWatch } from '../alerts/key-changed.js';
import { LinkWatch } from '../alerts/link.js';
import { MeshWay } from '../alerts/mesh-way.js';
import { NodeRestartWatch } from '../alerts/node-restart.js';
import { NodeSilentWatch } from '../alerts/node-silent.js';
import { parseQuietHours } from '../alerts/quiet-hours.js';
import { RemoteFirmwareWatch, RemoteRestartWatch } from '../alerts/remote-news.js';
import { RemoteNodeDownWatch } from '../alerts/remote-nodes.js';
import { type SelfTestDeps, SelfTestWatch } from '../alerts/self-test.js';
import { ServiceDeniedWatch } from '../alerts/service-denied.js';
import { SilentMeshWatch } from '../alerts/silent-mesh.js';
import { SlotTakenWatch } from '../alerts/slot-taken.js';
import { SourceLostWatch } from '../alerts/source-lost.js';
import { StorageWatch } from '../alerts/storage.js';
import { Teller } from '../alerts/teller.js';
import { WatchMemory } from '../alerts/watch-memory.js';
import type { AlertWay } from '../alerts/way.js';
import type { AlertDesk } from '../bot/alert-desk.js';
import type { Language } from '../bot/request.js';
import { Users } from '../bot/users.js';
import type { Config } from '../config.js';
import { SqliteAlertStore } from '../history/alert-store.js';
import { SqliteUserStore } from '../history/user-store.js';
import { SqliteValueStore } from '../history/value-store.js';
import type { History } from '../mesh/history.js';
import { formatNodeId } from '../mesh/ids.js';
import type { Radio } from '../mesh/radio.js';
import type { RemoteNodes } from '../mesh/remote-node.js';
import type { ServiceReport } from '../services/service-health.js';
import type { Lifecycle } from '../util/lifecycle.js';
import { type AlertsSettings, alertsSettings } from './alert-settings.js';
import type { CreateWatches } from './asking.js';
import type { Tools } from './tools.js';

export interface AlertSources {
  readonly radio: Radio;
  readonly remoteNodes: RemoteNodes;
  readonly history: History;
  /** How the services outside are. */
  readonly reports: () => readonly ServiceReport[];
  /** What is watched beside the node and the mesh. */
  readonly watches: CreateWatches;
  /** An admin wishes silence. */
  readonly isQuiet: () => boolean;
  /** To people beyond the mesh. */
  readonly ways?: readonly AlertWay[];
}

export interface Alerts {
  readonly forBot: {
    readonly users: Users;
    /** Absent where alerts are switched off. */
    readonly alerts?: AlertDesk;
  };
  /** Live while the database is open and before the radio is. */
  readonly parts: readonly Lifecycle[];
  /** Names of what is raised now, one for each subject. */
  raised(): readonly string[];
  /** Somebody has asked our node to restart. */
  expectReboot(): void;
}

/** Who speaks unasked: what is watched, and how people are told. */
export function createAlerts(tools: Tools, sources: AlertSources): Alerts {
  const { clock, database } = tools;
  const log = tools.log.named('alerts');
  const users = new Users(new SqliteUserStore(database, tools.log.named('users')));
  const people = { name: 'users', start: () => users.load(), stop: () => {} };
  const settings = alertsSettings(tools.config);
  const store = new SqliteAlertStore(database, log);
  const book = new DeliveryBook(store, clock);
  const ways = [new MeshWay(sources.radio), ...(sources.ways ?? [])];
  const subscriptions = () => users.subscriptions;
  const { own, expectReboot } = createWatches(tools, settings, sources);
  if (!settings.enabled) return { forBot: { users }, parts: [people], raised: () => [], expectReboot };
  const all = [...sources.watches(settings, subscriptions), ...own];
  const selfTest = createSelfTest(tools, { ways, subscriptions, watches: () => all });
  const watches = [...all, selfTest].filter(({ name }) => isEnabled(name, settings));
  const teller: Teller = new Teller({
    ...tellerSettings(tools, settings, users),
    book,
    clock,
    log,
    ways,
    subscriptions,
    isQuiet: sources.isQuiet,
    find: (alert, subject) => engine.find(alert, subject),
    told: (matter) => engine.told(matter),
  });
  const tell = (news: AlertNews) => teller.tell(news);
  const engine = new AlertEngine({ watches, store, clock, log, tell, afterLook: () => teller.look() });
  const telling = { name: 'alert teller', start: () => teller.start(), stop: () => teller.stop() };
  const alerts = new Desk({ engine, teller, book, clock });
  const raised = () => engine.raised;
  return { forBot: { users, alerts }, parts: [people, telling, engine], raised, expectReboot };
}

function tellerSettings({ config }: Tools, settings: AlertsSettings, users: Users) {
  const quietHours = parseQuietHours(settings.quietHours);
  const ttlMs = config.outbox.alertTtlSeconds * 1000;
  return {
    settings: { quietHours, channels: settings.channels, ttlMs },
    languageOf: (userId: string) => users.get(userId) ?? channelLanguage(config, userId) ?? config.language,
  };
}

type Tested = Pick<SelfTestDeps, 'ways' | 'subscriptions' | 'watches'>;

function createSelfTest({ clock, nodes, config }: Tools, tested: Tested): SelfTestWatch {
  const admins = config.admins.nodes.map(({ nodeNum }) => `mesh:${formatNodeId(nodeNum)}`);
  const isAdmin = (userId: string) => !userId.startsWith('mesh:') || admins.includes(userId);
  return new SelfTestWatch({ clock, nodes, isAdmin, ...tested });
}

function createWatches(tools: Tools, settings: AlertsSettings, sources: AlertSources) {
  const { clock, nodes, alerts, config, database } = tools;
  const { radio, remoteNodes, history, reports } = sources;
  const alertAfterMs = config.link.alertAfterSeconds * 1000;
  const watched = settings.watchNodes;
  const link = new LinkWatch({ radio, clock, settings: { ...settings.link, alertAfterMs } });
  const { rebootMs } = settings.link;
  const log = tools.log.named('alerts');
  const kept = { values: new SqliteValueStore(database, log), clock, log };
  const memory = new WatchMemory<number>('node-restart', kept);
  const restarts = new NodeRestartWatch({ radio, nodes, clock, memory, watched, rebootMs });
  const own: readonly Watch[] = [
    link,
    new SlotTakenWatch(radio, settings.slotTaken),
    new SilentMeshWatch({ radio, nodes, clock, history, settings: settings.silentMesh }),
    new RemoteNodeDownWatch({ remoteNodes, settings: settings.remoteNodeDown }),
    new RemoteRestartWatch(remoteNodes, new WatchMemory('remote-node-restart', kept)),
    new RemoteFirmwareWatch(remoteNodes, new WatchMemory('remote-node-firmware', kept)),
    new NodeSilentWatch({ radio, clock, history, nodes, watched, settings: settings.nodeSilent }),
    restarts,
    new StorageWatch(database.writes, settings.storage),
    new ServiceDeniedWatch(alerts),
    new SourceLostWatch({ reports, settings: settings.sourceLost }),
    new KeyChangedWatch(alerts, nodes),
    new DutyLimitWatch({ radio, clock, settings: settings.dutyLimit }),
  ];
  const expectReboot = () => {
    link.expectReboot();
    restarts.expectReboot();
  };
  return { own, expectReboot };
}

/** The language of the channel that `channel:2` names. */
function channelLanguage(config: Config, userId: string): Language | undefined {
  const index = /^channel:(\d+)$/.exec(userId)?.[1];
  return index === undefined ? undefined : config.channels.language[index];
}

function isEnabled(name: AlertName, settings: AlertsSettings): boolean {
  const section = settings[sectionOf(name)];
  return typeof section === 'boolean' ? section : section.enabled;
}

type CamelCase<Name extends string> = Name extends `${infer Head}-${infer Tail}`
  ? `${Head}${Capitalize<CamelCase<Tail>>}`
  : Name;

function sectionOf<Name extends AlertName>(name: Name): CamelCase<Name> {
  return name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase()) as CamelCase<Name>;
}
