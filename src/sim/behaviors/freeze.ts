import type { BehaviorKind } from './kind.js';

/** The node hangs: the network accepts, and nothing is read or written. */
export const freeze: BehaviorKind = {
  name: 'freeze',
  usage: '20',
  drawSeconds: 20,
  create({ args, finishAfter }) {
    finishAfter(args.number(0, 20));
    return { onAccept: () => 'ignore', onTurn: () => 'frozen' };
  },
};
