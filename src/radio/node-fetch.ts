import type { FromNode } from './codec.js';
import { NONCE_ONLY_NODES } from './wire-ids.js';

export interface NodeFetchStart {
  /** Uptime of now. */
  readonly uptime: number;
  /** So long without a frame of it: it will not come any more. */
  readonly silenceMs: number;
  /** Hears of the number of nodes told, undefined when it did not come to its end. */
  readonly resolve: (nodes: number | undefined) => void;
}

/** The node database, asked for on a live link and on its way. */
export class NodeFetch {
  readonly resolve: NodeFetchStart['resolve'];
  nodes = 0;
  readonly #silenceMs: number;
  #progressAt: number;

  constructor({ uptime, silenceMs, resolve }: NodeFetchStart) {
    this.#progressAt = uptime;
    this.#silenceMs = silenceMs;
    this.resolve = resolve;
  }

  /** True when that was its end. */
  take(message: FromNode, uptime: number): boolean {
    if (message.kind === 'configComplete') return message.nonce === NONCE_ONLY_NODES;
    if (message.kind !== 'node') return false;
    this.nodes += 1;
    this.#progressAt = uptime;
    return false;
  }

  isStuck(uptime: number): boolean {
    return uptime - this.#progressAt >= this.#silenceMs;
  }
}
