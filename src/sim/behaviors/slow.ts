import type { BehaviorKind } from './kind.js';

/** The way to the client carries so many bytes per second. */
export const slow: BehaviorKind = {
  name: 'slow',
  usage: '200',
  drawSeconds: 60,
  create({ args, front, undo }) {
    const bytesPerSecond = args.number(0, 200);
    return { start: () => undo(front.reshape({ bytesPerSecond })) };
  },
};
