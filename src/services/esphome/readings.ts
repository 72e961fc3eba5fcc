import type { ValueStore } from '../../mesh/value-store.js';
import type { Clock } from '../../util/clock.js';
import type { Log } from '../../util/log.js';
import { type JsonRecord, numberIn, recordIn } from '../json.js';
import { absoluteHumidity, METRICS, type Metric, measure } from './metrics.js';

export interface SensorValue {
  /** In V, A, Wh, °C, %, hPa or g/m³. */
  readonly value: number;
  /** When it was told last, ms since 1970. */
  readonly at: number;
  /** Since then, by the clock that never jumps. */
  readonly ageMs: number;
}

export type SensorValues = Readonly<Partial<Record<Metric, SensorValue>>>;

export interface ReadingsDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly store: ValueStore;
}

/** An older value says nothing any more. */
const KEEP_MS = 6 * 3_600_000;
/** An older one is told with its age, and used for nothing else. */
export const FRESH_MS = 10 * 60_000;
const STORED = { service: 'esphome', key: 'readings', format: 1 } as const;

interface Held {
  readonly value: number;
  readonly at: number;
  readonly uptime: number;
}

/** The last good value of each metric. What a device does not know leaves the old one, which grows older. */
export class Readings {
  readonly #deps: ReadingsDeps;
  readonly #held = new Map<Metric, Held>();
  readonly #impossible = new Set<Metric>();

  constructor(deps: ReadingsDeps) {
    this.#deps = deps;
  }

  /** Whether it says a value. */
  take(metric: Metric, entity: JsonRecord): boolean {
    const measured = measure(metric, entity);
    if (measured.kind === 'impossible') this.#tell(metric, measured.said);
    else this.#impossible.delete(metric);
    if (measured.kind === 'value') this.#hold(metric, measured.value);
    return measured.kind === 'value';
  }

  /** They are still what they were: a device tells only changes. */
  confirm(metrics: Iterable<Metric>): void {
    for (const metric of metrics) {
      const held = this.#held.get(metric);
      if (held) this.#hold(metric, held.value);
    }
  }

  values(): SensorValues {
    const { clock } = this.#deps;
    const uptime = clock.uptime();
    const values: Partial<Record<Metric, SensorValue>> = {};
    for (const [metric, { value, at, uptime: then }] of this.#held) {
      if (uptime - then < KEEP_MS) values[metric] = { value, at, ageMs: uptime - then };
    }
    return { ...computed(values), ...values };
  }

  /** ms since 1970 */
  newestAt(): number | undefined {
    return newestOf(this.values())?.at;
  }

  store(): void {
    const values = METRICS.flatMap((metric) => {
      const held = this.#held.get(metric);
      return held ? [[metric, { value: held.value, at: held.at }]] : [];
    });
    if (values.length === 0) return;
    const value = JSON.stringify(Object.fromEntries(values));
    this.#deps.store.put({ ...STORED, value, fetchedAt: this.#deps.clock.now() });
  }

  /** What the process before knew, as far as the wall clock says how old it is. */
  restore(): void {
    const { clock, store } = this.#deps;
    const stored = store.all(STORED.service).find(({ key, format }) => key === STORED.key && format === 1);
    if (!stored) return;
    const values = recordIn(JSON.parse(stored.value));
    for (const metric of METRICS) {
      const { value, at } = recordIn(values[metric]);
      const told = numberIn(at, 0, clock.now());
      const number = numberIn(value, -Number.MAX_VALUE, Number.MAX_VALUE);
      if (told === undefined || number === undefined || this.#held.has(metric)) continue;
      this.#held.set(metric, { value: number, at: told, uptime: clock.uptime() - (clock.now() - told) });
    }
  }

  #hold(metric: Metric, value: number): void {
    const { clock } = this.#deps;
    this.#held.set(metric, { value, at: clock.now(), uptime: clock.uptime() });
  }

  #tell(sensor: Metric, said: string): void {
    if (!this.#impossible.has(sensor)) this.#deps.log.warn('a sensor says what cannot be', { sensor, said });
    this.#impossible.add(sensor);
  }
}

/** Undefined when it is not known now. */
export function freshValue(values: SensorValues, metric: Metric): number | undefined {
  const told = values[metric];
  return told && told.ageMs <= FRESH_MS ? told.value : undefined;
}

export function newestOf(values: SensorValues): SensorValue | undefined {
  return Object.values(values).sort((a, b) => a.ageMs - b.ageMs)[0];
}

/** As old as the older of the two that it is made of. */
function computed({ temperature, humidity }: SensorValues): SensorValues {
  if (!temperature || !humidity) return {};
  const older = temperature.ageMs > humidity.ageMs ? temperature : humidity;
  return { absoluteHumidity: { ...older, value: absoluteHumidity(temperature.value, humidity.value) } };
}
