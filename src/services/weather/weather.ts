import type { Place } from '../../mesh/geo.js';
import type { ValueStore } from '../../mesh/value-store.js';
import type { Clock, Stop } from '../../util/clock.js';
import type { Lifecycle } from '../../util/lifecycle.js';
import type { Log } from '../../util/log.js';
import type { Random } from '../../util/random.js';
import { ServiceFailure } from '../failure.js';
import type { Http } from '../http.js';
import { type ServiceReport, type Trouble, Upstream } from '../upstream.js';
import { ValueCache } from '../value-cache.js';
import { createOpenMeteo } from './open-meteo.js';
import { HOUR_MS, type WeatherReport } from './report.js';
import type { WeatherSource } from './source.js';
import { createWttr } from './wttr.js';

export interface WeatherSettings {
  readonly provider: 'open-meteo' | 'wttr.in';
  /** Ask the other one when the provider fails. */
  readonly fallback: boolean;
  readonly openMeteoUrl: string;
  readonly wttrUrl: string;
  readonly freshMs: number;
  /** For all sources together. */
  readonly timeoutMs: number;
  readonly maxCallsPerDay: number;
}

export interface WeatherReading {
  readonly report?: WeatherReport;
  /** Of the report: since the source made it, as far as that is known. */
  readonly ageMs: number;
  /** The report is old because nothing newer could be had. */
  readonly isStale: boolean;
  /** The clock on the wall jumped since the report was fetched. */
  readonly isAgeUncertain?: boolean;
  /** Of the source that is asked first. */
  readonly trouble?: Trouble;
}

export interface WeatherOptions {
  readonly http: Http;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly settings: WeatherSettings;
  /** Kept fresh for a day after somebody asked. */
  readonly home: () => Place | undefined;
  /** Where the reports outlive the process. */
  readonly values?: ValueStore;
}

/** Whoever asks has an answer within this, good or not. */
const MAX_WAIT_MS = 7500;
const MAX_PLACES = 200;
/** Of the reports that are kept: another shape needs another number. */
const FORMAT = 1;
/** A forecast as old as this is told with its age; an older one is nothing. */
const KEEP_MS = 24 * HOUR_MS;
const REFRESH_MS = 30 * 60_000;
const DAY_MS = 24 * HOUR_MS;

interface Asked {
  readonly source: WeatherSource;
  readonly upstream: Upstream;
}

export class WeatherService implements Lifecycle {
  readonly name = 'weather';
  readonly #options: WeatherOptions;
  readonly #asked: readonly Asked[];
  readonly #cache: ValueCache<WeatherReport>;
  #askedAt: number | undefined;
  #stop: Stop = () => {};

  constructor(options: WeatherOptions) {
    this.#options = options;
    const { clock, log, settings, values } = options;
    this.#asked = createAsked(options, () => this.#cache.newestAt());
    this.#cache = new ValueCache({
      clock,
      log,
      freshMs: () => settings.freshMs,
      serveMs: 2 * settings.freshMs,
      keepMs: KEEP_MS,
      waitMs: MAX_WAIT_MS,
      maxEntries: MAX_PLACES,
      ...(values && {
        kept: { store: values, name: 'weather', format: FORMAT, sourceAt: ({ current }) => current.at },
      }),
    });
  }

  start(): void {
    this.#cache.restore();
    this.#stop = this.#options.clock.every('weather.refresh', REFRESH_MS, () => this.#refreshHome());
  }

  stop(): void {
    this.#stop();
    this.#cache.stop();
  }

  /** What is known within `MAX_WAIT_MS`; never rejects. */
  async read(place: Place, signal?: AbortSignal): Promise<WeatherReading> {
    const { clock, settings } = this.#options;
    this.#askedAt = clock.uptime();
    const held = await this.#cache.get(keyOf(place), (ended) => this.#load(place, ended), signal);
    const trouble = this.#asked[0]?.upstream.trouble;
    const problem = trouble && { trouble };
    if (!held) return { ageMs: 0, isStale: false, ...problem };
    const toldMs = clock.now() - held.value.current.at;
    // A stamp that lies ahead, or before the fetch by more than a day, is a clock that is wrong.
    const isStampSound = toldMs >= held.ageMs && toldMs < held.ageMs + DAY_MS;
    const ageMs = isStampSound ? toldMs : held.ageMs;
    const isStale = held.ageMs >= 2 * settings.freshMs;
    return { report: held.value, ageMs, isStale, isAgeUncertain: held.isAgeUncertain, ...problem };
  }

  reports(): readonly ServiceReport[] {
    return this.#asked.map(({ upstream }) => upstream.report());
  }

  #refreshHome(): void {
    const { clock, home } = this.#options;
    const place = home();
    if (!place || this.#askedAt === undefined || clock.uptime() - this.#askedAt > DAY_MS) return;
    void this.#cache.refresh(keyOf(place), (ended) => this.#load(place, ended));
  }

  /** One source after the other, each with its share of the time that is left. */
  async #load(place: Place, signal: AbortSignal): Promise<WeatherReport> {
    const { clock, settings } = this.#options;
    const deadline = clock.uptime() + settings.timeoutMs;
    let failure = new ServiceFailure('unreachable');
    for (const [index, { source, upstream }] of this.#asked.entries()) {
      const left = this.#asked.length - index;
      const until = clock.uptime() + (deadline - clock.uptime()) / left;
      const attempt = (timeoutMs: number) => source.read(rounded(place), { timeoutMs, signal });
      try {
        return await upstream.call(attempt, { until, tries: left > 1 ? 2 : 3, signal });
      } catch (error) {
        if (!(error instanceof ServiceFailure)) throw error;
        failure = error;
      }
    }
    throw failure;
  }
}

function createAsked(
  { http, clock, random, log, settings }: WeatherOptions,
  valueAt: () => number | undefined,
): readonly Asked[] {
  const now = () => clock.now();
  const openMeteo = createOpenMeteo(http, settings.openMeteoUrl, now);
  const wttr = createWttr(http, settings.wttrUrl, now);
  const sources = settings.provider === 'open-meteo' ? [openMeteo, wttr] : [wttr, openMeteo];
  return sources.slice(0, settings.fallback ? 2 : 1).map((source, index) => {
    const name = index === 0 ? 'weather' : 'weather fallback';
    const { host } = source;
    const { maxCallsPerDay } = settings;
    const told = { host, 'weather.maxCallsPerDay': String(maxCallsPerDay) };
    const asked = { name, host, clock, random, log, maxCallsPerDay, valueAt, settings: told };
    return { source, upstream: new Upstream(asked) };
  });
}

/** About a kilometre: nobody outside learns more of where people are. */
function rounded({ latitude, longitude }: Place): Place {
  return { latitude: Number(latitude.toFixed(2)), longitude: Number(longitude.toFixed(2)) };
}

function keyOf({ latitude, longitude }: Place): string {
  return `${latitude.toFixed(2)},${longitude.toFixed(2)}`;
}
