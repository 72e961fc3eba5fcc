import { isRouting } from './frames.js';
import type { BehaviorKind } from './kind.js';

/** That share of the ROUTING packets is lost: a full queue drops acks first. */
export const loseAcks: BehaviorKind = {
  name: 'lose-acks',
  usage: '0.3',
  drawSeconds: 60,
  create({ args, stream, events }) {
    const share = args.share(0, 0.3);
    return {
      onFromRadio(message) {
        if (!isRouting(message) || !stream.chance(share)) return message;
        events.count('acksLost');
        return 'handled';
      },
    };
  },
};
