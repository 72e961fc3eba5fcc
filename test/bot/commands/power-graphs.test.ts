import { beforeEach, describe, expect, it } from 'vitest';
import { sliced, slicingOf, summaryOf } from '../../../src/bot/commands/graphs-slices.js';
import { SENSOR_SLOT_MS, type SensorHistory, type SensorMean } from '../../../src/mesh/sensor-history.js';
import type { EsphomeReading } from '../../../src/services/esphome/esphome.js';
import type { Metric } from '../../../src/services/esphome/metrics.js';
import { byteLength } from '../../../src/util/text.js';
import { aDesk, type Desk } from '../../support/bot-desk.js';
import { NOW } from '../../support/builders.js';
import { expectAnswers, HOUR, MINUTE, said, saidAtConsole } from '../../support/sky-desk.js';

const AGE = 2 * MINUTE;
const TROUBLE = { since: NOW - 165 * MINUTE, reason: 'timeout' } as const;

let desk: Desk;
let reading: EsphomeReading;
let kept: Partial<Record<Metric, SensorMean[]>>;

const sensors: SensorHistory = {
  record: () => {},
  means: (sensor, { from, to }) => (kept[sensor as Metric] ?? []).filter(({ at }) => at >= from && at < to),
};

const told = (values: Partial<Record<Metric, number>>, ageMs = AGE): EsphomeReading['values'] =>
  Object.fromEntries(
    Object.entries(values).map(([metric, value]) => [metric, { value, ageMs, at: NOW - ageMs }]),
  );

const ALL = {
  batteryVoltage: 12.8,
  batteryCurrent: 0.45,
  yieldToday: 120,
  temperature: 21.3,
  humidity: 56,
  pressure: 1013,
  absoluteHumidity: 10.4,
};

/** One value for each five minutes of the last hours, the n-th of them `value(n)`. */
function since(hours: number, value: (slot: number) => number): SensorMean[] {
  const last = Math.floor(NOW / SENSOR_SLOT_MS);
  const count = hours * 12;
  return Array.from({ length: count }, (_, index) => ({
    at: (last - count + 1 + index) * SENSOR_SLOT_MS,
    value: value(index),
  }));
}

beforeEach(() => {
  reading = { values: told(ALL) };
  kept = {};
  desk = aDesk({}, true, { esphome: { read: () => reading }, sensors });
});

describe('/power', () => {
  it('says what the catalogue promises', async () => {
    await expectAnswers(desk, {
      en: ['/power', '12.8V 0.45A 5.8W\nToday 120Wh\n21.3° 1013hPa 56% 10.4g/m³\n2min ago'],
      fr: ['/energie', '12,8V 0,45A 5,8W\nAuj. 120Wh\n21,3° 1013hPa 56% 10,4g/m³\nil y a 2min'],
    });
  });

  it('leaves out what does not exist', async () => {
    reading = { values: told({ temperature: -0.04 }) };
    expect(await said(desk, '/power')).toBe('0.0°\n2min ago');
    reading = { values: told({ batteryVoltage: 0 }) };
    expect(await said(desk, '/power')).toBe('0.0V\n2min ago');
    reading = { values: {} };
    expect(await said(desk, '/power')).toBe('ESPHome has told no value yet.');
    expect(await said(desk, '/energie', 'fr')).toBe("ESPHome n'a encore donné aucune valeur.");
  });

  it('gives what is older than ten minutes its own age', async () => {
    reading = { values: { ...told(ALL), ...told({ yieldToday: 120, humidity: 56 }, 3 * HOUR) } };
    expect(await said(desk, '/power')).toBe(
      '12.8V 0.45A 5.8W\n21.3° 1013hPa 10.4g/m³\n2min ago\n120Wh (3h ago), 56% (3h ago)',
    );
  });

  it('tells a device that is down, since when, and what it told last', async () => {
    const values = told({ batteryVoltage: 12.9 }, 167 * MINUTE);
    reading = { values, trouble: TROUBLE };
    await expectAnswers(desk, {
      en: ['/power', 'ESPHome down since 11:20 (timeout). At 11:18: 12.9V (2h47 old).'],
      fr: ['/energie', 'ESPHome injoignable depuis 11:20 (délai). À 11:18 : 12,9V (il y a 2h47).'],
    });
    reading = { values: told({ temperature: 3 }, 167 * MINUTE), trouble: TROUBLE };
    expect(await said(desk, '/power')).toContain('At 11:18: 3.0° (2h47 old).');
    reading = { values: told({ yieldToday: 3 }, 167 * MINUTE), trouble: TROUBLE };
    expect(await said(desk, '/power')).toContain('At 11:18: 3Wh (2h47 old).');
    reading = { values: {}, trouble: TROUBLE };
    expect(await said(desk, '/power')).toBe(
      'ESPHome down since 11:20 (timeout), no earlier value. I keep trying.',
    );
    expect(await said(desk, '/energie', 'fr')).toBe(
      'ESPHome injoignable depuis 11:20 (délai), aucune valeur gardée. Je réessaie.',
    );
  });

  it('tells values of now also when the last question failed', async () => {
    reading = { values: told(ALL), trouble: TROUBLE };
    expect(await said(desk, '/power')).toContain('12.8V');
  });

  it('is not set up everywhere', async () => {
    expect(await aDesk().ask('/power')).toContain('/power is not set up here.');
    expect(await aDesk().ask('/graphs')).toContain('/graphs is not set up here.');
  });

  it('has a line for each sensor on a wide screen, and the curves of a day', async () => {
    kept = { temperature: since(24, (slot) => slot / 12) };
    const lines = (await saidAtConsole(desk, '/power'))?.split('\n') ?? [];
    expect(lines.slice(0, 9)).toEqual([
      'Battery 12.8 V, 2 min ago',
      'Current 0.45 A, 2 min ago',
      'Power 5.8 W, 2 min ago',
      'Sun today 120 Wh, 2 min ago',
      'Temperature 21.3 °C, 2 min ago',
      'Humidity 56 %, 2 min ago',
      'Pressure 1013 hPa, 2 min ago',
      'Water in the air 10.4 g/m³, 2 min ago',
      '',
    ]);
    expect(lines.slice(9)).toEqual([
      'The last 24 h:',
      'Temperature, °C',
      '▁▁▁▂▂▂▃▃▃▄▄▄▅▅▅▆▆▆▇▇▇███',
      '14 17 20 23 02 05 08 11',
      'min 0.0, max 23.9, mean 12.0, trend +1.00 per hour',
    ]);
  });

  it('has the curves in French too', async () => {
    kept = { pressure: since(24, () => 1013) };
    expect(await saidAtConsole(desk, '/energie', 'fr')).toContain(
      '\n\nLes dernières 24 h :\nPression, hPa\n',
    );
  });

  it('tells on a wide screen that there is nothing, or why', async () => {
    reading = { values: {} };
    expect(await saidAtConsole(desk, '/power')).toBe('ESPHome has told no value yet.');
    reading = { values: told({ temperature: 1 }, HOUR), trouble: TROUBLE };
    expect(await saidAtConsole(desk, '/energie', 'fr')).toBe(
      'ESPHome injoignable depuis 11:20 (délai). À 13:05 : 1,0° (il y a 1h).\nTempérature 1,0 °C, il y a 1 h',
    );
  });
});

describe('/graphs', () => {
  const FULL: typeof kept = {
    temperature: since(12, (slot) => -2 + (11.5 * slot) / 143),
    pressure: since(12, (slot) => 1016 - (7 * slot) / 143),
    humidity: since(12, (slot) => 45 + (25 * slot) / 143),
    batteryVoltage: since(12, () => 12.8),
  };

  it('says what the catalogue promises, as much of it as fits one packet', async () => {
    kept = FULL;
    reading = { values: told({ temperature: 7.3 }) };
    await expectAnswers(desk, {
      en: [
        '/graphs',
        '12h to 14:05\n▁▁▂▃▃▄▅▆▆▇██ -2.0/9.5 now 7.3°\n██▇▆▆▅▄▃▃▂▁▁ 1009/1016 hPa\n▁▁▂▃▃▄▅▆▆▇██ 45/70%',
      ],
      fr: [
        '/graphes',
        '12h à 14:05\n▁▁▂▃▃▄▅▆▆▇██ -2,0/9,5 act. 7,3°\n██▇▆▆▅▄▃▃▂▁▁ 1009/1016 hPa\n▁▁▂▃▃▄▅▆▆▇██ 45/70%',
      ],
    });
  });

  it('shows the battery where there is room', async () => {
    kept = { batteryVoltage: since(12, (slot) => 12 + slot / 100) };
    expect(await said(desk, '/graphs')).toBe('12h to 14:05\n▁▁▂▃▃▄▅▆▆▇██ 12.0/13.4V');
  });

  it('leaves a gap a gap', async () => {
    kept = { temperature: since(12, () => 5).filter((_, slot) => slot < 24 || slot >= 60) };
    reading = { values: {} };
    expect(await said(desk, '/graphs')).toBe('12h to 14:05\n▁▁   ▁▁▁▁▁▁▁ 5.0/5.0°');
  });

  it.each([
    [1, '13:10 13:40'],
    [3, '11:10 12:10 13:10'],
    [5, '09  10  11  12  13'],
    [8, '06 07 08 09 10 11 12 13'],
    [12, '02  04  06  08  10  12'],
    [15, '23 02 05 08 11'],
    [24, '14 17 20 23 02 05 08 11'],
    [48, '14 17 20 23 02 05 08 11 14 17 20 23 02 05 08 11'],
  ])('has the same time between all labels of %d h', async (hours, axis) => {
    kept = { temperature: since(48, (slot) => slot) };
    const lines = (await saidAtConsole(desk, `graphs ${hours}`))?.split('\n') ?? [];
    expect(lines[2]).toBe(axis);
    expect(lines[1]?.length).toBeGreaterThanOrEqual(axis.length);
  });

  it('takes the hours that are asked for', async () => {
    kept = { temperature: since(12, (slot) => slot) };
    reading = { values: {} };
    expect(await said(desk, '/graphs 1')).toBe('1h to 14:05\n▁▁▂▃▃▄▅▆▆▇██ 132.0/143.0°');
    expect(await said(desk, '/graphs 49')).toContain('Usage: /graphs [HOURS, 1-48]');
    expect(await said(desk, '/graphs soon')).toContain('Usage: ');
  });

  it('says when there is not enough', async () => {
    kept = { temperature: since(2, () => 5) };
    expect(await said(desk, '/graphs')).toBe('Not enough data yet (2h).');
    expect(await said(desk, '/graphes', 'fr')).toBe('Pas encore assez de données (2h).');
    kept = {};
    expect(await said(desk, '/graphs')).toBe('Not enough data yet (0s).');
    reading = { values: {}, trouble: TROUBLE };
    expect(await said(desk, '/graphs')).toBe(
      'ESPHome down since 11:20 (timeout), no earlier value. I keep trying.',
    );
  });

  it('says that the device is down beside what it told before', async () => {
    kept = { ...FULL, temperature: since(12, () => 5).slice(0, 100) };
    reading = { values: told({ temperature: 5 }, 3 * HOUR), trouble: TROUBLE };
    const text = (await said(desk, '/graphs')) ?? '';
    expect(text).toContain('ESPHome down since 11:20 (timeout).');
    expect(text).not.toContain('now');
    expect(byteLength(text)).toBeLessThanOrEqual(200);
    expect(await saidAtConsole(desk, '/graphs')).toMatch(
      /^ESPHome down since 11:20 \(timeout\)\.\nTemperature/,
    );
  });

  it('has more columns on a wide screen for more than a day', async () => {
    kept = { humidity: since(48, (slot) => 50 + slot / 575) };
    const lines = (await saidAtConsole(desk, '/graphes 48', 'fr'))?.split('\n') ?? [];
    expect(lines[0]).toBe('Humidité, %');
    expect(lines[1]).toHaveLength(48);
    expect(lines[2]?.split(' ')).toHaveLength(16);
    expect(lines[3]).toBe('min 50, max 51, moyenne 51, tendance 0,0 par heure');
  });
});

describe('a time in slices', () => {
  it('ends with the five minutes that it is now', () => {
    const slicing = slicingOf(12, 12, NOW);
    expect(slicing.to).toBeGreaterThan(NOW);
    expect(slicing.to - NOW).toBeLessThanOrEqual(SENSOR_SLOT_MS);
    expect(slicing.to - slicing.from).toBe(12 * HOUR);
  });

  it('takes nothing from outside', () => {
    const slicing = slicingOf(1, 12, NOW);
    const outside = [slicing.from - 1, slicing.to].map((at) => ({ at, value: 1 }));
    expect(sliced(outside, slicing)).toEqual(Array(12).fill(undefined));
  });

  it('has no trend within less than an hour, and nothing of nothing', () => {
    expect(summaryOf([])).toBeUndefined();
    expect(summaryOf(since(1, () => 5).slice(0, 6))).toEqual({
      least: 5,
      most: 5,
      mean: 5,
      perHour: undefined,
    });
  });
});
