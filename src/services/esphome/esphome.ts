import type { SensorHistory } from '../../mesh/sensor-history.js';
import type { ValueStore } from '../../mesh/value-store.js';
import type { Clock } from '../../util/clock.js';
import { ServiceError } from '../../util/errors.js';
import type { Lifecycle } from '../../util/lifecycle.js';
import type { Log } from '../../util/log.js';
import type { Random } from '../../util/random.js';
import type { Http, HttpOpener } from '../http.js';
import type { ServiceReport, Trouble } from '../service-health.js';
import type { SensorNames } from './entities.js';
import { EventSource } from './event-source.js';
import { METRICS } from './metrics.js';
import { PollSource } from './poll-source.js';
import { Readings, type SensorValues } from './readings.js';
import type { Source } from './source.js';

export interface EsphomeSettings {
  /** A name or an address, `[…]` around one of version 6. */
  readonly host: string;
  readonly port: number;
  /** Ask for each sensor again and again, or hear all of them over one connection. */
  readonly mode: 'poll' | 'events';
  readonly pollMs: number;
  readonly sensors: SensorNames;
  readonly username?: string;
  readonly password?: string;
}

export interface EsphomeOptions {
  readonly http: Http & HttpOpener;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly settings: EsphomeSettings;
  readonly history: Pick<SensorHistory, 'record'>;
  readonly values: ValueStore;
}

export interface EsphomeReading {
  /** What is absent was never told, or too long ago. */
  readonly values: SensorValues;
  readonly trouble?: Trouble;
}

const STORE_EVERY_MS = 5 * 60_000;

/** A device with sensors at home: what it tells, and since when it is silent. */
export class EsphomeService implements Lifecycle {
  readonly name = 'esphome';
  readonly #options: EsphomeOptions;
  readonly #readings: Readings;
  readonly #source: Source;
  #stopping = new AbortController();
  #running: Promise<void> | undefined;
  #storedAt = 0;
  #recordedAt = 0;

  constructor(options: EsphomeOptions) {
    this.#options = options;
    this.#readings = new Readings({ ...options, store: options.values });
    this.#source = createSource(options, this.#readings);
  }

  start(): void {
    this.#stopping = new AbortController();
    this.#readings.restore();
    this.#storedAt = this.#options.clock.uptime();
    this.#recordedAt = this.#storedAt - 1;
    this.#running = this.#source.run(this.#stopping.signal, () => this.#keep());
    this.#running.catch((err: unknown) => this.#options.log.error('esphome broke', { err }));
  }

  async stop(): Promise<void> {
    this.#stopping.abort(new ServiceError('stopped'));
    await this.#running?.catch(() => {});
    this.#readings.store();
  }

  read(): EsphomeReading {
    const { trouble } = this.#source;
    return { values: this.#readings.values(), ...(trouble && { trouble }) };
  }

  report(): ServiceReport {
    return this.#source.report();
  }

  /** Of what was told since the last time, each value counts once. */
  #keep(): void {
    const { clock, history } = this.#options;
    const uptime = clock.uptime();
    const values = this.#readings.values();
    for (const metric of METRICS) {
      const told = values[metric];
      if (told && uptime - told.ageMs > this.#recordedAt) history.record(metric, told.value, clock.now());
    }
    this.#recordedAt = uptime;
    if (uptime - this.#storedAt < STORE_EVERY_MS) return;
    this.#storedAt = uptime;
    this.#readings.store();
  }
}

function createSource(options: EsphomeOptions, readings: Readings): Source {
  const { http, clock, random, settings } = options;
  const { mode, sensors, pollMs } = settings;
  const host = `${settings.host}:${settings.port}`;
  const health = {
    ...options,
    name: 'esphome',
    host,
    valueAt: () => readings.newestAt(),
    settings: { host, mode },
    remedy: 'check esphome.username and esphome.password',
  };
  const onEntity: PollOnEntity = (metric, entity) => readings.take(metric, entity);
  const device = { http, clock, url: `http://${host}`, headers: loginOf(settings), sensors, onEntity };
  if (mode === 'poll') return new PollSource(health, device, pollMs);
  const onLife = (metrics: Parameters<Readings['confirm']>[0]) => readings.confirm(metrics);
  return new EventSource(health, { ...device, random, periodMs: pollMs, onLife });
}

type PollOnEntity = (...told: Parameters<Readings['take']>) => boolean;

function loginOf({ username, password = '' }: EsphomeSettings): Readonly<Record<string, string>> {
  if (username === undefined) return {};
  return { authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` };
}
