import { Config } from '@meshtastic/protobufs';
import { type ModemSettings, modemOfPreset } from '../mesh/modem.js';

/** What the LoRa configuration of the node says. */
export interface LoraFacts {
  readonly modem: ModemSettings;
  readonly region: string;
  readonly hopLimit: number;
  readonly txEnabled: boolean;
}

/** Narrow bandwidths are stored rounded down (firmware src/mesh/RadioInterface.cpp, applyModemConfig). */
const ROUNDED_BANDWIDTHS: Readonly<Record<number, number>> = {
  31: 31.25,
  62: 62.5,
  200: 203.125,
  400: 406.25,
  800: 812.5,
  1600: 1625,
};

export function loraFactsOf(config: Config.Config_LoRaConfig): LoraFacts {
  return {
    modem: config.usePreset
      ? modemOfPreset(Config.Config_LoRaConfig_ModemPreset[config.modemPreset] ?? '')
      : {
          presetName: 'Custom',
          spreadingFactor: config.spreadFactor,
          bandwidthKhz: ROUNDED_BANDWIDTHS[config.bandwidth] ?? config.bandwidth,
          codingRate: config.codingRate,
        },
    region: Config.Config_LoRaConfig_RegionCode[config.region] ?? String(config.region),
    hopLimit: config.hopLimit,
    txEnabled: config.txEnabled,
  };
}
