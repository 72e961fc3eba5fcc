/** A copy of the bulletins by a third party, without a key: rows of a data set of Opendatasoft. */
import type { Department } from '../../mesh/departments.js';
import type { Http } from '../http.js';
import { type JsonRecord, listIn, numberIn, parseRecord, recordIn, textIn } from '../json.js';
import {
  type Bulletin,
  colourIn,
  frenchMidnight,
  type Hazard,
  instantIn,
  joined,
  type Period,
  phenomenonIn,
  worstKnown,
} from './bulletin.js';
import { type Attempt, unreadable, type VigilanceSource } from './source.js';

interface MirrorOptions {
  readonly http: Http;
  readonly url: string;
  readonly checkMs: number;
}

const TIMEOUT_MS = 15_000;
const DATA_SET = 'api/explore/v2.1/catalog/datasets/weatherref-france-vigilance-meteo-departement/records';
/** As many rows as the server gives at once. */
const MAX_ROWS = 100;

export function createMirror({ http, url: base, checkMs }: MirrorOptions): VigilanceSource {
  const { host } = new URL(base);
  return {
    name: 'mirror',
    host,
    timeoutMs: TIMEOUT_MS,
    checkMs,
    read: async ({ code }: Department, { timeoutMs, signal }: Attempt) => {
      const url = new URL(`${base.replace(/\/$/, '')}/${DATA_SET}`);
      url.searchParams.set('where', `domain_id="${code}" or domain_id="${code}10"`);
      url.searchParams.set('limit', String(MAX_ROWS));
      const text = await http.get({ url, accept: 'application/json', timeoutMs, signal });
      return bulletinIn(parseRecord(text), code, `Météo-France, ${host}`);
    },
  };
}

/** Throws `ServiceFailure`, also when there is no row: what the copy leaves out is unknown, not green. */
function bulletinIn(answer: JsonRecord, code: string, credit: string): Bulletin {
  const told = listIn(answer['results']).map(recordIn);
  const total = numberIn(answer['total_count'], 0, 1e9) ?? told.length;
  if (total > told.length) throw unreadable('not all rows');
  const rows = told.filter((row) => [code, `${code}10`].includes(textIn(row['domain_id']) ?? ''));
  const times = rows.map((row) => instantIn(row['product_datetime']));
  if (times.some((at) => at === undefined)) throw unreadable('a row without the time of its bulletin');
  const at = Math.max(...times.filter((time) => time !== undefined));
  // Rows of an earlier bulletin beside those of the newest say what is no longer so.
  const newest = rows.filter((_, index) => times[index] === at);
  const periods = [0, 1].flatMap((day) => periodOf(newest, code, { at, day }));
  if (periods.length === 0) throw unreadable(`no row for ${code}`);
  return { department: code, at, credit, periods };
}

const ECHEANCES = [['J'], ['J1', 'J+1']] as const;

/** Nothing without a row of the department itself: its coast alone says nothing of the land. */
function periodOf(rows: readonly JsonRecord[], code: string, when: { at: number; day: number }): Period[] {
  const { at, day } = when;
  const names: readonly string[] = ECHEANCES[day] ?? [];
  const ofDay = rows.filter((row) => names.includes(textIn(row['echeance']) ?? ''));
  if (!ofDay.some((row) => textIn(row['domain_id']) === code)) return [];
  const colour = worstKnown(ofDay.map((row) => colourIn(row['color_id'])));
  const span = { from: frenchMidnight(at, day), to: frenchMidnight(at, day + 1) };
  return [{ ...span, ...(colour && { colour }), hazards: joined(ofDay.flatMap(hazardOf)) }];
}

function hazardOf(row: JsonRecord): Hazard[] {
  const colour = colourIn(row['color_id']);
  if (!colour) return [];
  const from = instantIn(row['begin_time']);
  const to = instantIn(row['end_time']);
  const spans = from === undefined || to === undefined ? [] : [{ from, to, colour }];
  return [{ phenomenon: phenomenonIn(row['phenomenon_id']), colour, spans }];
}
