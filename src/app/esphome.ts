import { BatteryLowWatch } from '../alerts/battery-low.js';
import { SqliteSensorHistory } from '../history/sensor-history.js';
import { EsphomeService, type EsphomeSettings } from '../services/esphome/esphome.js';
import { freshValue } from '../services/esphome/readings.js';
import { known } from '../util/known.js';
import { type Asking, type ServiceParts, switchedOff } from './asking.js';
import type { Tools } from './tools.js';

/** The device with sensors, and what it told in the last month. */
export function createEsphome(
  asking: Asking,
  { config, database, log, sensorsBefore = [] }: Tools,
): ServiceParts {
  const settings = esphomeSettings(config.esphome);
  if (!settings) return switchedOff('esphome');
  const history = new SqliteSensorHistory(database, log.named('esphome'));
  const tellBefore = () => {
    for (const { sensor, value, at } of sensorsBefore) history.record(sensor, value, at);
  };
  const esphome = new EsphomeService({ ...asking, settings, history });
  return {
    outside: { esphome, sensors: history },
    reports: () => [esphome.report()],
    watches: ({ batteryLow }) => [new BatteryLowWatch(() => voltsOf(esphome), batteryLow)],
    parts: [history, { name: 'sensors before', start: tellBefore, stop: () => {} }, esphome],
  };
}

/** The voltage of the battery as it is now; undefined where nobody knows it. */
export function batteryVolts({ outside }: ServiceParts): number | undefined {
  return outside?.esphome && voltsOf(outside.esphome);
}

function voltsOf(esphome: Pick<EsphomeService, 'read'>): number | undefined {
  return freshValue(esphome.read().values, 'batteryVoltage');
}

/** Undefined where it is not wanted. */
function esphomeSettings(section: Tools['config']['esphome']): EsphomeSettings | undefined {
  const { enabled, host, port, mode, pollSeconds, sensors, username, password } = section;
  if (!enabled || host === undefined) return undefined;
  const login = known({ username, password: password?.reveal() });
  return { host, port, mode, pollMs: pollSeconds * 1000, sensors, ...login };
}
