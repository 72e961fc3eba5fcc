import { type BehaviorKind, everyNth } from './kind.js';

/** A start byte that starts nothing before every n-th frame: `94 94 C3 …` in turn with `94`, another byte, `94 C3 …`. */
export const stray94: BehaviorKind = {
  name: 'stray94',
  usage: '1',
  drawSeconds: 60,
  create({ args, stream }) {
    const isTurn = everyNth(args.number(0, 1));
    const isAlone = everyNth(2);
    return {
      onOutput(frame) {
        if (!isTurn()) return frame;
        return [isAlone() ? Uint8Array.of(0x94, stream.int(0, 0x7f)) : Uint8Array.of(0x94), frame];
      },
    };
  },
};
