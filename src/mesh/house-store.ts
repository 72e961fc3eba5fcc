import type { NodeNum, PacketId } from './ids.js';

/** A node that gets no answers. */
export interface Block {
  readonly nodeNum: NodeNum;
  /** ms since 1970 */
  readonly until: number;
}

/** A key that a person compared with that of its owner. */
export interface TrustedKey {
  readonly nodeNum: NodeNum;
  /** 32 bytes */
  readonly key: Uint8Array;
  /** ms since 1970 */
  readonly since: number;
}

/** A direct message under the key of its sender. */
export interface ProvedPacket {
  readonly from: NodeNum;
  readonly id: PacketId;
  /** ms since 1970 */
  readonly at: number;
}

/** Somebody whose identity was proved. */
export interface Visitor {
  /** As in requests: `mesh:!16fad3dc`. */
  readonly userId: string;
  readonly name: string;
  readonly role: string;
  /** ms since 1970 */
  readonly firstAt: number;
  readonly lastAt: number;
}

/** Somebody ordered a restart, and is to be told when it is over. */
export interface Farewell {
  readonly userId: string;
  readonly language: string;
  /** ms since 1970 */
  readonly at: number;
}

/** How long, and how many of, the proved packets of people who are no admins are known again. */
export const PROVED_PACKETS_KEPT_MS = 30 * 86_400_000;
export const MAX_PROVED_PACKETS = 20_000;

/** Keeps what admins decided for the whole bot, and who its people are, over restarts. */
export interface HouseStore {
  /** ms since 1970 */
  quietUntil(): number | undefined;
  putQuiet(until: number | undefined): void;
  /** In the order in which they end. */
  blocks(): readonly Block[];
  /** Adds it, or replaces that of the same node. */
  putBlock(block: Block): void;
  removeBlock(nodeNum: NodeNum): void;
  /** In the order in which they were trusted. */
  trusted(): readonly TrustedKey[];
  /** Adds it, or replaces that of the same node. */
  putTrusted(trusted: TrustedKey): void;
  removeTrusted(nodeNum: NodeNum): void;
  /** False when it was noted before. Those of admins are never forgotten, those of others are in time. */
  noteProvedPacket(packet: ProvedPacket, admins: readonly NodeNum[]): boolean;
  /** The last one first. */
  visitors(): readonly Visitor[];
  /** Adds him, or replaces what was known of the same person. */
  putVisitor(visitor: Visitor): void;
  removeVisitor(userId: string): void;
  farewell(): Farewell | undefined;
  putFarewell(farewell: Farewell | undefined): void;
  /** When the machine was restarted by order, ms since 1970, oldest first. */
  hostReboots(): readonly number[];
  putHostReboots(times: readonly number[]): void;
}
