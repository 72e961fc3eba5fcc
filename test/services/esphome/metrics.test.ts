import { describe, expect, it } from 'vitest';
import { absoluteHumidity, type Metric, measure } from '../../../src/services/esphome/metrics.js';

const told = (metric: Metric, value: unknown, state?: string, uom?: string) => {
  const measured = measure(metric, { value, state, uom });
  return measured.kind === 'value' ? Number(measured.value.toFixed(3)) : measured.kind;
};

describe('what a sensor says', () => {
  it.each<[Metric, unknown, string, number]>([
    ['batteryVoltage', 12.8, '12.80 V', 12.8],
    ['batteryVoltage', 12800, '12800 mV', 12.8],
    ['batteryCurrent', -450, '-450 mA', -0.45],
    ['yieldToday', 0.12, '0.12 kWh', 120],
    ['yieldToday', 120, '120 Wh', 120],
    ['yieldToday', 0.002, '0.002 MWh', 2000],
    ['temperature', 21.3, '21.3 °C', 21.3],
    ['temperature', 70, '70 °F', 21.111],
    ['temperature', 273.15, '273.15 K', 0],
    ['humidity', 56, '56%', 56],
    ['pressure', 1013, '1013 hPa', 1013],
    ['pressure', 101300, '101300 Pa', 1013],
    ['pressure', 101.3, '101.3 kPa', 1013],
    ['pressure', 29.92, '29.92 inHg', 1013.208],
    ['pressure', 760, '760 mmHg', 1013.25],
    ['pressure', 1013, '1013 mbar', 1013],
    ['absoluteHumidity', 10400, '10400 mg/m³', 10.4],
  ])('%s %s, told as %s, is %s', (metric, value, state, expected) => {
    expect(told(metric, value, state)).toBe(expected);
  });

  it('is taken by habit where it names no unit, and above 2000 a pressure is in Pa', () => {
    expect(told('pressure', 101_325)).toBe(1013.25);
    expect(told('pressure', '1013.2', '1013.2')).toBe(1013.2);
    expect(told('batteryVoltage', '12.8')).toBe(12.8);
  });

  it('may name its unit in a field of its own', () => {
    expect(told('yieldToday', 0.12, '0.12', 'kWh')).toBe(120);
  });

  it.each([null, undefined, 'NA', 'NaN', 'nan', '', ' ', true, {}, Number.NaN, Number.POSITIVE_INFINITY])(
    'is unknown when it is %s',
    (value) => {
      expect(told('temperature', value, 'NA')).toBe('unknown');
    },
  );

  it.each<[Metric, number, string]>([
    ['batteryVoltage', 80.1, '80.1 V'],
    ['batteryVoltage', -1, '-1 V'],
    ['temperature', -127, '-127 °C'],
    ['temperature', 85, '85.0 °C'],
    ['humidity', 101, '101 %'],
    ['pressure', 849, '849 hPa'],
    ['pressure', 1101, '1101 hPa'],
    ['batteryVoltage', 12.8, '12.8 W'],
  ])('%s %s is impossible', (metric, value, state) => {
    expect(measure(metric, { value, state })).toEqual({ kind: 'impossible', said: expect.any(String) });
  });

  it('makes the water in the air out of temperature and humidity', () => {
    expect(absoluteHumidity(21.3, 56)).toBeCloseTo(10.4, 1);
    expect(absoluteHumidity(0, 100)).toBeCloseTo(4.85, 1);
  });
});
