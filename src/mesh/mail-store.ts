import type { NodeNum } from './ids.js';

/** A text that is kept until a node is heard. */
export interface Letter {
  /** As people are told; rises, and is never used again. */
  readonly number: number;
  /** As in requests: `mesh:!16fad3dc`. */
  readonly sender: string;
  /** What the addressee reads. */
  readonly senderName: string;
  readonly addressee: NodeNum;
  readonly body: string;
  /** ms since 1970 */
  readonly writtenAt: number;
  /** Times that it went out and nobody acknowledged it. */
  readonly tries: number;
  /** Of the last one, ms since 1970. */
  readonly triedAt?: number;
  /** As it is on its way now; absent while it waits. */
  readonly sentText?: string;
  /** The sender knows that it is held for want of a key. */
  readonly toldHeld: boolean;
}

/** Keeps letters from when they were accepted until their end, over restarts. */
export interface MailStore {
  /** In order of their numbers. */
  letters(): readonly Letter[];
  /** The highest number that was ever given; 0 before the first. */
  lastNumber(): number;
  /** Adds it, or replaces that of the same number. */
  put(letter: Letter): void;
  remove(number: number): void;
  /** Nodes that take no letters. */
  refusals(): readonly NodeNum[];
  addRefusal(nodeNum: NodeNum): void;
  removeRefusal(nodeNum: NodeNum): void;
}
