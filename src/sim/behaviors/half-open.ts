import type { BehaviorKind } from './kind.js';

/** The node's host vanishes: input disappears, nothing comes, nothing closes; an RST at the first write afterwards. */
export const halfOpen: BehaviorKind = {
  name: 'half-open',
  usage: '0',
  drawSeconds: 60,
  create({ args, front, undo, finishAfter }) {
    finishAfter(args.number(0, 0));
    return { start: () => undo(front.vanish()) };
  },
};
