import type { Stop } from '../util/clock.js';
import type { NodeNum } from './ids.js';
import type { NodeReport } from './mesh-node.js';
import type { ModemSettings } from './modem.js';
import type { LossReason } from './radio.js';

/** What a node beside our own told in one look at it. What it did not tell is absent. */
export interface RemoteFacts {
  readonly nodeNum: NodeNum;
  readonly longName: string;
  readonly shortName: string;
  readonly hwModel: string;
  readonly firmware?: string;
  /** Only ESP32 counts its boots. */
  readonly bootCount?: number;
  /** From its last own telemetry, which may be some minutes old. */
  readonly uptimeSeconds?: number;
  /** Nodes in its database, itself included. */
  readonly nodeCount: number;
  readonly modem: ModemSettings;
  /** Those that it hears without a relay, the strongest first. */
  readonly direct: readonly NodeReport[];
}

export type RemoteOutcome =
  | { readonly kind: 'reached'; readonly facts: RemoteFacts }
  | { readonly kind: 'failed'; readonly reason: LossReason; readonly remedy: string }
  /** Another bot owns it, so it was left alone. */
  | { readonly kind: 'held' }
  /** It is the node of this bot, so it was left alone. */
  | { readonly kind: 'main' };

/** One look, over. */
export interface RemoteLook {
  readonly name: string;
  readonly address: string;
  /** Its end, ms since 1970. */
  readonly at: number;
  readonly tookMs: number;
  readonly outcome: RemoteOutcome;
}

/** A node beside our own, as the looks so far show it. */
export interface RemoteNode {
  readonly name: string;
  readonly address: string;
  /** Absent before the first. */
  readonly lastLook?: RemoteLook;
  /** The last look that reached it. */
  readonly lastReached?: { readonly at: number; readonly facts: RemoteFacts };
  /** When the first of the failed looks since then ended, ms since 1970; absent when none failed. */
  readonly awaySince?: number;
}

/** The nodes beside our own, and each look at one of them. */
export interface RemoteNodes {
  all(): readonly RemoteNode[];
  on(event: 'look', listener: (look: RemoteLook) => void): Stop;
}
