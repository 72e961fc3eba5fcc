/** Cuts a time into whole days, whole hours and single packets, so that an answer reads few rows and yet is exact. */
import type { TimeSpan } from '../mesh/history.js';
import { DAY_MS, HOUR_MS } from './packet-writer.js';
import { keyAt } from './stamp.js';

/** From where on packets and hourly sums are still kept; undefined for none at all. */
export interface Kept {
  readonly packetsFrom: number | undefined;
  /** The newest packet; ms since 1970. */
  readonly packetsTo: number | undefined;
  /** Hours since 1970. */
  readonly hoursFrom: number | undefined;
}

/** Half-open ranges by the names that the statements use; an empty one has no length. */
export interface Cover {
  readonly headFrom: number;
  readonly headTo: number;
  readonly tailFrom: number;
  readonly tailTo: number;
  readonly earlyFrom: number;
  readonly earlyTo: number;
  readonly daysFrom: number;
  readonly daysTo: number;
  readonly lateFrom: number;
  readonly lateTo: number;
}

const HOURS_PER_DAY = DAY_MS / HOUR_MS;

/**
 * Where the packets or the hours are no longer kept, the first hour or day is taken whole. For a database that just
 * is young that is the same: it holds nothing earlier.
 */
export function cover(span: TimeSpan, kept: Kept): Cover {
  const { from, to } = asWholeDay(span, kept);
  const { packetsFrom, hoursFrom } = kept;
  const hasHead = packetsFrom !== undefined && from >= packetsFrom;
  const hasTail = packetsFrom !== undefined && to > packetsFrom;
  const firstHour = hasHead ? Math.ceil(from / HOUR_MS) : Math.floor(from / HOUR_MS);
  const lastHour = Math.max(firstHour, hasTail ? Math.floor(to / HOUR_MS) : Math.ceil(to / HOUR_MS));
  const hoursOf = { firstHour, lastHour, hoursFrom };
  if (firstHour * HOUR_MS >= to) return { ...NOTHING, headFrom: keyAt(from), headTo: keyAt(to) };
  return {
    ...NOTHING,
    ...wholeDays(hoursOf),
    ...(hasHead && { headFrom: keyAt(from), headTo: keyAt(firstHour * HOUR_MS) }),
    ...(hasTail && { tailFrom: keyAt(lastHour * HOUR_MS), tailTo: keyAt(to) }),
  };
}

const NOTHING: Cover = {
  headFrom: 0,
  headTo: 0,
  tailFrom: 0,
  tailTo: 0,
  earlyFrom: 0,
  earlyTo: 0,
  daysFrom: 0,
  daysTo: 0,
  lateFrom: 0,
  lateTo: 0,
};

/**
 * As long as nothing is newer, the sum of the day in which the time ends is that of its part: half of a day's rows by
 * the hour need not be read. Most questions end now.
 */
function asWholeDay({ from, to }: TimeSpan, { packetsTo }: Pick<Kept, 'packetsTo'>): TimeSpan {
  const dayFrom = Math.floor(to / DAY_MS) * DAY_MS;
  const isLatest = packetsTo !== undefined && packetsTo < to;
  return isLatest && from <= dayFrom ? { from, to: dayFrom + DAY_MS } : { from, to };
}

/** For what is kept by the hour only: every hour that the time touches, whole. */
export function coverHours(span: TimeSpan, kept: Omit<Kept, 'packetsFrom'>): Cover {
  const { from, to } = asWholeDay(span, kept);
  const { hoursFrom } = kept;
  const firstHour = Math.floor(from / HOUR_MS);
  const lastHour = Math.max(firstHour, Math.ceil(to / HOUR_MS));
  return { ...NOTHING, ...wholeDays({ firstHour, lastHour, hoursFrom }) };
}

interface Hours {
  readonly firstHour: number;
  readonly lastHour: number;
  readonly hoursFrom: number | undefined;
}

function wholeDays({ firstHour, lastHour, hoursFrom }: Hours): Partial<Cover> {
  const hasHours = hoursFrom !== undefined && firstHour >= hoursFrom;
  const days = firstHour / HOURS_PER_DAY;
  const daysFrom = hasHours ? Math.ceil(days) : Math.floor(days);
  const daysTo = Math.floor(lastHour / HOURS_PER_DAY);
  if (daysFrom >= daysTo) return { earlyFrom: firstHour, earlyTo: lastHour };
  return {
    earlyFrom: firstHour,
    earlyTo: hasHours ? daysFrom * HOURS_PER_DAY : firstHour,
    daysFrom,
    daysTo,
    lateFrom: daysTo * HOURS_PER_DAY,
    lateTo: lastHour,
  };
}
