import type { AuditLog } from '../mesh/audit-log.js';
import type { Place } from '../mesh/geo.js';
import type { History } from '../mesh/history.js';
import type { HistoryCare } from '../mesh/history-care.js';
import type { Keys } from '../mesh/keys.js';
import { LONG_FAST, type ModemSettings } from '../mesh/modem.js';
import type { NodeDb } from '../mesh/node-db.js';
import type { Radio } from '../mesh/radio.js';
import type { RemoteNodes } from '../mesh/remote-node.js';
import type { RunRecord } from '../mesh/run-record.js';
import type { SensorHistory } from '../mesh/sensor-history.js';
import type { EsphomeService } from '../services/esphome/esphome.js';
import type { PlaceFinder } from '../services/geocoding.js';
import type { HostMonitor } from '../services/host.js';
import type { LightningService } from '../services/lightning/lightning.js';
import type { LlmService } from '../services/llm/llm.js';
import type { MeshFeed } from '../services/mesh-feed/mesh-feed.js';
import type { ServiceReport } from '../services/service-health.js';
import type { VigilanceService } from '../services/vigilance/vigilance.js';
import type { WeatherService } from '../services/weather/weather.js';
import type { Clock } from '../util/clock.js';
import type { Log } from '../util/log.js';
import type { Random } from '../util/random.js';
import type { AlertDesk } from './alert-desk.js';
import type { ChatMemory } from './chat-memory.js';
import type { ChatRelay } from './chat-relay.js';
import type { CommandDescription, CommandDirectory, Handler } from './command.js';
import type { Confirmations } from './confirmations.js';
import type { Faults } from './faults.js';
import type { House } from './house.js';
import type { SpokenLanguages } from './languages.js';
import type { Limits } from './limits.js';
import type { Mailbox } from './mailbox.js';
import type { PageStore } from './page-store.js';
import type { Pairing } from './pairing.js';
import type { RebootWatch } from './reboot-watch.js';
import type { Restarts } from './restarts.js';
import type { BotSettings } from './settings.js';
import type { Users } from './users.js';
import type { Visitors } from './visitors.js';

/** Whom the bot may ask outside; never waited for longer than a command may take. Absent: what is switched off. */
export interface Outside {
  readonly weather?: Pick<WeatherService, 'read'>;
  readonly places?: Pick<PlaceFinder, 'find'>;
  readonly vigilance?: Pick<VigilanceService, 'read' | 'home'>;
  readonly lightning?: Pick<LightningService, 'read'>;
  readonly llm?: Pick<LlmService, 'ask' | 'placeOf' | 'cancel'>;
  readonly esphome?: Pick<EsphomeService, 'read'>;
  /** What others hear of the mesh. */
  readonly meshFeed?: Pick<MeshFeed, 'read'> & Partial<Pick<MeshFeed, 'heardBy'>>;
  /** What the sensors of the device told before. */
  readonly sensors?: SensorHistory;
}

/** Orders to the process and the machine that it runs on. */
export interface MachineOrders {
  /** Ends the process; absent where nobody would start it again. */
  readonly restartBot?: () => void;
  /** Rejects with what the machine said against it. */
  readonly rebootHost?: () => Promise<void>;
}

export interface BotDeps {
  readonly radio: Radio;
  readonly nodes: NodeDb;
  /** What is remembered of the mesh. */
  readonly history: History;
  /** The public keys of the mesh. */
  readonly keys: Keys;
  /** What admins may do to it. */
  readonly historyCare: Pick<HistoryCare, 'backup' | 'clean' | 'vacuum'>;
  /** What admins did. */
  readonly audit: AuditLog;
  /** The nodes beside our own that are looked at. */
  readonly remoteNodes: Pick<RemoteNodes, 'all'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly random: Random;
  readonly settings: BotSettings;
  readonly host: Pick<HostMonitor, 'read'>;
  /** Why this process started; undefined where nobody noted it. */
  readonly run?: () => RunRecord | undefined;
  /** Absent where it is switched off. */
  readonly outside?: Outside;
  /** How those are who are asked outside. */
  readonly services?: () => readonly ServiceReport[];
  /** What people told of themselves; without it that lasts as long as the process. */
  readonly users?: Users;
  /** What admins decided, and who was here; without them that lasts as long as the process. */
  readonly house?: House;
  readonly visitors?: Visitors;
  /** Letters that wait; absent where nobody keeps them. */
  readonly mailbox?: Mailbox;
  /** What outlives a restart; without it nothing does. */
  readonly restarts?: Restarts;
  /** What an admin may do to what we run on; absent: what cannot be done here. */
  readonly machine?: MachineOrders;
  /** Somebody has asked our node to restart. */
  expectReboot?(): void;
  /** What is told unasked; absent where it is switched off. */
  readonly alerts?: AlertDesk;
  /** Admits people; absent where there is nobody to be admitted. */
  readonly pairing?: Pairing;
  /** Between chats and the mesh; absent where there are no chats. */
  readonly relay?: ChatRelay;
}

/** What every command may use. */
export interface BotContext extends BotDeps {
  readonly languages: SpokenLanguages;
  readonly users: Users;
  readonly house: House;
  readonly visitors: Visitors;
  readonly restarts: Restarts;
  readonly limits: Limits;
  readonly pages: PageStore;
  readonly confirmations: Confirmations;
  readonly chats: ChatMemory;
  readonly reboots: RebootWatch;
  /** Our last mistakes. */
  readonly faults: Faults;
  /** Complete only when all commands are made: for use while they run. */
  registry(): CommandDirectory;
  /** Where the bot stands, for distances; undefined when unknown. */
  home(): Place | undefined;
  /** The modem settings in use, for what a signal is worth. */
  modem(): ModemSettings;
  /** How long the bot has been running. */
  upMs(): number;
}

/** A command as its file gives it. */
export interface CommandDefinition extends CommandDescription {
  create(context: BotContext): Handler;
}

export function homeOf(deps: Pick<BotDeps, 'radio' | 'nodes' | 'settings'>): Place | undefined {
  if (deps.settings.position) return deps.settings.position;
  const own = deps.radio.own;
  return own && deps.nodes.get(own.nodeNum)?.position;
}

export function modemOf(radio: Radio): ModemSettings {
  return radio.own?.modem ?? LONG_FAST;
}
