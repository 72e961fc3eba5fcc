import { formatNodeId, type NodeId } from '../mesh/ids.js';
import type { NodeDb } from '../mesh/node-db.js';
import type { OutageRecord } from '../mesh/outage-store.js';
import type { LinkReport, LinkState, LossReason, OutboxCounts, Radio } from '../mesh/radio.js';
import type { RemoteNode, RemoteNodes } from '../mesh/remote-node.js';
import type { ServiceReport } from '../services/upstream.js';
import { type Clock, toDate } from '../util/clock.js';
import { known } from '../util/known.js';
import { LINK_TEXTS } from './commands/link-texts.js';

/** The command line speaks English. */
const CAUSES = LINK_TEXTS.en.causes;

/** What `meshbot status --json` prints. Null is "not known yet". */
export interface StatusReport {
  readonly version: string;
  readonly uptimeSeconds: number;
  readonly node: {
    readonly id: NodeId | null;
    readonly name: string | null;
    readonly firmware: string | null;
    readonly address: string;
    /** The configured address, where the node is reached or tried at another one. */
    readonly movedFrom: string | null;
  };
  readonly link: LinkStatus;
  readonly outbox: OutboxCounts;
  readonly received: {
    readonly packets: number;
    readonly texts: number;
    readonly lastPacketSecondsAgo: number | null;
  };
  readonly nodes: { readonly known: number; readonly withKey: number };
  readonly remoteNodes: readonly RemoteStatus[];
  readonly services: readonly ServiceStatus[];
  readonly memory: { readonly rssBytes: number };
}

interface LinkStatus {
  readonly state: LinkState;
  readonly sinceSeconds: number;
  readonly lastFrameSecondsAgo: number | null;
  /** Null while there is a link. */
  readonly away: AwayStatus | null;
  readonly outages: {
    readonly count: number;
    readonly totalSeconds: number;
    readonly longestSeconds: number;
    readonly last: OutageStatus | null;
  };
}

/** A node that is not there, and why, as far as the last try showed. */
export interface AwayStatus {
  /** ISO 8601: of the loss, or of the start. */
  readonly since: string;
  readonly seconds: number;
  /** False before the first link. */
  readonly wasReached: boolean;
  readonly reason: LossReason | null;
  /** The reason for a person. */
  readonly words: string | null;
  readonly remedy: string | null;
  readonly tries: number;
  readonly nextTrySeconds: number | null;
}

interface OutageStatus {
  readonly reason: LossReason;
  /** The reason for a person. */
  readonly words: string;
  /** So far, while it lasts. */
  readonly seconds: number;
  /** Its beginning, ISO 8601. */
  readonly at: string;
}

/** A node beside our own, as the last look at it showed; null is "not known yet". */
export interface RemoteStatus {
  readonly name: string;
  readonly address: string;
  /** `held`: another bot owns it. `main`: it is our own node. Both are left alone. */
  readonly state: 'reached' | 'failed' | 'held' | 'main' | 'not looked at yet';
  readonly lookedAt: string | null;
  readonly reachedAt: string | null;
  readonly awaySince: string | null;
  readonly reason: LossReason | null;
  /** The reason for a person. */
  readonly words: string | null;
  readonly remedy: string | null;
  readonly firmware: string | null;
  readonly uptimeSeconds: number | null;
  readonly bootCount: number | null;
  readonly directNodes: number | null;
}

interface ServiceStatus {
  readonly name: string;
  readonly state: 'ok' | 'degraded' | 'off';
  readonly lastSuccess?: string;
  /** Why it does not work. */
  readonly reason?: string;
  readonly remedy?: string;
}

export interface StatusDeps {
  readonly radio: Radio;
  readonly nodes: NodeDb;
  readonly remoteNodes?: Pick<RemoteNodes, 'all'>;
  readonly clock: Clock;
  /** Uptime at which the bot started. */
  readonly startedAt: number;
  readonly version: string;
  /** The last one of an earlier process, for as long as this one had none. */
  readonly lastOutage?: () => OutageRecord | undefined;
  readonly services?: () => readonly ServiceReport[];
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
      movedFrom: report.movedFrom ?? null,
    },
    link: {
      ...linkStatus(report, clock.now(), deps.lastOutage?.()),
      away: awayStatus(report, clock.now(), own !== undefined),
    },
    outbox: report.outbox,
    received: { packets, texts, lastPacketSecondsAgo: orNull(lastPacketAgoMs) },
    nodes: { known: nodes.size, withKey: nodes.all().filter((node) => node.firstKey).length },
    remoteNodes: (deps.remoteNodes?.all() ?? []).map(remoteStatus),
    services: (deps.services?.() ?? []).map(serviceStatus),
    memory: { rssBytes: process.memoryUsage.rss() },
  };
}

function serviceStatus({ name, state, lastSuccess, lastError, remedy }: ServiceReport): ServiceStatus {
  const isWell = state === 'ok' || state === 'off';
  return {
    name,
    state: isWell ? state : 'degraded',
    ...(!isWell && known({ reason: lastError?.reason, remedy })),
    ...(lastSuccess !== undefined && { lastSuccess: toDate(lastSuccess).toISOString() }),
  };
}

function remoteStatus({ name, address, lastLook, lastReached, awaySince }: RemoteNode): RemoteStatus {
  const failed = lastLook?.outcome.kind === 'failed' ? lastLook.outcome : undefined;
  const facts = lastReached?.facts;
  return {
    name,
    address,
    state: lastLook?.outcome.kind ?? 'not looked at yet',
    lookedAt: timeOrNull(lastLook?.at),
    reachedAt: timeOrNull(lastReached?.at),
    awaySince: timeOrNull(awaySince),
    reason: failed?.reason ?? null,
    words: failed ? CAUSES[failed.reason] : null,
    remedy: failed?.remedy ?? null,
    firmware: facts?.firmware ?? null,
    uptimeSeconds: facts?.uptimeSeconds ?? null,
    bootCount: facts?.bootCount ?? null,
    directNodes: facts?.direct.length ?? null,
  };
}

function timeOrNull(at: number | undefined): string | null {
  return at === undefined ? null : toDate(at).toISOString();
}

function awayStatus(report: LinkReport, now: number, wasReached: boolean): AwayStatus | null {
  const { away, tries, nextTryMs } = report;
  if (!away) return null;
  const { since, reason, remedy } = away;
  return {
    since: toDate(since).toISOString(),
    seconds: inSeconds(Math.max(0, now - since)),
    wasReached,
    reason: reason ?? null,
    words: reason === undefined ? null : CAUSES[reason],
    remedy: remedy ?? null,
    tries,
    nextTrySeconds: nextTryMs === undefined ? null : Math.ceil(nextTryMs / 1000),
  };
}

function linkStatus(
  report: LinkReport,
  now: number,
  earlier: OutageRecord | undefined,
): Omit<LinkStatus, 'away'> {
  const { outages, outageTotals } = report;
  const last = outages.at(-1) ?? earlier;
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
        ? {
            reason: last.reason,
            words: CAUSES[last.reason],
            seconds: inSeconds(lastMs),
            at: toDate(last.startedAt).toISOString(),
          }
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
