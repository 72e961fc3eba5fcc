import type { NodeNum } from './ids.js';

/** Remembers over restarts which node answered at the configured address. */
export interface LearntNodeStore {
  /** Undefined when none has answered at that address yet. */
  at(address: string): NodeNum | undefined;
  learn(address: string, nodeNum: NodeNum): void;
}
