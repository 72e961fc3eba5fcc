import type { BehaviorKind } from './kind.js';

/** Nobody transmits: a quiet valley. */
export const silence: BehaviorKind = {
  name: 'silence',
  usage: '600',
  drawSeconds: 600,
  create({ args, world, undo, finishAfter }) {
    finishAfter(args.number(0, 600));
    return { start: () => undo(world.faults.silence()) };
  },
};
