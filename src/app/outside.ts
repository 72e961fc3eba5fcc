import type { Outside } from '../bot/context.js';
import type { Place } from '../mesh/geo.js';
import { PlaceFinder } from '../services/geocoding.js';
import { HttpClient } from '../services/http.js';
import type { ServiceReport } from '../services/upstream.js';
import { WeatherService } from '../services/weather/weather.js';
import type { Lifecycle } from '../util/lifecycle.js';
import { weatherSettings } from './settings.js';
import type { Tools } from './tools.js';

interface OutsideParts {
  readonly outside?: Outside;
  readonly reports: () => readonly ServiceReport[];
  readonly parts: readonly Lifecycle[];
}

interface OutsideOptions {
  readonly version: string;
  readonly home: () => Place | undefined;
}

/** Whom we ask beyond the mesh, as far as the configuration wishes it. */
export function createOutside(tools: Tools, { version, home }: OutsideOptions): OutsideParts {
  const { config, clock, random, log } = tools;
  if (!config.weather.enabled) return { reports: () => [{ name: 'weather', state: 'off' }], parts: [] };
  const http = new HttpClient({ clock, version });
  const asking = { http, clock, random, log: log.named('services') };
  const weather = new WeatherService({ ...asking, settings: weatherSettings(config), home });
  const { geocodingUrl: url, countryCode } = config.weather;
  const places = new PlaceFinder({ ...asking, url, ...(countryCode !== undefined && { countryCode }) });
  const stopping: Lifecycle = { name: 'places', start: () => {}, stop: () => places.stop() };
  return {
    outside: { weather, places },
    reports: () => [...weather.reports(), places.report()],
    parts: [weather, stopping],
  };
}
