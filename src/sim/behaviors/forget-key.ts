import type { BehaviorKind } from './kind.js';

/** The node loses a peer's key, as by an eviction or a crash before the database was saved. */
export const forgetKey: BehaviorKind = {
  name: 'forget-key',
  usage: 'NODE',
  drawArgs: 'Alpha',
  drawSeconds: 0,
  create({ args, node, world, finish }) {
    const { nodeNum } = world.find(args.required(0, 'Alpha'));
    return {
      start() {
        node.forgetKey(nodeNum);
        finish();
      },
    };
  },
};
