import type { Place } from '../mesh/geo.js';
import { LONG_FAST, type ModemSettings } from '../mesh/modem.js';
import type { NodeDb } from '../mesh/node-db.js';
import type { Radio } from '../mesh/radio.js';
import type { RemoteNodes } from '../mesh/remote-node.js';
import type { PlaceFinder } from '../services/geocoding.js';
import type { HostMonitor } from '../services/host.js';
import type { WeatherService } from '../services/weather/weather.js';
import type { Clock } from '../util/clock.js';
import type { Log } from '../util/log.js';
import type { Random } from '../util/random.js';
import type { CommandDescription, CommandDirectory, Handler } from './command.js';
import type { LanguageChoices } from './languages.js';
import type { Limits } from './limits.js';
import type { PageStore } from './page-store.js';
import type { RebootWatch } from './reboot-watch.js';
import type { BotSettings } from './settings.js';

/** Whom the bot may ask outside; never waited for longer than a command may take. */
export interface Outside {
  readonly weather: Pick<WeatherService, 'read'>;
  readonly places: Pick<PlaceFinder, 'find'>;
}

export interface BotDeps {
  readonly radio: Radio;
  readonly nodes: NodeDb;
  /** The nodes beside our own that are looked at. */
  readonly remoteNodes: Pick<RemoteNodes, 'all'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly random: Random;
  readonly settings: BotSettings;
  readonly host: Pick<HostMonitor, 'read'>;
  /** Absent where it is switched off. */
  readonly outside?: Outside;
}

/** What every command may use. */
export interface BotContext extends BotDeps {
  readonly languages: LanguageChoices;
  readonly limits: Limits;
  readonly pages: PageStore;
  readonly reboots: RebootWatch;
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
