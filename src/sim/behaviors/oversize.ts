import { type BehaviorKind, everyNth } from './kind.js';

/** A header with an impossible length before every n-th frame. */
export const oversize: BehaviorKind = {
  name: 'oversize',
  usage: '65535,5',
  drawSeconds: 60,
  create({ args }) {
    const length = args.number(0, 65_535);
    const isTurn = everyNth(args.number(1, 5));
    const header = Uint8Array.of(0x94, 0xc3, (length >> 8) & 0xff, length & 0xff);
    return { onOutput: (frame) => (isTurn() ? [header, frame] : frame) };
  },
};
