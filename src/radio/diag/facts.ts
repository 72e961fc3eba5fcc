import type { LossReason } from '../../mesh/radio.js';

/** The whole link with reconnects, one session, or the socket alone. */
export type DiagMode = 'link' | 'client' | 'raw';

/** What was seen of one connection. Times are ms of the clock's uptime. */
export interface ConnectionFacts {
  readonly openedAt: number;
  /** When the handshake was complete. */
  readonly readyAt?: number;
  /** Absent while it lasts. */
  readonly endedAt?: number;
  /** Absent while it lasts, or when we closed it. */
  readonly reason?: LossReason;
  readonly lastInAt?: number;
  readonly lastOutAt?: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly frames: number;
  readonly packets: number;
  /** Bytes that belong to no frame. */
  readonly noiseBytes: number;
  readonly longestSilenceMs: number;
  /** As told in the handshake; 0 on nodes that do not count their boots. */
  readonly rebootCount?: number;
}

/** What was seen of a node. */
export interface DiagFacts {
  readonly mode: DiagMode;
  /** By a serial port, not by a network. */
  readonly isCable: boolean;
  readonly watchedMs: number;
  readonly connections: readonly ConnectionFacts[];
  /** Tries that did not even connect, oldest first. */
  readonly failures: readonly LossReason[];
}

export interface DiagSummary {
  readonly mode: DiagMode;
  readonly watchedMs: number;
  readonly connections: number;
  readonly frames: number;
  readonly packets: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly noiseBytes: number;
  /** Longest time without a byte from the node while connected. */
  readonly longestSilenceMs: number;
  readonly losses: Readonly<Partial<Record<LossReason, number>>>;
  /** Tries that did not connect. */
  readonly failedTries: Readonly<Partial<Record<LossReason, number>>>;
  /** From the loss of a ready connection until the next was ready. */
  readonly recovery: { readonly count: number; readonly p50Ms?: number; readonly maxMs?: number };
}

export function summaryOf({ mode, watchedMs, connections, failures }: DiagFacts): DiagSummary {
  const sum = (count: (connection: ConnectionFacts) => number) =>
    connections.reduce((total, connection) => total + count(connection), 0);
  const recoveries = recoveriesOf(connections);
  const [p50Ms, maxMs] = [median(recoveries), recoveries.at(-1)];
  return {
    mode,
    watchedMs,
    connections: connections.length,
    frames: sum((each) => each.frames),
    packets: sum((each) => each.packets),
    bytesIn: sum((each) => each.bytesIn),
    bytesOut: sum((each) => each.bytesOut),
    noiseBytes: sum((each) => each.noiseBytes),
    longestSilenceMs: Math.max(0, ...connections.map((each) => each.longestSilenceMs)),
    losses: countsOf(connections.flatMap(({ reason }) => reason ?? [])),
    failedTries: countsOf(failures),
    recovery: {
      count: recoveries.length,
      ...(p50Ms !== undefined && { p50Ms }),
      ...(maxMs !== undefined && { maxMs }),
    },
  };
}

/** Whether a node was there. One that is not spoken to says nothing, so that raw mode knows only what is none. */
export function hasMetNode({ mode, isCable, connections }: DiagFacts): boolean {
  const isMute = ({ noiseBytes }: ConnectionFacts) => mode === 'raw' && (isCable || noiseBytes === 0);
  return connections.some((connection) => connection.frames > 0 || isMute(connection));
}

/** The middle one of ascending values, the upper one of two. */
export function median(ascending: readonly number[]): number | undefined {
  return ascending[Math.floor(ascending.length / 2)];
}

/** Ascending. What came between two ready connections belongs to the outage. */
function recoveriesOf(connections: readonly ConnectionFacts[]): number[] {
  const times: number[] = [];
  let lostAt: number | undefined;
  for (const { readyAt, endedAt } of connections) {
    if (readyAt === undefined) continue;
    if (lostAt !== undefined) times.push(readyAt - lostAt);
    lostAt = endedAt;
  }
  return times.sort((a, b) => a - b);
}

function countsOf(reasons: readonly LossReason[]): Partial<Record<LossReason, number>> {
  const counts: Partial<Record<LossReason, number>> = {};
  for (const reason of reasons) counts[reason] = (counts[reason] ?? 0) + 1;
  return counts;
}
