import { describe, expect, it } from 'vitest';
import {
  ackWindowMs,
  airtimeMs,
  LONG_FAST,
  maxRetransmitMs,
  modemOfPreset,
  sizeOnAir,
  slotMs,
  snrLimitDb,
} from '../../src/mesh/modem.js';

const SHORT_TEXT_BYTES = 41;
/** A few letters: header and `Data`. */
const SHORTEST_TEXT_BYTES = 24;
const FULL_PACKET_BYTES = 255;
const custom = { presetName: 'Custom', spreadingFactor: 11, bandwidthKhz: 250, codingRate: 5 };

describe('modemOfPreset', () => {
  it.each([
    ['SHORT_TURBO', 'ShortTurbo', 7, 500, 5],
    ['SHORT_FAST', 'ShortFast', 7, 250, 5],
    ['SHORT_SLOW', 'ShortSlow', 8, 250, 5],
    ['MEDIUM_FAST', 'MediumFast', 9, 250, 5],
    ['MEDIUM_SLOW', 'MediumSlow', 10, 250, 5],
    ['LONG_TURBO', 'LongTurbo', 11, 500, 8],
    ['LONG_FAST', 'LongFast', 11, 250, 5],
    ['LONG_MODERATE', 'LongMod', 11, 125, 8],
    ['LONG_SLOW', 'LongSlow', 12, 125, 8],
    ['VERY_LONG_SLOW', 'VLongSlow', 12, 62.5, 8],
  ])('knows %s', (proto, ...settings) => {
    const { presetName, spreadingFactor, bandwidthKhz, codingRate } = modemOfPreset(proto);
    expect([presetName, spreadingFactor, bandwidthKhz, codingRate]).toEqual(settings);
  });

  it('takes one that it does not know for LongFast', () => {
    expect(modemOfPreset('LITE_FAST')).toEqual(LONG_FAST);
  });
});

describe('airtimeMs', () => {
  it.each([
    ['LONG_FAST', 0.56, 2.16],
    ['MEDIUM_FAST', 0.16, 0.64],
    ['LONG_MODERATE', 1.8, 7.9],
  ])('of %s is %d s for a short text and %d s for a full packet', (preset, short, full) => {
    const modem = modemOfPreset(preset);
    expect(Math.abs(airtimeMs(modem, SHORT_TEXT_BYTES) / 1000 - short)).toBeLessThan(0.06);
    expect(Math.abs(airtimeMs(modem, FULL_PACKET_BYTES) / 1000 - full)).toBeLessThan(0.06);
  });

  it('is never shorter for more bytes', () => {
    const times = Array.from({ length: 256 }, (_, bytes) => airtimeMs(LONG_FAST, bytes));
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });

  it('counts no symbols below none when the payload is smaller than the first block', () => {
    const slowest = { ...custom, spreadingFactor: 12 };
    expect(airtimeMs(slowest, 0)).toBeCloseTo(28.25 * 16.384, 6);
  });
});

describe('sizeOnAir', () => {
  it('adds the header of 16 bytes', () => {
    expect(sizeOnAir(239)).toBe(255);
  });
});

describe('slotMs', () => {
  it('is two and a half symbols and what the hardware needs', () => {
    expect(slotMs(LONG_FAST)).toBeCloseTo(2.5 * 8.192 + 7.6, 6);
  });
});

describe('maxRetransmitMs', () => {
  it.each([
    ['SHORT_FAST', 15, 16],
    ['MEDIUM_FAST', 16, 19],
    ['LONG_FAST', 21, 31],
    ['LONG_MODERATE', 29, 69],
    ['LONG_SLOW', 42, 114],
  ])('of %s is about %i s for a few letters and %i s for a full packet', (preset, short, full) => {
    const modem = modemOfPreset(preset);
    expect(Math.abs(maxRetransmitMs(modem, SHORTEST_TEXT_BYTES) / 1000 - short)).toBeLessThan(0.6);
    expect(Math.abs(maxRetransmitMs(modem, FULL_PACKET_BYTES) / 1000 - full)).toBeLessThan(0.6);
  });
});

describe('ackWindowMs', () => {
  it('is 90 s for a fast modem', () => {
    expect(ackWindowMs(modemOfPreset('SHORT_FAST'), SHORT_TEXT_BYTES)).toBe(90_000);
  });

  it('is half a minute beyond the last transmission of a slow one', () => {
    const slow = modemOfPreset('LONG_SLOW');
    expect(ackWindowMs(slow, FULL_PACKET_BYTES)).toBe(maxRetransmitMs(slow, FULL_PACKET_BYTES) + 30_000);
  });
});

describe('snrLimitDb', () => {
  it.each([
    ['SHORT_FAST', -7.5],
    ['SHORT_SLOW', -10],
    ['MEDIUM_FAST', -12.5],
    ['MEDIUM_SLOW', -15],
    ['LONG_FAST', -17.5],
    ['LONG_SLOW', -20],
  ])('of %s is %d dB', (preset, limit) => {
    expect(snrLimitDb(modemOfPreset(preset))).toBe(limit);
  });

  it('is that of LongFast for a spreading factor out of the table', () => {
    expect(snrLimitDb({ ...custom, spreadingFactor: 6 })).toBe(-17.5);
  });
});
