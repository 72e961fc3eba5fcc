import type { BehaviorKind } from './kind.js';

/** One peer hears nothing; it still transmits. */
export const deaf: BehaviorKind = {
  name: 'deaf',
  usage: 'NODE',
  drawArgs: 'Alpha',
  drawSeconds: 120,
  create({ args, world, undo }) {
    const person = world.find(args.required(0, 'Alpha'));
    return { start: () => undo(world.faults.deafen(person.nodeNum)) };
  },
};
