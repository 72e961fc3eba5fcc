/** Who talks more often than a mesh can bear from everybody. */
import type { History, NodeKindCount, NodeTraffic, PacketKind } from '../mesh/history.js';
import type { NodeNum } from '../mesh/ids.js';
import type { Period } from './statistic.js';

type RegularKind = Extract<PacketKind, 'telemetry' | 'position' | 'nodeInfo'>;

/**
 * What is still usual, in seconds between two of them. The firmware tells a position every 15 min or less often and
 * telemetry every 30 min or less often by itself, and never announces a node more than once an hour
 * (src/mesh/Default.h); sensors of two kinds make two telemetries of one interval.
 */
const USUAL_SECONDS: Readonly<Record<RegularKind, number>> = {
  telemetry: 900,
  position: 900,
  nodeInfo: 3600,
};
const REGULAR_KINDS: readonly RegularKind[] = ['telemetry', 'position', 'nodeInfo'];
/** Fewer say nothing of a habit: a restart, a question, a walk. */
const LEAST_PACKETS = 5;
/** What somebody sent too often days ago is no news, and the sums of a week take five times as long to read. */
export const HABIT_HOURS = 24;

/** So often on average. */
export interface Haste {
  readonly nodeNum: NodeNum;
  readonly kind: RegularKind;
  readonly everySeconds: number;
}

export interface Pace extends Haste {
  readonly usualSeconds: number;
  readonly isHasty: boolean;
}

/** How often a node sends what nodes send by themselves, as far as it was sent twice. */
export function pacesOf({ nodeNum, kinds }: Pick<NodeTraffic, 'nodeNum' | 'kinds'>, spanMs: number): Pace[] {
  return REGULAR_KINDS.flatMap((kind) => {
    const packets = kinds.find((sums) => sums.kind === kind)?.packets ?? 0;
    if (packets < 2) return [];
    const everySeconds = intervalSeconds(packets, spanMs);
    const usualSeconds = USUAL_SECONDS[kind];
    const isHasty = packets >= LEAST_PACKETS && everySeconds < usualSeconds;
    return [{ nodeNum, kind, everySeconds, usualSeconds, isHasty }];
  });
}

/** What this node sends more often than usual, the worst first. */
export function hasteOf({ nodeNum, kinds }: Pick<NodeTraffic, 'nodeNum' | 'kinds'>, spanMs: number): Haste[] {
  return hasteIn(
    kinds.map(({ kind, packets }) => ({ nodeNum, kind, packets })),
    spanMs,
  );
}

/** Who sends more often than usual in the last day of that time, the worst first. */
export function hastyIn(history: Pick<History, 'frequent'>, { span, knownMs }: Period): Haste[] {
  const ms = Math.min(knownMs, HABIT_HOURS * 3_600_000);
  return hasteIn(history.frequent({ from: span.to - ms, to: span.to }, leastHasty(ms)), ms);
}

/** What all of them send more often than usual, the worst first. */
export function hasteIn(counts: readonly NodeKindCount[], spanMs: number): Haste[] {
  const hasty: Haste[] = [];
  for (const { nodeNum, kind, packets } of counts) {
    if (!isRegular(kind) || packets < LEAST_PACKETS) continue;
    const everySeconds = intervalSeconds(packets, spanMs);
    if (everySeconds < USUAL_SECONDS[kind]) hasty.push({ nodeNum, kind, everySeconds });
  }
  return hasty.sort((a, b) => excess(a) - excess(b) || a.nodeNum - b.nodeNum);
}

/** So many packets in that time may be more often than usual; fewer cannot. */
export function leastHasty(spanMs: number): Readonly<Record<RegularKind, number>> {
  const least = (kind: RegularKind) =>
    Math.max(LEAST_PACKETS, Math.ceil(spanMs / 1000 / USUAL_SECONDS[kind]));
  return { telemetry: least('telemetry'), position: least('position'), nodeInfo: least('nodeInfo') };
}

function intervalSeconds(packets: number, spanMs: number): number {
  return Math.round(spanMs / packets / 1000);
}

function excess({ kind, everySeconds }: Haste): number {
  return everySeconds / USUAL_SECONDS[kind];
}

function isRegular(kind: PacketKind): kind is RegularKind {
  return Object.hasOwn(USUAL_SECONDS, kind);
}
