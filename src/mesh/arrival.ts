/** When a packet came, for the record, whatever the clocks of the machine and of the node say. */

/** 2020: a clock that shows less was never set. */
const EARLIEST = 1_577_836_800_000;
/** 2100: beyond, it was set wrong. */
const LATEST = 4_102_444_800_000;
/** A node keeps packets for its next client; what it kept longer than this has a wrong clock instead. */
const BACKLOG_MS = 86_400_000;
/** The node's clock may run ahead of ours by so much. */
const AHEAD_MS = 60_000;

export interface Arrival {
  /** ms since 1970, 0 or wrong when the machine has no clock yet. */
  readonly receivedAt: number;
  /** ms since 1970 by the node's clock. */
  readonly rxTime?: number;
}

/**
 * The node's own stamp where it can be true: a packet may have waited in the node for hours. Else ours; and where
 * neither clock was ever set, `last`, the newest time known, so that it is not sorted away to 1970.
 */
export function stampOf({ receivedAt, rxTime }: Arrival, last: number): number {
  const told = rxTime !== undefined && isPlausible(rxTime) ? rxTime : undefined;
  if (!isPlausible(receivedAt)) return Math.round(told ?? Math.max(last, EARLIEST));
  if (told === undefined || told > receivedAt + AHEAD_MS || told < receivedAt - BACKLOG_MS) {
    return Math.round(receivedAt);
  }
  return Math.round(told);
}

/** A time known from before that has not come yet: the clock ran ahead then, or was set back since. */
export function isAhead(time: number, { receivedAt }: Arrival): boolean {
  return isPlausible(receivedAt) && time > receivedAt + AHEAD_MS;
}

function isPlausible(at: number): boolean {
  return at >= EARLIEST && at <= LATEST;
}
