import type { BehaviorKind } from './kind.js';

/** Handshakes never end. So many, 0 for always. */
export const noComplete: BehaviorKind = {
  name: 'no-complete',
  usage: '1',
  drawSeconds: 60,
  create({ args, finish }) {
    let timesLeft = args.number(0, 1) || Number.POSITIVE_INFINITY;
    return {
      onFromRadio(message) {
        if (message.payloadVariant.case !== 'configCompleteId') return message;
        timesLeft -= 1;
        if (timesLeft === 0) finish();
        return 'handled';
      },
    };
  },
};
