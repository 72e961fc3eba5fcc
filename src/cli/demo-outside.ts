import { Secret } from '../config/secrets.js';
import type { Config } from '../config.js';
import { createDemoEsphome, type DemoSample, demoSensorsBefore } from '../sim/services/demo-esphome.js';
import { DemoLightning } from '../sim/services/demo-lightning.js';
import { DemoMeshFeed } from '../sim/services/demo-mesh-feed.js';
import { createDemoModel } from '../sim/services/demo-model.js';
import { createDemoVigilance } from '../sim/services/demo-vigilance.js';
import { createDemoWeather } from '../sim/services/demo-weather.js';
import { DEFAULT_PLACE } from '../sim/world/cast.js';
import type { Clock } from '../util/clock.js';
import type { Lifecycle } from '../util/lifecycle.js';

/** The world outside as the demo plays it on this machine; all that it tells is marked as made up. */
export interface DemoOutside {
  readonly parts: readonly Lifecycle[];
  /** No demo asks the world outside. Only once the parts have started. */
  onlyHere(config: Config): Config;
  /** What the sensors told before the demo began. */
  readonly sensorsBefore: readonly DemoSample[];
}

export function createDemoOutside(clock: Clock): DemoOutside {
  const weather = createDemoWeather(clock);
  const vigilance = createDemoVigilance(clock);
  const model = createDemoModel();
  const sensors = createDemoEsphome(clock);
  const lightning = new DemoLightning(clock, DEFAULT_PLACE);
  const meshFeed = new DemoMeshFeed(clock, DEFAULT_PLACE);
  return {
    parts: [weather, vigilance, model, sensors, lightning, meshFeed],
    sensorsBefore: demoSensorsBefore(clock.now()),
    onlyHere: (config) => ({
      ...config,
      node: { ...config.node, discover: false },
      // The node tells its own place after a while, and the first question may come before.
      position: DEFAULT_PLACE,
      weather: {
        ...config.weather,
        openMeteoUrl: `${weather.url}/v1/forecast`,
        geocodingUrl: `${weather.url}/v1/search`,
        fallback: false,
        homeName: 'Demo Valley',
      },
      vigilance: { ...config.vigilance, ...warningsAt(vigilance.url) },
      lightning: { ...config.lightning, enabled: true, brokerUrl: lightning.url },
      meshtasticMqtt: {
        ...config.meshtasticMqtt,
        enabled: true,
        brokerUrl: meshFeed.url,
        topics: [...meshFeed.topics],
      },
      esphome: { ...config.esphome, ...deviceAt(sensors.url) },
      llm: { ...config.llm, enabled: true, baseUrl: model.url, model: 'demo', maxCpuCelsius: 0 },
    }),
  };
}

/** The interface with a key, as most operators have it. */
function warningsAt(url: string) {
  const apiKey = new Secret({ env: 'DEMO' });
  apiKey.load({ DEMO: 'none' });
  const apiUrl = `${url}/cartevigilance/encours`;
  return { enabled: true, department: '38', source: 'api', apiKey, apiUrl } as const;
}

function deviceAt(url: string) {
  const { hostname, port } = new URL(url);
  return { enabled: true, host: hostname, port: Number(port), mode: 'events' } as const;
}
