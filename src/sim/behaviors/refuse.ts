import type { BehaviorKind } from './kind.js';

/** New connections are refused; the one that exists stays. */
export const refuse: BehaviorKind = {
  name: 'refuse',
  usage: '30',
  drawSeconds: 30,
  create({ args, front, undo, finishAfter }) {
    finishAfter(args.number(0, 30));
    return { start: () => undo(front.refuse()) };
  },
};
