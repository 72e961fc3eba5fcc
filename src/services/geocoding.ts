/** Finds places by name: https://open-meteo.com/en/docs/geocoding-api */
import type { Place } from '../mesh/geo.js';
import type { ValueStore } from '../mesh/value-store.js';
import type { Clock } from '../util/clock.js';
import type { Lifecycle } from '../util/lifecycle.js';
import type { Log } from '../util/log.js';
import type { Random } from '../util/random.js';
import { cleanName, cutToBytes, fold } from '../util/text.js';
import { type Zone, zoneNamed } from '../util/zone.js';
import { ServiceFailure } from './failure.js';
import type { Http } from './http.js';
import { type JsonRecord, listIn, numberIn, parseRecord, recordIn, textIn } from './json.js';
import { type ServiceReport, type Trouble, Upstream } from './upstream.js';
import { ValueCache } from './value-cache.js';

export interface FoundPlace extends Place {
  readonly name: string;
  /** ISO 3166, two letters. */
  readonly country?: string;
  /** The larger region. */
  readonly region?: string;
  /** What tells it from another of the same name in the same country. */
  readonly district?: string;
  readonly zone?: Zone;
  readonly population: number;
}

export type PlaceSearch =
  | { readonly kind: 'found'; readonly place: FoundPlace }
  | { readonly kind: 'several'; readonly places: readonly FoundPlace[] }
  | { readonly kind: 'none' }
  | { readonly kind: 'down'; readonly trouble?: Trouble };

export interface PlaceFinderOptions {
  readonly http: Http;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly url: string;
  /** Preferred among places of one name; ISO 3166, two letters. */
  readonly countryCode?: string;
  /** Where the places outlive the process. */
  readonly values?: ValueStore;
}

const TIMEOUT_MS = 6000;
const MAX_WAIT_MS = 6500;
const MAX_CHARACTERS = 60;
const MAX_NAME_BYTES = 40;
const MAX_CANDIDATES = 4;
const MAX_KEPT = 500;
/** Of the places that are kept: another shape needs another number. */
const FORMAT = 1;
/** So many times as many people as the next one: that is what was meant. */
const CLEARLY_LARGER = 5;
const FOUND_KEEP_MS = 30 * 24 * 3_600_000;
const NOT_FOUND_KEEP_MS = 3_600_000;

export class PlaceFinder implements Lifecycle {
  readonly name = 'places';
  readonly #options: PlaceFinderOptions;
  readonly #upstream: Upstream;
  readonly #cache: ValueCache<readonly FoundPlace[]>;

  constructor(options: PlaceFinderOptions) {
    this.#options = options;
    const { host } = new URL(options.url);
    const valueAt = () => this.#cache.newestAt();
    this.#upstream = new Upstream({ ...options, name: 'geocoding', host, valueAt, settings: { host } });
    this.#cache = new ValueCache({
      ...options,
      freshMs: (places) => (places.length > 0 ? FOUND_KEEP_MS : NOT_FOUND_KEEP_MS),
      serveMs: 0,
      keepMs: FOUND_KEEP_MS,
      waitMs: MAX_WAIT_MS,
      maxEntries: MAX_KEPT,
      ...(options.values && { kept: { store: options.values, name: 'geocoding', format: FORMAT } }),
    });
  }

  start(): void {
    this.#cache.restore();
  }

  stop(): void {
    this.#cache.stop();
  }

  report(): ServiceReport {
    return this.#upstream.report();
  }

  /** Never rejects. */
  async find(text: string, language: string, signal?: AbortSignal): Promise<PlaceSearch> {
    const wanted = text.trim();
    if (wanted.length < 2 || wanted.length > MAX_CHARACTERS) return { kind: 'none' };
    const key = `${language} ${fold(wanted)}`;
    const held = await this.#cache.get(key, (ended) => this.#load(wanted, language, ended), signal);
    const { trouble } = this.#upstream;
    if (!held) return { kind: 'down', ...(trouble && { trouble }) };
    return choose(held.value, wanted, this.#options.countryCode);
  }

  #load(name: string, language: string, signal: AbortSignal): Promise<readonly FoundPlace[]> {
    const { http, clock, url: base } = this.#options;
    const url = new URL(base);
    for (const [key, value] of Object.entries({ name, count: '5', language, format: 'json' })) {
      url.searchParams.set(key, value);
    }
    const attempt = async (timeoutMs: number) =>
      placesIn(parseRecord(await http.get({ url, accept: 'application/json', timeoutMs, signal })));
    return this.#upstream.call(attempt, { until: clock.uptime() + TIMEOUT_MS, tries: 3, signal });
  }
}

/** No `results` is how it says that there is no such place; but then there is the time that it took. */
function placesIn(answer: JsonRecord): readonly FoundPlace[] {
  const { results } = answer;
  const isEmpty = results === undefined && numberIn(answer['generationtime_ms'], 0, 1e9) !== undefined;
  if (!isEmpty && !Array.isArray(results)) throw new ServiceFailure('unreadable', { detail: 'no results' });
  const places = listIn(results).map(recordIn).flatMap(placeOf);
  if (places.length === 0 && listIn(results).length > 0) {
    throw new ServiceFailure('unreadable', { detail: 'not the shape of a place' });
  }
  return places;
}

function placeOf(result: JsonRecord): FoundPlace[] {
  const name = cleaned(result['name']);
  const latitude = numberIn(result['latitude'], -90, 90);
  const longitude = numberIn(result['longitude'], -180, 180);
  if (name === undefined || latitude === undefined || longitude === undefined) return [];
  const country = cleaned(result['country_code'])?.toUpperCase();
  const region = cleaned(result['admin1']);
  const district = districtOf(result, country) ?? cleaned(result['admin2']) ?? region;
  const zone = zoneNamed(textIn(result['timezone']) ?? '');
  return [
    {
      name,
      latitude,
      longitude,
      population: numberIn(result['population'], 0, 1e10) ?? 0,
      ...(country !== undefined && { country }),
      ...(region !== undefined && { region }),
      ...(district !== undefined && { district }),
      ...(zone !== undefined && { zone }),
    },
  ];
}

/** French people know their departments by number: the beginning of every post code. */
function districtOf(result: JsonRecord, country: string | undefined): string | undefined {
  const [code] = listIn(result['postcodes']);
  return country === 'FR' ? /^\d\d(?=\d{3}$)/.exec(textIn(code) ?? '')?.[0] : undefined;
}

function cleaned(value: unknown): string | undefined {
  const text = cutToBytes(cleanName(textIn(value) ?? ''), MAX_NAME_BYTES);
  return text === '' ? undefined : text;
}

/** Those of exactly that name, at home if there are any; then the one that is clearly larger than the next. */
function choose(all: readonly FoundPlace[], wanted: string, home: string | undefined): PlaceSearch {
  const exact = all.filter(({ name }) => fold(name) === fold(wanted.split(',')[0] ?? ''));
  const named = exact.length > 0 ? exact : all;
  const near = home === undefined ? [] : named.filter(({ country }) => country === home.toUpperCase());
  const places = [...(near.length > 0 ? near : named)].sort((a, b) => b.population - a.population);
  const [first, second] = places;
  if (!first) return { kind: 'none' };
  const isClear = !second || first.population >= CLEARLY_LARGER * Math.max(1, second.population);
  return isClear
    ? { kind: 'found', place: first }
    : { kind: 'several', places: places.slice(0, MAX_CANDIDATES) };
}
