import type { BehaviorKind } from './kind.js';

/** A peer gets a new key pair and announces it: a reinstalled phone. */
export const changeKey: BehaviorKind = {
  name: 'change-key',
  usage: 'NODE',
  drawArgs: 'Bravo',
  drawSeconds: 0,
  create({ args, world, finish }) {
    const person = world.find(args.required(0, 'Bravo'));
    return {
      start() {
        world.faults.changeKey(person.nodeNum);
        finish();
      },
    };
  },
};
