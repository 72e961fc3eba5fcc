import type { Watch } from '../alerts/alert.js';
import type { Outside } from '../bot/context.js';
import { SqliteValueStore } from '../history/value-store.js';
import type { Place } from '../mesh/geo.js';
import type { Subscription } from '../mesh/user-store.js';
import type { ValueStore } from '../mesh/value-store.js';
import { HttpClient, type HttpOpener, type HttpPoster } from '../services/http.js';
import type { ServiceReport } from '../services/service-health.js';
import type { Lifecycle } from '../util/lifecycle.js';
import type { AlertsSettings } from './alert-settings.js';
import type { Tools } from './tools.js';

/** What people are told of unasked, and who wishes to hear of it. */
export type CreateWatches = (
  settings: AlertsSettings,
  subscriptions: () => readonly Subscription[],
) => readonly Watch[];

/** What one service brings into the bot. */
export interface ServiceParts {
  /** Absent where it is switched off. */
  readonly outside?: Outside;
  readonly reports: () => readonly ServiceReport[];
  /** In the order of their start; the database is open while they live. */
  readonly parts: readonly Lifecycle[];
  /** What people are told of unasked. */
  readonly watches?: CreateWatches;
}

/** What every service is made with. */
export interface Asking extends Pick<Tools, 'config' | 'clock' | 'random' | 'log' | 'alerts'> {
  readonly http: HttpPoster & HttpOpener;
  readonly values: ValueStore;
  readonly home: () => Place | undefined;
}

export interface AskingOptions {
  readonly version: string;
  readonly home: () => Place | undefined;
}

export function createAsking(tools: Tools, { version, home }: AskingOptions): Asking {
  const { config, clock, random, database, alerts } = tools;
  const log = tools.log.named('services');
  const { contactUrl } = config;
  const http = new HttpClient({ clock, version, ...(contactUrl !== undefined && { contactUrl }) });
  return { config, clock, random, log, alerts, http, home, values: new SqliteValueStore(database, log) };
}

/** A service that is not wanted. */
export function switchedOff(name: string): ServiceParts {
  return { reports: () => [{ name, state: 'off' }], parts: [] };
}
