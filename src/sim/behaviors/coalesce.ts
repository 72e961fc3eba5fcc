import type { BehaviorKind } from './kind.js';

/** Many frames in one segment, as far as they come within a quarter of a second. */
export const coalesce: BehaviorKind = {
  name: 'coalesce',
  usage: '50',
  drawSeconds: 60,
  create({ args, front, undo }) {
    const writesPerSegment = args.number(0, 50);
    return { start: () => undo(front.reshape({ writesPerSegment })) };
  },
};
