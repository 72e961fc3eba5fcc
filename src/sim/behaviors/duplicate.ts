import { packetIn } from './frames.js';
import type { BehaviorKind } from './kind.js';

/** That share of the packets comes twice. */
export const duplicate: BehaviorKind = {
  name: 'duplicate',
  usage: '0.2',
  drawSeconds: 60,
  create({ args, stream }) {
    const share = args.share(0, 0.2);
    return {
      onFromRadio: (message) => (packetIn(message) && stream.chance(share) ? [message, message] : message),
    };
  },
};
