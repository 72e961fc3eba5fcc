import type { BehaviorKind } from './kind.js';

/** New connections are accepted and closed at once: an overloaded node. */
export const acceptClose: BehaviorKind = {
  name: 'accept-close',
  usage: '60',
  drawSeconds: 60,
  create({ args, finishAfter }) {
    finishAfter(args.number(0, 60));
    return { onAccept: () => 'close' };
  },
};
