import { fromRadio } from './frames.js';
import { endsHandshake } from './handshake-end.js';
import type { BehaviorKind } from './kind.js';

/** Handshakes end with another nonce, as for a client that was restarted in between. So many, 0 for always. */
export const wrongNonce: BehaviorKind = {
  name: 'wrong-nonce',
  usage: '1',
  drawSeconds: 60,
  create: (context) =>
    endsHandshake(context, (nonce) => fromRadio({ case: 'configCompleteId', value: (nonce ^ 1) >>> 0 })),
};
