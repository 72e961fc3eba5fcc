import { formatNodeId, type NodeId } from '../mesh/ids.js';
import type { NodeDb } from '../mesh/node-db.js';
import type { LinkReport, LinkState, LossReason, OutboxCounts, Radio } from '../mesh/radio.js';
import { type Clock, toDate } from '../util/clock.js';

/** What `meshbot status --json` prints. Null is "not known yet". */
export interface StatusReport {
  readonly version: string;
  readonly uptimeSeconds: number;
  readonly node: {
    readonly id: NodeId | null;
    readonly name: string | null;
    readonly firmware: string | null;
    readonly address: string;
  };
  readonly link: LinkStatus;
  readonly outbox: OutboxCounts;
  readonly received: {
    readonly packets: number;
    readonly texts: number;
    readonly lastPacketSecondsAgo: number | null;
  };
  readonly nodes: { readonly known: number; readonly withKey: number };
  readonly services: readonly ServiceStatus[];
  readonly memory: { readonly rssBytes: number };
}

interface LinkStatus {
  readonly state: LinkState;
  readonly sinceSeconds: number;
  readonly lastFrameSecondsAgo: number | null;
  readonly outages: {
    readonly count: number;
    readonly totalSeconds: number;
    readonly longestSeconds: number;
    readonly last: OutageStatus | null;
  };
}

interface OutageStatus {
  readonly reason: LossReason;
  /** So far, while it lasts. */
  readonly seconds: number;
  /** Its beginning, ISO 8601. */
  readonly at: string;
}

interface ServiceStatus {
  readonly name: string;
  readonly state: 'ok' | 'degraded' | 'off';
  readonly lastSuccess?: string;
}

export interface StatusDeps {
  readonly radio: Radio;
  readonly nodes: NodeDb;
  readonly clock: Clock;
  /** Uptime at which the bot started. */
  readonly startedAt: number;
  readonly version: string;
  /** How the configuration calls the node; else its long name. */
  readonly nodeName?: string;
}

export function statusOf(deps: StatusDeps): StatusReport {
  const { radio, nodes, clock } = deps;
  const { own } = radio;
  const report = radio.report();
  const { packets, texts, lastPacketAgoMs } = report;
  return {
    version: deps.version,
    uptimeSeconds: inSeconds(clock.uptime() - deps.startedAt),
    node: {
      id: own ? formatNodeId(own.nodeNum) : null,
      name: deps.nodeName ?? own?.longName ?? null,
      firmware: own?.firmware ?? null,
      address: report.address,
    },
    link: linkStatus(report, clock.now()),
    outbox: report.outbox,
    received: { packets, texts, lastPacketSecondsAgo: orNull(lastPacketAgoMs) },
    nodes: { known: nodes.size, withKey: nodes.all().filter((node) => node.firstKey).length },
    services: [],
    memory: { rssBytes: process.memoryUsage.rss() },
  };
}

function linkStatus(report: LinkReport, now: number): LinkStatus {
  const { outages, outageTotals } = report;
  const last = outages.at(-1);
  const lastMs = last ? Math.max(0, (last.endedAt ?? now) - last.startedAt) : 0;
  // The totals count what is over; one that still lasts counts for as long as it has lasted.
  const runningMs = last?.endedAt === undefined ? lastMs : 0;
  return {
    state: report.state,
    sinceSeconds: inSeconds(report.sinceMs),
    lastFrameSecondsAgo: orNull(report.lastFrameAgoMs),
    outages: {
      count: outageTotals.count,
      totalSeconds: inSeconds(outageTotals.totalMs + runningMs),
      longestSeconds: inSeconds(Math.max(outageTotals.longestMs, runningMs)),
      last: last
        ? { reason: last.reason, seconds: inSeconds(lastMs), at: toDate(last.startedAt).toISOString() }
        : null,
    },
  };
}

function orNull(ms: number | undefined): number | null {
  return ms === undefined ? null : inSeconds(ms);
}

function inSeconds(ms: number): number {
  return Math.round(ms / 1000);
}
