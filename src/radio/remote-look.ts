import type { NodeReport } from '../mesh/mesh-node.js';
import type { OwnNode } from '../mesh/own-node.js';
import type { LossReason } from '../mesh/radio.js';
import type { RemoteFacts, RemoteOutcome } from '../mesh/remote-node.js';
import { EXIT, ExitError } from '../util/errors.js';
import { HeldHereError } from './claims.js';
import { REMEDY } from './link-journal.js';
import { LinkError, lossOf } from './loss.js';
import { type TemporaryLinkDeps, withTemporaryLink } from './temporary-link.js';

/** What came of a look, and for the log what lies behind it. */
export interface LookResult {
  readonly outcome: RemoteOutcome;
  readonly detail?: string;
  /** A bug of ours, or a system in trouble: worth a stack. */
  readonly unexpected?: unknown;
}

/** The node does not answer in time, though its heartbeats are not at issue. */
const TOO_SLOW =
  'the node accepts the connection but is too slow to tell its configuration: it hangs or is overloaded';

/** Asks the node for what a handshake tells; nothing goes on the air. Never rejects. */
export async function lookAt(address: string, deps: TemporaryLinkDeps): Promise<LookResult> {
  try {
    const facts = await withTemporaryLink(address, async ({ own, nodes }) => factsOf(own, nodes), deps);
    return { outcome: { kind: 'reached', facts } };
  } catch (error) {
    return resultOf(error);
  }
}

function resultOf(error: unknown): LookResult {
  // This process owns one node for good, its own, and looks come one at a time.
  if (error instanceof HeldHereError) return { outcome: { kind: 'main' }, detail: error.message };
  if (error instanceof ExitError && error.exitCode === EXIT.owned) {
    return { outcome: { kind: 'held' }, detail: error.message };
  }
  const { reason, detail, unexpected = causeOf(error) } = lossOf(error);
  return {
    outcome: { kind: 'failed', reason, remedy: remedyFor(reason) },
    ...(detail !== undefined && { detail }),
    ...(unexpected !== undefined && { unexpected }),
  };
}

function causeOf(error: unknown): unknown {
  return error instanceof LinkError ? error.cause : undefined;
}

function remedyFor(reason: LossReason): string {
  return reason === 'silent' ? TOO_SLOW : REMEDY[reason];
}

function factsOf(own: OwnNode, told: readonly NodeReport[]): RemoteFacts {
  // A node that is asked twice tells its database twice.
  const reports = new Map(told.map((report) => [report.nodeNum, report]));
  const uptimeSeconds = reports.get(own.nodeNum)?.metrics?.uptimeSeconds;
  return {
    nodeNum: own.nodeNum,
    longName: own.longName,
    shortName: own.shortName,
    hwModel: own.hwModel,
    ...(own.firmware && { firmware: own.firmware }),
    ...(own.rebootCount > 0 && { bootCount: own.rebootCount }),
    ...(uptimeSeconds !== undefined && { uptimeSeconds }),
    nodeCount: reports.size,
    modem: own.modem,
    direct: [...reports.values()].filter((report) => isDirect(report, own)).sort(byStrength),
  };
}

function isDirect({ nodeNum, hopsAway, viaMqtt }: NodeReport, own: OwnNode): boolean {
  return nodeNum !== own.nodeNum && hopsAway === 0 && !viaMqtt;
}

function byStrength(a: NodeReport, b: NodeReport): number {
  return (b.snr ?? Number.NEGATIVE_INFINITY) - (a.snr ?? Number.NEGATIVE_INFINITY) || a.nodeNum - b.nodeNum;
}
