import type { NodeId, PacketId } from './ids.js';
import type { LossReason } from './radio.js';
import type { RoutingError } from './routing-error.js';

/** A frame or a change of the link, as the flight recorder keeps it: never a text, a key, a setting or a place. */
export interface FlightEvent {
  /** ms since 1970 */
  readonly at: number;
  /** ms of the monotonic clock: what was between two events when the wall clock jumped. */
  readonly uptime: number;
  /** From the node, to the node, or a change of the link itself. */
  readonly way: 'in' | 'out' | 'link';
  /** What the frame or packet is, `noise`, or the state of the link. */
  readonly what: string;
  /** So many alike in a row; absent for one. */
  readonly count?: number;
  /** With the frame's header, of all alike together. */
  readonly bytes?: number;
  readonly portnum?: number;
  readonly from?: NodeId;
  /** A node's id, or `^all`. */
  readonly to?: string;
  readonly id?: PacketId;
  /** The packet that it answers or tells about. */
  readonly requestId?: PacketId;
  readonly error?: RoutingError;
  /** Of a queueStatus. */
  readonly res?: number;
  readonly free?: number;
  /** Of a configuration that is asked for or complete. */
  readonly nonce?: number;
  readonly reason?: LossReason;
  /** What came, where no frame ever did: something else than a node listens there. */
  readonly sample?: string;
}

/** A time without a link, after there was one. Null is "not known". */
export interface OutageRecord {
  /** Rises with each. */
  readonly key: number;
  /** ms since 1970 */
  readonly startedAt: number;
  readonly reason: LossReason;
  /** ms since 1970; null while it lasts. */
  readonly endedAt: number | null;
  /** Measured, whatever the wall clock did; null while it lasts. With `hasGap` the most that it can have been. */
  readonly lengthMs: number | null;
  /** The last moment at which it was seen to last, ms since 1970. */
  readonly seenAt: number;
  /** The bot did not run all the time: the node may have been back sooner. */
  readonly hasGap: boolean;
  /** To connect, the one that succeeded included. */
  readonly tries: number;
  /** Why the last one failed; null when none did. */
  readonly lastReason: LossReason | null;
  /** What the node heard, by its own counter. */
  readonly heard: HeardMeanwhile | null;
  /** The node's boot counter rose; null for a node without one. */
  readonly restarted: boolean | null;
}

export interface HeardMeanwhile {
  /** By radio, repeats included. */
  readonly packets: number;
  /** When the counter was read before the outage and after it, ms since 1970. */
  readonly from: number;
  readonly to: number;
}

/** Keeps outages for a year, and the flight recording before each. */
export interface OutageStore {
  /** Forgets what is too old. */
  add(outage: Omit<OutageRecord, 'key'>, recording: readonly FlightEvent[]): OutageRecord;
  update(outage: OutageRecord): void;
  /** Newest first. */
  last(count: number): readonly OutageRecord[];
  /** Oldest first. */
  recording(key: number): readonly FlightEvent[];
}

export interface OutageReport {
  readonly last: RecordedOutage | null;
  /** The last ones, newest first. */
  readonly outages: readonly OutageRecord[];
}

export interface RecordedOutage extends OutageRecord {
  readonly recording: readonly FlightEvent[];
}

/** A year, and what a person can still look through. */
export const OUTAGES_KEPT = { ms: 365 * 86_400_000, count: 2000 } as const;

const LISTED = 10;

export function reportOutages(store: Pick<OutageStore, 'last' | 'recording'>): OutageReport {
  const outages = store.last(LISTED);
  const [last] = outages;
  return { last: last ? { ...last, recording: store.recording(last.key) } : null, outages };
}

/** With the one that could not be stored in front. */
export function withUnstored(
  { last, outages }: OutageReport,
  current: RecordedOutage | undefined,
): OutageReport {
  if (!current || last?.key === current.key) return { last, outages };
  const { recording: _, ...record } = current;
  return { last: current, outages: [record, ...outages].slice(0, LISTED) };
}
