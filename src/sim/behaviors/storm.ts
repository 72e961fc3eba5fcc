import type { BehaviorKind } from './kind.js';

/** So many packets per second, heard without loss and delay: a field day. */
export const storm: BehaviorKind = {
  name: 'storm',
  usage: '50',
  drawSeconds: 30,
  create({ args, world, undo }) {
    const packetsPerSecond = args.atLeast(0, 50, 0.1);
    return { start: () => undo(world.faults.storm(packetsPerSecond)) };
  },
};
