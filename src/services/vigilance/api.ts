/** The official interface of Météo-France, DPVigilance v1: one answer for all departments of metropolitan France. */
import type { Department } from '../../mesh/departments.js';
import type { Clock } from '../../util/clock.js';
import { creditOf } from '../credit.js';
import type { Http } from '../http.js';
import { type JsonRecord, listIn, parseRecord, recordIn, textIn } from '../json.js';
import { isJumped } from '../value-cache.js';
import {
  type Bulletin,
  colourIn,
  frenchMidnight,
  type Hazard,
  instantIn,
  joined,
  type Period,
  phenomenonIn,
  type Span,
  worst,
  worstKnown,
} from './bulletin.js';
import { type Attempt, unreadable, type VigilanceSource } from './source.js';

export interface ApiOptions {
  readonly http: Http;
  readonly clock: Clock;
  readonly url: string;
  readonly key: string;
  readonly checkMs: number;
}

const TIMEOUT_MS = 20_000;
const OFFICIAL = { host: 'public-api.meteofrance.fr', name: 'Météo-France' };
/** A coast has a zone of its own, with the number of its department before this. */
const COAST = '10';

/** All departments as one answer told them. */
interface National {
  readonly at: number;
  readonly credit: string;
  readonly periods: readonly NationalPeriod[];
}

interface NationalPeriod extends Pick<Period, 'from' | 'to'> {
  readonly domains: ReadonlyMap<string, JsonRecord>;
}

export class VigilanceApi implements VigilanceSource {
  readonly name = 'api';
  readonly host: string;
  readonly timeoutMs = TIMEOUT_MS;
  readonly checkMs: number;
  readonly #options: ApiOptions;
  #told: { readonly national: National; readonly atUptime: number; readonly atNow: number } | undefined;
  #asking: Promise<National> | undefined;

  constructor(options: ApiOptions) {
    this.#options = options;
    this.host = new URL(options.url).host;
    this.checkMs = options.checkMs;
  }

  peek(department: Department): Bulletin | undefined {
    const { clock, checkMs } = this.#options;
    // Half a period, so that nobody's value is ever older than twice the time between two checks.
    const told = this.#told;
    const ageMs = told ? clock.uptime() - told.atUptime : Number.POSITIVE_INFINITY;
    if (!told || ageMs >= checkMs / 2 || isJumped(clock.now() - told.atNow, ageMs)) return undefined;
    return bulletinFor(told.national, department);
  }

  /** Whoever asks for another department meanwhile shares the answer. */
  async read(department: Department, attempt: Attempt): Promise<Bulletin> {
    this.#asking ??= this.#ask(attempt).finally(() => {
      this.#asking = undefined;
    });
    const bulletin = bulletinFor(await this.#asking, department);
    if (!bulletin) throw unreadable(`no department ${department.code} in it`);
    return bulletin;
  }

  async #ask({ timeoutMs, signal }: Attempt): Promise<National> {
    const { http, clock, url, key } = this.#options;
    const headers = { apikey: key };
    const request = { url: new URL(url), accept: 'application/json', headers, timeoutMs, signal } as const;
    const answer = parseRecord(await http.get(request));
    const national = nationalIn(answer, creditOf(answer, this.host, OFFICIAL));
    this.#told = { national, atUptime: clock.uptime(), atNow: clock.now() };
    return national;
  }
}

/** Throws `ServiceFailure` when it is not the shape of a bulletin. */
function nationalIn(answer: JsonRecord, credit: string): National {
  const product = recordIn(answer['product']);
  const at = instantIn(product['update_time']);
  if (at === undefined) throw unreadable('no time of the bulletin');
  const periods = ['J', 'J1'].flatMap((name) => periodNamed(listIn(product['periods']), name, at));
  if (periods.length === 0) throw unreadable('not the shape of a bulletin');
  return { at, credit, periods };
}

function periodNamed(periods: readonly unknown[], name: string, at: number): NationalPeriod[] {
  const period = periods.map(recordIn).find(({ echeance }) => textIn(echeance) === name);
  const span = period && spanOf(period, name, at);
  if (!period || !span) return [];
  const domains = listIn(recordIn(period['timelaps'])['domain_ids']).map(recordIn);
  const named = domains.map((domain) => [textIn(domain['domain_id']) ?? '', domain] as const);
  return [{ ...span, domains: new Map(named) }];
}

/** Tomorrow needs no times of its own: it is the day after the bulletin's. */
function spanOf(period: JsonRecord, name: string, at: number): Pick<Period, 'from' | 'to'> | undefined {
  const [begin, end] = [period['begin_validity_time'], period['end_validity_time']];
  if (name === 'J1' && begin === undefined && end === undefined) {
    return { from: frenchMidnight(at, 1), to: frenchMidnight(at, 2) };
  }
  const [from, to] = [instantIn(begin), instantIn(end)];
  return from === undefined || to === undefined || from >= to ? undefined : { from, to };
}

/** Undefined when no period names the department itself: a coast alone says nothing of the land. */
function bulletinFor({ at, credit, periods }: National, { code }: Department): Bulletin | undefined {
  const told = periods.flatMap(({ from, to, domains }): Period[] => {
    const land = domains.get(code);
    const coast = domains.get(`${code}${COAST}`);
    return land ? [{ from, to, ...warningsOf(coast ? [land, coast] : [land]) }] : [];
  });
  return told.length === 0 ? undefined : { department: code, at, credit, periods: told };
}

function warningsOf(domains: readonly JsonRecord[]): Pick<Period, 'colour' | 'hazards'> {
  const items = domains.flatMap((domain) => listIn(domain['phenomenon_items']).map(recordIn));
  const hazards = joined(items.flatMap(hazardOf));
  const colour = worstKnown([
    ...domains.map((domain) => colourIn(domain['max_color_id'])),
    ...items.map((item) => colourIn(item['phenomenon_max_color_id'])),
    ...hazards.map((hazard) => hazard.colour),
  ]);
  return { ...(colour && { colour }), hazards };
}

function hazardOf(item: JsonRecord): Hazard[] {
  const spans = listIn(item['timelaps_items']).map(recordIn).flatMap(spanIn);
  const told = colourIn(item['phenomenon_max_color_id']);
  const colour = worst([...(told ? [told] : []), ...spans.map((span) => span.colour)]);
  return colour ? [{ phenomenon: phenomenonIn(item['phenomenon_id']), colour, spans }] : [];
}

function spanIn(item: JsonRecord): Span[] {
  const from = instantIn(item['begin_time']);
  const to = instantIn(item['end_time']);
  const colour = colourIn(item['color_id']);
  return from === undefined || to === undefined || colour === undefined ? [] : [{ from, to, colour }];
}
