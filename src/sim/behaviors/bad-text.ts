import type { BehaviorKind } from './kind.js';

/** Every n seconds somebody's odd client sends what is hardly a text. */
export const badText: BehaviorKind = {
  name: 'bad-text',
  usage: '5',
  drawSeconds: 60,
  create({ args, world, undo }) {
    const everyMs = args.atLeast(0, 5, 0.1) * 1000;
    return { start: () => undo(world.faults.badTexts(everyMs)) };
  },
};
