import type { BehaviorKind } from './kind.js';

/** Another bot answers everything that it reads, on the channel and by direct message. */
export const botLoop: BehaviorKind = {
  name: 'bot-loop',
  usage: '',
  drawSeconds: 120,
  create: ({ world, undo }) => ({ start: () => undo(world.faults.botLoop()) }),
};
