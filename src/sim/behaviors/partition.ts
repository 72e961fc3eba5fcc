import type { BehaviorKind } from './kind.js';

/** The surroundings of a node are cut off from the rest; without a node all relays are gone. */
export const partition: BehaviorKind = {
  name: 'partition',
  usage: 'NODE',
  drawArgs: 'Bravo',
  drawSeconds: 120,
  create({ args, world, undo }) {
    const name = args.text(0);
    const around = name === undefined ? undefined : world.find(name).nodeNum;
    return { start: () => undo(world.faults.partition(around)) };
  },
};
