import { fromRadio } from './frames.js';
import type { BehaviorKind } from './kind.js';

/** Handshakes end with another nonce, as for a client that was restarted in between. So many, 0 for always. */
export const wrongNonce: BehaviorKind = {
  name: 'wrong-nonce',
  usage: '1',
  drawSeconds: 60,
  create({ args, finish }) {
    let timesLeft = args.number(0, 1) || Number.POSITIVE_INFINITY;
    return {
      onFromRadio(message) {
        if (message.payloadVariant.case !== 'configCompleteId') return message;
        timesLeft -= 1;
        if (timesLeft === 0) finish();
        return fromRadio({ case: 'configCompleteId', value: (message.payloadVariant.value ^ 1) >>> 0 });
      },
    };
  },
};
