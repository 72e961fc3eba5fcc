import { formatNodeId, type NodeId } from '../mesh/ids.js';
import type { LossReason } from '../mesh/radio.js';
import type { Clock } from '../util/clock.js';
import type { Log } from '../util/log.js';
import type { Random } from '../util/random.js';
import { cleanName } from '../util/text.js';
import type { NodeClaims } from './claims.js';
import { DEFAULT_LINK_SETTINGS } from './link-settings.js';
import { LinkError } from './loss.js';
import { withTemporaryLink } from './temporary-link.js';
import { transportTo } from './transport-to.js';

/** A full database of 250 nodes comes within seconds; whoever waits wants to know. */
const DEADLINE_MS = 45_000;

/** What a node told of itself. */
export interface TriedNode {
  readonly id: NodeId;
  readonly longName: string;
  readonly shortName: string;
  readonly firmware: string;
  readonly hwModel: string;
  readonly presetName: string;
  /** As in the proto, `EU_868`; `UNSET` means that it may not send. */
  readonly region: string;
  readonly txEnabled: boolean;
  readonly hasNeighborInfo: boolean;
  /** In its database, itself included. */
  readonly nodes: number;
}

export type Trial =
  | { readonly node: TriedNode }
  /** The detail is in the system's words, without the address; absent where it would say no more than the reason. */
  | { readonly reason: LossReason; readonly detail?: string };

export interface TryDeps {
  readonly claims: NodeClaims;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/**
 * Shakes hands once, says goodbye, and tells what answered, or why nothing did. Throws `ExitError` 75 when a running
 * bot owns the node.
 */
export async function tryNode(address: string, deps: TryDeps): Promise<Trial> {
  try {
    const node = await withTemporaryLink(
      address,
      async ({ own, nodes }) => ({
        id: formatNodeId(own.nodeNum),
        longName: cleanName(own.longName),
        shortName: cleanName(own.shortName),
        firmware: own.firmware,
        hwModel: own.hwModel,
        presetName: own.modem.presetName,
        region: own.region,
        txEnabled: own.txEnabled,
        hasNeighborInfo: own.hasNeighborInfo,
        nodes: nodes.length,
      }),
      { ...deps, transportTo, settings: DEFAULT_LINK_SETTINGS, deadlineMs: DEADLINE_MS },
    );
    return { node };
  } catch (error) {
    if (!(error instanceof LinkError)) throw error;
    const detail = error.message.replaceAll(address, '').replace(/^[:\s]+|\s+$/g, '');
    return { reason: error.reason, ...(detail !== error.reason && { detail }) };
  }
}
