/**
 * Météo-France as a demo without internet plays it: the shape is the real one, the warnings are made up from the day
 * and the department, and the answer says that it is a demo.
 */
import type { RequestListener } from 'node:http';
import { DEPARTMENTS } from '../../mesh/departments.js';
import { type Clock, toDate } from '../../util/clock.js';
import { hostZone, offsetMinutes, startOfLocalDay, type Zone } from '../../util/zone.js';
import { PlayedService, sendJson } from './http-server.js';

const FRANCE: Zone = { name: 'Europe/Paris' };
const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
/** Storms, wind and rain, and what is only ever green. */
const PHENOMENA = [3, 1, 2, 5] as const;
/** Nothing that anybody would be woken for: people who try the bot should see their own conversation. */
const COLOURS = [2, 1, 2, 1] as const;

/** Plays `/cartevigilance/encours`. */
export function createDemoVigilance(clock: Pick<Clock, 'now'>, zone: Zone = hostZone()): PlayedService {
  const answer: RequestListener = (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://demo');
    if (pathname === '/cartevigilance/encours') sendJson(response, bulletin(clock.now(), zone));
    else sendJson(response, { message: 'no such page' }, 404);
  };
  return new PlayedService('demo vigilance', answer);
}

/**
 * Its hours are those of France. On a machine whose clock is behind them it is older by as much, so that nobody reads a
 * time that his own clock has yet to reach.
 */
function bulletin(now: number, zone: Zone): unknown {
  const aheadMinutes = Math.max(0, offsetMinutes(now, FRANCE) - offsetMinutes(now, zone));
  const midnight = startOfLocalDay(now, FRANCE);
  const next = startOfLocalDay(midnight + 36 * HOUR_MS, FRANCE);
  const after = startOfLocalDay(next + 36 * HOUR_MS, FRANCE);
  return {
    meta: { source: 'demo data' },
    product: {
      update_time: iso(Math.floor((now - aheadMinutes * MINUTE_MS) / HOUR_MS) * HOUR_MS),
      periods: [period('J', midnight, next), period('J1', next, after)],
    },
  };
}

function period(echeance: string, from: number, to: number): unknown {
  const codes = DEPARTMENTS.filter(({ isOverseas }) => !isOverseas).map(({ code }) => code);
  return {
    echeance,
    begin_validity_time: iso(from),
    end_validity_time: iso(to),
    timelaps: { domain_ids: codes.map((code, index) => domain(code, index, from)) },
  };
}

/** Every department has another mixture each day. */
function domain(code: string, index: number, from: number): unknown {
  const day = Math.floor(from / (24 * HOUR_MS));
  const items = PHENOMENA.map((phenomenon, at) => {
    const colour = at === 3 ? 1 : (COLOURS[(index + day + at) % COLOURS.length] ?? 1);
    const begin = from + 16 * HOUR_MS;
    const hours = { begin_time: iso(begin), end_time: iso(begin + 7 * HOUR_MS), color_id: colour };
    return {
      phenomenon_id: String(phenomenon),
      phenomenon_max_color_id: colour,
      timelaps_items: colour > 1 ? [hours] : [],
    };
  });
  const worst = Math.max(...items.map((item) => item.phenomenon_max_color_id));
  return { domain_id: code, max_color_id: worst, phenomenon_items: items };
}

function iso(at: number): string {
  return toDate(at).toISOString();
}
