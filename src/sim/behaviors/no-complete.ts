import { endsHandshake } from './handshake-end.js';
import type { BehaviorKind } from './kind.js';

/** Handshakes never end. So many, 0 for always. */
export const noComplete: BehaviorKind = {
  name: 'no-complete',
  usage: '1',
  drawSeconds: 60,
  create: (context) => endsHandshake(context, () => 'handled'),
};
