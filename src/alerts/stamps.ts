/** Uptimes end with the process: what is stored, and what people see, is the time of the wall clock. */
import type { Clock } from '../util/clock.js';
import { type AlertState, NORMAL } from './machine.js';

type Times = Pick<Clock, 'now' | 'uptime'>;

export function wallOf(uptime: number, clock: Times): number {
  return Math.round(clock.now() - clock.uptime() + uptime);
}

/** As it is stored. */
export function toStored(state: AlertState, clock: Times): Readonly<Record<string, unknown>> {
  const { clearSince: _, ...kept } = state;
  return shifted(kept, (at) => wallOf(at, clock));
}

/**
 * As it goes on. Clear data from before the absence is no fresh data, and a stamp that lies ahead of us says only that
 * the clock was set back meanwhile.
 */
export function fromStored(stored: Readonly<Record<string, unknown>>, clock: Times): AlertState {
  const uptime = clock.uptime();
  const toUptime = (at: number) => Math.min(at - clock.now() + uptime, uptime);
  const state: AlertState = { ...NORMAL, ...shifted(stored as Stored, toUptime) };
  const { quiet } = stored as Stored;
  const ahead = quiet && { ...quiet, until: Math.min(quiet.until - clock.now(), QUIET_MS) + uptime };
  return { ...state, hasGap: true, ...(ahead && { quiet: ahead }) };
}

type Stored = Omit<AlertState, 'clearSince'>;

const QUIET_MS = 2 * 3_600_000;

function shifted(state: Stored, shift: (at: number) => number): Stored {
  const { trueSince, ends, quiet, since, endedAt, lastToldAt, unknownSince } = state;
  return {
    ...state,
    trueSince: trueSince.map(shift),
    ends: ends.map(({ at, level }) => ({ at: shift(at), level })),
    ...(quiet && { quiet: { ...quiet, until: shift(quiet.until) } }),
    ...(since !== undefined && { since: shift(since) }),
    ...(endedAt !== undefined && { endedAt: shift(endedAt) }),
    ...(lastToldAt !== undefined && { lastToldAt: shift(lastToldAt) }),
    ...(unknownSince !== undefined && { unknownSince: shift(unknownSince) }),
  };
}
