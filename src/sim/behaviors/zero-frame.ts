import { encodeFrame } from '../../radio/frame.js';
import { type BehaviorKind, everyNth } from './kind.js';

/** A frame of length 0 before every n-th frame. */
export const zeroFrame: BehaviorKind = {
  name: 'zero-frame',
  usage: '5',
  drawSeconds: 60,
  create({ args }) {
    const isTurn = everyNth(args.number(0, 5));
    return { onOutput: (frame) => (isTurn() ? [encodeFrame(new Uint8Array()), frame] : frame) };
  },
};
