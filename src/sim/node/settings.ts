import { clone, create } from '@bufbuild/protobuf';
import { Config, type Mesh, ModuleConfig } from '@meshtastic/protobufs';
import { LONG_FAST, type ModemSettings, modemOfPreset } from '../../mesh/modem.js';
import type { SwitchBoard } from '../switches.js';
import type { Identity } from '../world/identity.js';
import { userOf } from './node-entry.js';

type ConfigCase = NonNullable<Config.Config['payloadVariant']['case']>;
type ModuleCase = NonNullable<ModuleConfig.ModuleConfig['payloadVariant']['case']>;

/** In the order of their numbers, which is that of the handshake. */
export const CONFIG_CASES: readonly ConfigCase[] = [
  'device',
  'position',
  'power',
  'network',
  'display',
  'lora',
  'bluetooth',
  'security',
  'sessionkey',
  'deviceUi',
];
export const MODULE_CASES: readonly ModuleCase[] = [
  'mqtt',
  'serial',
  'externalNotification',
  'storeForward',
  'rangeTest',
  'telemetry',
  'cannedMessage',
  'audio',
  'remoteHardware',
  'neighborInfo',
  'ambientLighting',
  'detectionSensor',
  'paxcounter',
  'statusmessage',
];

const NODE_INFO_SECONDS = 10_800;
const HOUR_SECONDS = 3600;
const NEIGHBOR_INFO_SECONDS = 21_600;
const EU_868 = Config.Config_LoRaConfig_RegionCode.EU_868;
const UNSET = Config.Config_LoRaConfig_RegionCode.UNSET;

/** What a client may read and change. Where a switch says the same, the switch is the truth. */
export class Settings {
  readonly #board: SwitchBoard;
  readonly #identity: Identity;
  readonly #configs = new Map<ConfigCase, Config.Config>();
  readonly #modules = new Map<ModuleCase, ModuleConfig.ModuleConfig>();
  readonly #installedModem: ModemSettings;
  owner: Mesh.User;

  constructor(board: SwitchBoard, identity: Identity, modem: ModemSettings = LONG_FAST) {
    this.#board = board;
    this.#identity = identity;
    this.#installedModem = modem;
    this.owner = userOf(identity, true);
    for (const config of this.#installedConfigs()) this.setConfig(config);
    this.setModule(module({ case: 'telemetry', value: createTelemetry() }));
    this.setModule(module({ case: 'neighborInfo', value: createNeighborInfo() }));
  }

  get lora(): Config.Config_LoRaConfig {
    const variant = this.#configs.get('lora')?.payloadVariant;
    return variant?.case === 'lora' ? variant.value : create(Config.Config_LoRaConfigSchema);
  }

  /** Undefined while nobody has configured it. */
  get mqtt(): ModuleConfig.ModuleConfig_MQTTConfig | undefined {
    const variant = this.#modules.get('mqtt')?.payloadVariant;
    return variant?.case === 'mqtt' ? variant.value : undefined;
  }

  get hopLimit(): number {
    return this.lora.hopLimit || 3;
  }

  get modem(): ModemSettings {
    const { usePreset, modemPreset } = this.lora;
    return usePreset
      ? modemOfPreset(Config.Config_LoRaConfig_ModemPreset[modemPreset] ?? '')
      : this.#installedModem;
  }

  config(name: ConfigCase): Config.Config {
    const config = clone(
      Config.ConfigSchema,
      this.#configs.get(name) ?? create(Config.ConfigSchema, { payloadVariant: { case: name, value: {} } }),
    );
    const { values } = this.#board;
    const { payloadVariant: variant } = config;
    if (variant.case === 'security') variant.value.isManaged = values.managed;
    if (variant.case !== 'lora') return config;
    variant.value.txEnabled = values.txEnabled;
    variant.value.region = values.regionSet ? variant.value.region || EU_868 : UNSET;
    return config;
  }

  /** False for a config without content. */
  setConfig(config: Config.Config): boolean {
    const { payloadVariant: variant } = config;
    if (variant.case === undefined) return false;
    if (variant.case === 'lora') {
      this.#agree('txEnabled', variant.value.txEnabled);
      this.#agree('regionSet', variant.value.region !== UNSET);
    }
    if (variant.case === 'security') this.#agree('managed', variant.value.isManaged);
    this.#configs.set(variant.case, clone(Config.ConfigSchema, config));
    return true;
  }

  module(name: ModuleCase): ModuleConfig.ModuleConfig {
    const empty = create(ModuleConfig.ModuleConfigSchema, { payloadVariant: { case: name, value: {} } });
    const config = clone(ModuleConfig.ModuleConfigSchema, this.#modules.get(name) ?? empty);
    const { payloadVariant: variant } = config;
    if (variant.case === 'neighborInfo') variant.value.enabled = this.#board.values.neighborModule;
    return config;
  }

  setModule(config: ModuleConfig.ModuleConfig): boolean {
    const { payloadVariant: variant } = config;
    if (variant.case === undefined) return false;
    if (variant.case === 'neighborInfo' && this.#modules.has('neighborInfo'))
      this.#agree('neighborModule', variant.value.enabled);
    this.#modules.set(variant.case, clone(ModuleConfig.ModuleConfigSchema, config));
    return true;
  }

  /** The installed values do not speak for the switches; what a client sets does. */
  #agree(name: 'txEnabled' | 'regionSet' | 'managed' | 'neighborModule', value: boolean): void {
    const isInstalled = this.#modules.has('neighborInfo');
    if (isInstalled && this.#board.values[name] !== value) this.#board.set(name, value);
  }

  #installedConfigs(): Config.Config[] {
    const { role, place, keyPair } = this.#identity;
    return [
      config({ case: 'device', value: createDevice(role) }),
      config({ case: 'position', value: createPosition(place !== undefined) }),
      config({ case: 'network', value: create(Config.Config_NetworkConfigSchema, { wifiEnabled: true }) }),
      config({ case: 'lora', value: createLora(this.#installedModem) }),
      config({ case: 'security', value: create(Config.Config_SecurityConfigSchema, { ...keyPair }) }),
    ];
  }
}

function config(payloadVariant: Config.Config['payloadVariant']): Config.Config {
  return create(Config.ConfigSchema, { payloadVariant });
}

function module(payloadVariant: ModuleConfig.ModuleConfig['payloadVariant']): ModuleConfig.ModuleConfig {
  return create(ModuleConfig.ModuleConfigSchema, { payloadVariant });
}

function createDevice(role: Config.Config_DeviceConfig_Role): Config.Config_DeviceConfig {
  return create(Config.Config_DeviceConfigSchema, { role, nodeInfoBroadcastSecs: NODE_INFO_SECONDS });
}

function createPosition(fixedPosition: boolean): Config.Config_PositionConfig {
  return create(Config.Config_PositionConfigSchema, { fixedPosition, positionBroadcastSecs: HOUR_SECONDS });
}

function createLora(modem: ModemSettings): Config.Config_LoRaConfig {
  const preset = presetOf(modem);
  return create(Config.Config_LoRaConfigSchema, {
    usePreset: preset !== undefined,
    modemPreset: preset ?? Config.Config_LoRaConfig_ModemPreset.LONG_FAST,
    bandwidth: modem.bandwidthKhz,
    spreadFactor: modem.spreadingFactor,
    codingRate: modem.codingRate,
    region: EU_868,
    hopLimit: 3,
    txEnabled: true,
    txPower: 27,
    sx126xRxBoostedGain: true,
  });
}

function presetOf(modem: ModemSettings): Config.Config_LoRaConfig_ModemPreset | undefined {
  const presets = Config.Config_LoRaConfig_ModemPreset;
  for (const [name, preset] of Object.entries(presets)) {
    if (typeof preset === 'number' && modemOfPreset(name).presetName === modem.presetName) return preset;
  }
  return undefined;
}

function createTelemetry(): ModuleConfig.ModuleConfig_TelemetryConfig {
  return create(ModuleConfig.ModuleConfig_TelemetryConfigSchema, {
    deviceUpdateInterval: HOUR_SECONDS,
    deviceTelemetryEnabled: true,
  });
}

function createNeighborInfo(): ModuleConfig.ModuleConfig_NeighborInfoConfig {
  return create(ModuleConfig.ModuleConfig_NeighborInfoConfigSchema, {
    updateInterval: NEIGHBOR_INFO_SECONDS,
  });
}
