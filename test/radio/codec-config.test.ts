import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { Config } from '@meshtastic/protobufs';
import { describe, expect, it } from 'vitest';
import { LONG_FAST, modemOfPreset } from '../../src/mesh/modem.js';
import { loraFactsOf } from '../../src/radio/codec-config.js';

const factsOf = (config: MessageInitShape<typeof Config.Config_LoRaConfigSchema>) =>
  loraFactsOf(create(Config.Config_LoRaConfigSchema, config));

const presets = Object.entries(Config.Config_LoRaConfig_ModemPreset).filter(
  (entry): entry is [string, Config.Config_LoRaConfig_ModemPreset] => typeof entry[1] === 'number',
);

describe('the modem', () => {
  it.each(presets)('is that of the preset %s', (name, modemPreset) => {
    expect(factsOf({ usePreset: true, modemPreset }).modem).toEqual(modemOfPreset(name));
  });

  it('is LongFast for a preset that is newer than we are', () => {
    const modemPreset = 99 as Config.Config_LoRaConfig_ModemPreset;
    expect(factsOf({ usePreset: true, modemPreset }).modem).toEqual(LONG_FAST);
  });

  it.each([
    [31, 31.25],
    [62, 62.5],
    [125, 125],
    [200, 203.125],
    [250, 250],
    [400, 406.25],
    [500, 500],
    [800, 812.5],
    [1600, 1625],
  ])('is what the operator set, with a stored bandwidth of %i for %d kHz', (bandwidth, bandwidthKhz) => {
    expect(factsOf({ usePreset: false, spreadFactor: 9, bandwidth, codingRate: 7 }).modem).toEqual({
      presetName: 'Custom',
      spreadingFactor: 9,
      bandwidthKhz,
      codingRate: 7,
    });
  });
});

describe('the region', () => {
  it.each([
    [Config.Config_LoRaConfig_RegionCode.EU_868, 'EU_868'],
    [Config.Config_LoRaConfig_RegionCode.UNSET, 'UNSET'],
    [200 as Config.Config_LoRaConfig_RegionCode, '200'],
  ])('%i is called %s', (region, name) => {
    expect(factsOf({ region }).region).toBe(name);
  });
});

describe('the rest', () => {
  it.each([true, false])('is taken as it is when the transmitter is on: %s', (txEnabled) => {
    expect(factsOf({ hopLimit: 7, txEnabled })).toMatchObject({ hopLimit: 7, txEnabled });
  });
});
