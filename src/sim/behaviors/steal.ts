import { packetIn } from './frames.js';
import type { BehaviorKind } from './kind.js';

/** That share of the packets goes to another transport, such as an open web page of the node. */
export const steal: BehaviorKind = {
  name: 'steal',
  usage: '0.5',
  drawSeconds: 60,
  create({ args, stream, events }) {
    const share = args.share(0, 0.5);
    return {
      onFromRadio(message) {
        if (!packetIn(message) || !stream.chance(share)) return message;
        events.count('packetsStolen');
        return 'handled';
      },
    };
  },
};
