import { type JsonRecord, numberIn, textIn } from '../json.js';

/** What a sensor may measure for us. */
export const METRICS = [
  'batteryVoltage',
  'batteryCurrent',
  'yieldToday',
  'temperature',
  'humidity',
  'pressure',
  'absoluteHumidity',
] as const;
export type Metric = (typeof METRICS)[number];

export interface MetricRange {
  /** V, A, Wh, °C, %, hPa, g/m³ */
  readonly min: number;
  readonly max: number;
  /** What each unit that a device may name is, in ours. */
  readonly units: Readonly<Record<string, (value: number) => number>>;
}

const same = (value: number) => value;
const times = (factor: number) => (value: number) => value * factor;

const RANGES: Readonly<Record<Metric, MetricRange>> = {
  batteryVoltage: { min: 0, max: 80, units: { V: same, mV: times(0.001) } },
  batteryCurrent: { min: -1000, max: 1000, units: { A: same, mA: times(0.001) } },
  yieldToday: { min: 0, max: 1_000_000, units: { Wh: same, kWh: times(1000), MWh: times(1e6) } },
  temperature: {
    min: -50,
    max: 80,
    units: { '°C': same, C: same, '°F': (value) => ((value - 32) * 5) / 9, K: (value) => value - 273.15 },
  },
  humidity: { min: 0, max: 100, units: { '%': same, '%RH': same } },
  pressure: {
    min: 850,
    max: 1100,
    units: {
      hPa: same,
      mbar: same,
      Pa: times(0.01),
      kPa: times(10),
      inHg: times(33.8639),
      mmHg: times(1.333224),
    },
  },
  absoluteHumidity: { min: 0, max: 200, units: { 'g/m³': same, 'g/m3': same, 'mg/m³': times(0.001) } },
};

/** Above, a pressure without a unit is in Pa. */
const PASCALS_ABOVE = 2000;
/** Anything that is a number, so that what a device says wrongly can be told from what it does not say. */
const ANY = Number.MAX_VALUE;

export type Measured =
  | { readonly kind: 'value'; readonly value: number }
  /** The device says that it does not know. */
  | { readonly kind: 'unknown' }
  /** It says what cannot be. */
  | { readonly kind: 'impossible'; readonly said: string };

/** What an entity says of itself: `{"value":12.8,"state":"12.80 V"}`. */
export function measure(metric: Metric, { value, state, uom }: JsonRecord): Measured {
  const number = numberIn(value, -ANY, ANY);
  if (number === undefined) return { kind: 'unknown' };
  const unit = unitOf(textIn(state)) ?? textIn(uom);
  const { min, max, units } = RANGES[metric];
  const convert = unit === undefined ? byHabit(metric, number) : units[unit];
  const converted = convert?.(number);
  if (converted === undefined || converted < min || converted > max) {
    return { kind: 'impossible', said: `${number} ${unit ?? ''}`.trim() };
  }
  return { kind: 'value', value: converted };
}

/** What stands behind the number: `12.80 V`. */
function unitOf(state: string | undefined): string | undefined {
  return /^[-+\d.,]+\s*([^\d\s.,][^\s]{0,9})$/.exec(state ?? '')?.[1];
}

function byHabit(metric: Metric, value: number): (value: number) => number {
  return metric === 'pressure' && value > PASCALS_ABOVE ? times(0.01) : same;
}

/** Grams of water in a cubic metre of air: the formula of Magnus for the pressure, then the gas law. */
export function absoluteHumidity(celsius: number, relativePercent: number): number {
  const saturationHpa = 6.112 * Math.exp((17.62 * celsius) / (243.12 + celsius));
  return (216.7 * (relativePercent / 100) * saturationHpa) / (273.15 + celsius);
}
