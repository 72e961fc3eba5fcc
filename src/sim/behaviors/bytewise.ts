import type { BehaviorKind } from './kind.js';

/** One byte per segment. */
export const bytewise: BehaviorKind = {
  name: 'bytewise',
  usage: '',
  drawSeconds: 30,
  create: () => ({ onOutput: (frame) => Array.from(frame, (byte) => Uint8Array.of(byte)) }),
};
