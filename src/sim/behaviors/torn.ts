import { type BehaviorKind, everyNth } from './kind.js';

/** Every n-th frame is cut at a random byte, and the next one follows (a short write, arduino-esp32 2.x WiFiClient.cpp). */
export const torn: BehaviorKind = {
  name: 'torn',
  usage: '1',
  drawArgs: '7',
  drawSeconds: 60,
  create({ args, stream }) {
    const isTurn = everyNth(args.number(0, 1));
    return {
      onOutput: (frame) =>
        isTurn() ? frame.subarray(0, stream.int(1, Math.max(1, frame.length - 1))) : frame,
    };
  },
};
