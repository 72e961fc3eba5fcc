import { ownMetrics } from '../bot/airtime.js';
import type { Outside } from '../bot/context.js';
import { SqliteSentStore } from '../history/sent-store.js';
import type { Radio } from '../mesh/radio.js';
import { TelemetryBroadcast } from '../services/telemetry-broadcast.js';
import type { Lifecycle } from '../util/lifecycle.js';
import type { Tools } from './tools.js';

/** What the sensors say, told to the mesh; nothing where that is not wanted, or there are no sensors. */
export function createTelemetry(tools: Tools, radio: Radio, { esphome }: Outside): readonly Lifecycle[] {
  const { config, clock, random, nodes, database } = tools;
  const { enabled, intervalSeconds, kinds, device, batteryCurve } = config.telemetry;
  const log = tools.log.named('telemetry');
  if (enabled && !esphome) log.warn('telemetry.enabled has nothing to tell without esphome.enabled');
  if (!enabled || !esphome) return [];
  const broadcast = new TelemetryBroadcast({
    radio,
    values: () => esphome.read().values,
    channelUtilization: () => ownMetrics({ radio, nodes, clock })?.channelUtilization,
    store: new SqliteSentStore(database, log),
    clock,
    random,
    log,
    settings: { intervalMs: intervalSeconds * 1000, kinds, device, batteryCurve },
  });
  return [broadcast];
}
