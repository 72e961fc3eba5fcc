import { LightningWatch } from '../alerts/lightning.js';
import type { Config } from '../config.js';
import { LightningService, type LightningSettings } from '../services/lightning/lightning.js';
import { type Asking, type ServiceParts, switchedOff } from './asking.js';

export function createLightning(asking: Asking): ServiceParts {
  const { config } = asking;
  if (!config.lightning.enabled) return switchedOff('lightning');
  const lightning = new LightningService({ ...asking, settings: lightningSettings(config) });
  return {
    outside: { lightning },
    reports: () => [lightning.report()],
    parts: [lightning],
    watches: (settings, subscriptions) => [
      new LightningWatch({ ...asking, lightning, subscriptions, settings: settings.lightning }),
    ],
  };
}

function lightningSettings({ lightning }: Config): LightningSettings {
  const { brokerUrl: url, radiusKm, windowSeconds } = lightning;
  return { broker: { url }, radiusKm, windowMs: windowSeconds * 1000 };
}
