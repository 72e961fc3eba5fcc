import type { Clock } from '../../util/clock.js';
import { ServiceFailure } from '../failure.js';
import type { Http } from '../http.js';
import type { JsonRecord } from '../json.js';
import { candidatesOf, parseEntity, pathOf, type SensorNames } from './entities.js';
import { METRICS, type Metric } from './metrics.js';

export interface PollOptions {
  readonly http: Http;
  readonly clock: Clock;
  /** `http://192.168.1.40:80` */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly sensors: SensorNames;
  readonly onEntity: (metric: Metric, entity: JsonRecord) => unknown;
}

/** A device is small, and answers at once or not at all. */
const REQUEST_MS = 3000;
/** A sensor that a device does not have is looked for again after so long. */
const LOOK_AGAIN_MS = 3_600_000;

/** Asks a device for one sensor after the other, and learns under which names it has them. */
export class Poll {
  readonly #options: PollOptions;
  readonly #names = new Map<Metric, string>();
  /** Until that uptime nobody asks for what the device does not have. */
  readonly #absentUntil = new Map<Metric, number>();

  constructor(options: PollOptions) {
    this.#options = options;
  }

  /** Throws `ServiceFailure` when the device does not answer, or tells nothing that we understand. */
  async round(signal: AbortSignal): Promise<void> {
    const uptime = this.#options.clock.uptime();
    const wanted = METRICS.filter((metric) => uptime >= (this.#absentUntil.get(metric) ?? 0));
    let told = 0;
    let failure = new ServiceFailure('rejected', { detail: 'none of the sensors is there' });
    for (const metric of wanted) {
      const nonsense = await this.#unlessNonsense(() => this.#ask(metric, signal));
      if (nonsense) failure = nonsense;
      else if (this.#names.has(metric)) told += 1;
    }
    if (told > 0) return;
    this.#absentUntil.clear();
    throw failure;
  }

  /** One sensor that speaks nonsense says nothing of the others. */
  async #unlessNonsense(ask: () => Promise<void>): Promise<ServiceFailure | undefined> {
    try {
      await ask();
      return undefined;
    } catch (error) {
      if (error instanceof ServiceFailure && error.reason === 'unreadable') return error;
      throw error;
    }
  }

  async #ask(metric: Metric, signal: AbortSignal): Promise<void> {
    const { clock, sensors, onEntity } = this.#options;
    const known = this.#names.get(metric);
    const candidates = candidatesOf(sensors[metric]);
    const inOrder =
      known === undefined ? candidates : [known, ...candidates.filter((name) => name !== known)];
    for (const name of inOrder) {
      const text = await this.#get(name, signal);
      if (text === undefined) continue;
      this.#names.set(metric, name);
      onEntity(metric, parseEntity(text));
      return;
    }
    this.#names.delete(metric);
    this.#absentUntil.set(metric, clock.uptime() + LOOK_AGAIN_MS);
  }

  /** Undefined when the device has nothing of that name. */
  async #get(name: string, signal: AbortSignal): Promise<string | undefined> {
    const { http, url, headers } = this.#options;
    try {
      return await http.get({
        url: new URL(pathOf(name), url),
        accept: 'application/json',
        headers,
        timeoutMs: REQUEST_MS,
        signal,
      });
    } catch (error) {
      if (error instanceof ServiceFailure && error.notes.status === 404) return undefined;
      throw error;
    }
  }
}
