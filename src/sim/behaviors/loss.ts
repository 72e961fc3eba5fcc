import type { BehaviorKind } from './kind.js';

/** That many percent of all receptions are lost, on top of fading. */
export const loss: BehaviorKind = {
  name: 'loss',
  usage: '30',
  drawSeconds: 120,
  create({ args, world, undo }) {
    const share = Math.min(100, args.number(0, 30)) / 100;
    return { start: () => undo(world.faults.lose(share)) };
  },
};
