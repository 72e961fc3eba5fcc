import type { Outside } from '../bot/context.js';
import type { ServiceReport } from '../services/service-health.js';
import type { Lifecycle } from '../util/lifecycle.js';
import { type AskingOptions, type CreateWatches, createAsking } from './asking.js';
import { batteryVolts, createEsphome } from './esphome.js';
import { createLightning } from './lightning.js';
import { createLlm, type LlmReadings } from './llm.js';
import { createMeshFeed, type MeshFeedReadings } from './mesh-feed.js';
import type { Tools } from './tools.js';
import { createVigilance } from './vigilance.js';
import { createWeather } from './weather.js';

interface OutsideParts {
  readonly outside: Outside;
  readonly reports: () => readonly ServiceReport[];
  readonly parts: readonly Lifecycle[];
  readonly watches: CreateWatches;
}

export interface OutsideOptions extends AskingOptions, LlmReadings, Omit<MeshFeedReadings, 'nodes'> {}

/** Whom we ask beyond the mesh, as far as the configuration wishes it. */
export function createOutside(tools: Tools, options: OutsideOptions): OutsideParts {
  const asking = createAsking(tools, options);
  const esphome = createEsphome(asking, tools);
  const services = [
    createWeather(asking),
    createVigilance(asking),
    createLightning(asking),
    createMeshFeed(asking, { ...tools, ...options }),
    esphome,
    createLlm(asking, { batteryVolts: () => batteryVolts(esphome), ...options }),
  ];
  return {
    outside: Object.assign({}, ...services.map(({ outside }) => outside)),
    reports: () =>
      services.flatMap(({ reports }) => reports().map((report) => named(report, tools.serversName))),
    parts: services.flatMap(({ parts }) => parts),
    watches: (...people) => services.flatMap(({ watches }) => watches?.(...people) ?? []),
  };
}

function named(report: ServiceReport, host: string | undefined): ServiceReport {
  const { settings } = report;
  return host === undefined || settings?.['host'] === undefined
    ? report
    : { ...report, settings: { ...settings, host } };
}
