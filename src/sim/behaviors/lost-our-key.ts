import type { BehaviorKind } from './kind.js';

/** A peer has lost the node's key: it answers direct messages with 35 until it hears the node's NodeInfo. */
export const lostOurKey: BehaviorKind = {
  name: 'lost-our-key',
  usage: 'NODE',
  drawArgs: 'Alpha',
  drawSeconds: 0,
  create({ args, world, finish }) {
    const person = world.find(args.required(0, 'Alpha'));
    return {
      start() {
        world.faults.loseOurKey(person.nodeNum);
        finish();
      },
    };
  },
};
