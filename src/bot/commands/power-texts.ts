import type { EsphomeReading } from '../../services/esphome/esphome.js';
import type { Metric } from '../../services/esphome/metrics.js';
import { FRESH_MS, newestOf, type SensorValues } from '../../services/esphome/readings.js';
import type { Texts } from '../command.js';
import { join } from '../compose.js';
import { SHORT_FAILURES } from '../failure-words.js';
import { decimal, longAgo, span, timeOfDay } from '../format.js';
import type { Language } from '../request.js';

interface PowerTexts {
  today(yielded: string): string;
  down(since: string, reason: string): string;
  downWithout(since: string, reason: string): string;
  before(at: string, values: string, age: string): string;
  readonly nothing: string;
  readonly sensors: Readonly<Record<Metric | 'power', string>>;
  graphs(hours: string): string;
}

export const POWER_TEXTS: Texts<PowerTexts> = {
  en: {
    today: (yielded) => `Today ${yielded}`,
    down: (since, reason) => `ESPHome down since ${since} (${reason}).`,
    downWithout: (since, reason) =>
      `ESPHome down since ${since} (${reason}), no earlier value. I keep trying.`,
    before: (at, values, age) => `At ${at}: ${values} (${age} old).`,
    nothing: 'ESPHome has told no value yet.',
    sensors: {
      batteryVoltage: 'Battery',
      batteryCurrent: 'Current',
      power: 'Power',
      yieldToday: 'Sun today',
      temperature: 'Temperature',
      humidity: 'Humidity',
      pressure: 'Pressure',
      absoluteHumidity: 'Water in the air',
    },
    graphs: (hours) => `The last ${hours}:`,
  },
  fr: {
    today: (yielded) => `Auj. ${yielded}`,
    down: (since, reason) => `ESPHome injoignable depuis ${since} (${reason}).`,
    downWithout: (since, reason) =>
      `ESPHome injoignable depuis ${since} (${reason}), aucune valeur gardée. Je réessaie.`,
    before: (at, values, age) => `À ${at} : ${values} (il y a ${age}).`,
    nothing: "ESPHome n'a encore donné aucune valeur.",
    sensors: {
      batteryVoltage: 'Batterie',
      batteryCurrent: 'Courant',
      power: 'Puissance',
      yieldToday: "Soleil aujourd'hui",
      temperature: 'Température',
      humidity: 'Humidité',
      pressure: 'Pression',
      absoluteHumidity: "Eau dans l'air",
    },
    graphs: (hours) => `Les dernières ${hours} :`,
  },
};

interface Shape {
  readonly digits: number;
  readonly unit: string;
  readonly longUnit: string;
}

export const SHAPES: Readonly<Record<Metric | 'power', Shape>> = {
  batteryVoltage: { digits: 1, unit: 'V', longUnit: ' V' },
  batteryCurrent: { digits: 2, unit: 'A', longUnit: ' A' },
  power: { digits: 1, unit: 'W', longUnit: ' W' },
  yieldToday: { digits: 0, unit: 'Wh', longUnit: ' Wh' },
  temperature: { digits: 1, unit: '°', longUnit: ' °C' },
  humidity: { digits: 0, unit: '%', longUnit: ' %' },
  pressure: { digits: 0, unit: 'hPa', longUnit: ' hPa' },
  absoluteHumidity: { digits: 1, unit: 'g/m³', longUnit: ' g/m³' },
};

/** `12.8V` */
export function shown(metric: Metric | 'power', value: number, language: Language): string {
  const { digits, unit } = SHAPES[metric];
  return `${decimal(value, digits, language)}${unit}`;
}

/** The values that matter most on one line; what is not known is left out. */
export function batteryLine(values: SensorValues, language: Language): string {
  const { batteryVoltage: voltage, batteryCurrent: current } = values;
  return join(
    [
      voltage && shown('batteryVoltage', voltage.value, language),
      current && shown('batteryCurrent', current.value, language),
      voltage && current && shown('power', voltage.value * current.value, language),
    ],
    ' ',
  );
}

export function climateLine(values: SensorValues, language: Language): string {
  const metrics = ['temperature', 'pressure', 'humidity', 'absoluteHumidity'] as const;
  return join(
    metrics.map((metric) => {
      const told = values[metric];
      return told && shown(metric, told.value, language);
    }),
    ' ',
  );
}

/** `2min ago` */
export function agoInWords(ms: number, language: Language): string {
  return longAgo(ms, language).replace(/(\d) /, '$1');
}

/** Since when the device is silent, once its values are not of now any more; undefined while they are. */
export function downSince({ values, trouble }: EsphomeReading, language: Language): string | undefined {
  const newest = newestOf(values);
  if (!trouble || (newest && newest.ageMs <= FRESH_MS)) return undefined;
  const text = POWER_TEXTS[language];
  const since = timeOfDay(trouble.since);
  const reason = SHORT_FAILURES[language][trouble.reason];
  return newest ? text.down(since, reason) : text.downWithout(since, reason);
}

/** The same with what was told last. */
export function downNote(reading: EsphomeReading, language: Language): string | undefined {
  const down = downSince(reading, language);
  const newest = newestOf(reading.values);
  if (down === undefined || !newest) return down;
  const { values } = reading;
  const told = batteryLine(values, language) || climateLine(values, language);
  const last = told || (values.yieldToday && shown('yieldToday', values.yieldToday.value, language));
  const age = span(Math.floor(newest.ageMs / 60_000) * 60_000, language);
  return join([down, last && POWER_TEXTS[language].before(timeOfDay(newest.at), last, age)], ' ');
}
