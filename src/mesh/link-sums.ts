import type { NodeNum } from './ids.js';

/**
 * How a radio link was seen: heard here without a relay, told by neighbour info, or in a traceroute. `mqtt`: neighbour
 * info that came from a broker, which anybody may have made up: never a proof of how far radio goes.
 */
export type LinkSource = 'direct' | 'neighbor' | 'trace' | 'mqtt';

/** The lower number first. */
export type NodePair = readonly [NodeNum, NodeNum];

/** All that was seen of one way of a link in a time. Never the two ends of a relayed packet. */
export interface LinkSums {
  /** Who transmitted. */
  readonly sender: NodeNum;
  /** Who measured. */
  readonly receiver: NodeNum;
  readonly source: LinkSource;
  readonly count: number;
  /** dB */
  readonly snrMean: number;
  readonly snrMost: number;
  /** ms since 1970 */
  readonly lastAt: number;
}

export interface StoredLink extends LinkSums {
  /** dB */
  readonly snrLast: number;
}

/** What the links that one source told of come to. */
export interface LinkTotals {
  readonly source: LinkSource;
  readonly links: number;
  /** How often one was seen. */
  readonly count: number;
  /** ms since 1970 */
  readonly lastAt: number;
}

/** Both ways of a link are one. */
export interface LinkOverview {
  /** By any source. */
  readonly links: number;
  readonly sources: readonly LinkTotals[];
}
