/** LoRa settings as they are in force. */
export interface ModemSettings {
  /** Name of the preset as people write it, `LongFast`, or `Custom`. */
  readonly presetName: string;
  readonly spreadingFactor: number;
  readonly bandwidthKhz: number;
  /** Denominator of the coding rate 4/n. */
  readonly codingRate: number;
}

/** Presets by their proto name (firmware src/mesh/MeshRadio.h, modemPresetToParams). */
const PRESETS: Readonly<Record<string, ModemSettings>> = {
  SHORT_TURBO: preset('ShortTurbo', 7, 500, 5),
  SHORT_FAST: preset('ShortFast', 7, 250, 5),
  SHORT_SLOW: preset('ShortSlow', 8, 250, 5),
  MEDIUM_FAST: preset('MediumFast', 9, 250, 5),
  MEDIUM_SLOW: preset('MediumSlow', 10, 250, 5),
  LONG_TURBO: preset('LongTurbo', 11, 500, 8),
  LONG_FAST: preset('LongFast', 11, 250, 5),
  LONG_MODERATE: preset('LongMod', 11, 125, 8),
  LONG_SLOW: preset('LongSlow', 12, 125, 8),
  VERY_LONG_SLOW: preset('VLongSlow', 12, 62.5, 8),
};

export const LONG_FAST: ModemSettings = preset('LongFast', 11, 250, 5);

function preset(
  presetName: string,
  spreadingFactor: number,
  bandwidthKhz: number,
  codingRate: number,
): ModemSettings {
  return { presetName, spreadingFactor, bandwidthKhz, codingRate };
}

/** The settings of a preset by its proto name; LongFast for one that we do not know. */
export function modemOfPreset(protoName: string): ModemSettings {
  return PRESETS[protoName] ?? LONG_FAST;
}

/** SNR in dB below which a packet is lost, by spreading factor (Semtech SX1276 data sheet, table 13). */
const SNR_LIMIT_DB: Readonly<Record<number, number>> = {
  7: -7.5,
  8: -10,
  9: -12.5,
  10: -15,
  11: -17.5,
  12: -20,
};

export function snrLimitDb(modem: ModemSettings): number {
  return SNR_LIMIT_DB[modem.spreadingFactor] ?? -17.5;
}

const PREAMBLE_SYMBOLS = 16;
const LORA_HEADER_BYTES = 16;

function symbolMs(modem: ModemSettings): number {
  return 2 ** modem.spreadingFactor / modem.bandwidthKhz;
}

/**
 * Time on the air in ms of a packet of `sizeBytes`, its 16-byte header included
 * (Semtech AN1200.13; explicit header, CRC on, 16 symbols of preamble as the firmware sets them).
 */
export function airtimeMs(modem: ModemSettings, sizeBytes: number): number {
  const sf = modem.spreadingFactor;
  const symbol = symbolMs(modem);
  const lowRate = symbol > 16 ? 1 : 0;
  const bits = 8 * sizeBytes - 4 * sf + 28 + 16;
  const blocks = Math.max(0, Math.ceil(bits / (4 * (sf - 2 * lowRate))));
  return (PREAMBLE_SYMBOLS + 4.25 + 8 + blocks * modem.codingRate) * symbol;
}

/** The on-air size of a packet whose encoded `Data` has `dataBytes` bytes. */
export function sizeOnAir(dataBytes: number): number {
  return LORA_HEADER_BYTES + dataBytes;
}

/**
 * One contention slot in ms: 2.5 symbols of channel detection, propagation, turnaround and processing
 * (firmware src/mesh/RadioInterface.cpp, computeSlotTimeMsec).
 */
export function slotMs(modem: ModemSettings): number {
  return 2.5 * symbolMs(modem) + 0.2 + 0.4 + 7;
}

/**
 * How long after handing over a packet the node gives up and says MAX_RETRANSMIT, on a quiet channel:
 * 3 × (2 × airtime + 56 slots + 4.5 s) (firmware src/mesh/RadioInterface.cpp:560-573).
 */
export function maxRetransmitMs(modem: ModemSettings, sizeBytes: number): number {
  return 3 * (2 * airtimeMs(modem, sizeBytes) + 56 * slotMs(modem) + 4500);
}

/**
 * How long an acknowledgement is waited for: a real one can follow even MAX_RETRANSMIT, and other traffic delays both.
 */
export function ackWindowMs(modem: ModemSettings, sizeBytes: number): number {
  return Math.max(90_000, maxRetransmitMs(modem, sizeBytes) + 30_000);
}
