import { encodeFrame } from '../../radio/frame.js';
import { type BehaviorKind, everyNth } from './kind.js';

/** Field 200 with two bytes: what a newer firmware may say. */
const UNKNOWN = Uint8Array.of(0xc2, 0x0c, 0x02, 0x08, 0x01);

/** A message of a kind that nobody knows before every n-th frame. */
export const unknownVariant: BehaviorKind = {
  name: 'unknown-variant',
  usage: '5',
  drawSeconds: 60,
  create({ args }) {
    const isTurn = everyNth(args.number(0, 5));
    return { onOutput: (frame) => (isTurn() ? [encodeFrame(UNKNOWN), frame] : frame) };
  },
};
