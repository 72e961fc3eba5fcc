import { encodeFrame } from '../../radio/frame.js';
import { type BehaviorKind, everyNth } from './kind.js';

/** Field 2, length 80, and then far too little: a frame of right length that is no message. */
const BROKEN = Uint8Array.of(0x12, 0x50, 0x01, 0x02, 0x03);

/** A frame that does not decode before every n-th frame. */
export const undecodable: BehaviorKind = {
  name: 'undecodable',
  usage: '5',
  drawSeconds: 60,
  create({ args }) {
    const isTurn = everyNth(args.number(0, 5));
    return { onOutput: (frame) => (isTurn() ? [encodeFrame(BROKEN), frame] : frame) };
  },
};
