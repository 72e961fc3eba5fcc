import { HandshakeCounter } from './frames.js';
import type { BehaviorKind } from './kind.js';

/** The node closes at frame k of a handshake, after half of it: a short write on 2.8. So many times, 0 for always. */
export const dumpCut: BehaviorKind = {
  name: 'dump-cut',
  usage: '20,1',
  drawSeconds: 60,
  create({ args, front, finish }) {
    const frameToCut = args.number(0, 20);
    let timesLeft = args.number(1, 1) || Number.POSITIVE_INFINITY;
    const counter = new HandshakeCounter();
    let isNext = false;
    return {
      onAccept() {
        counter.forget();
        return 'accept';
      },
      onHold(message) {
        isNext = counter.place(message) === frameToCut;
        return 0;
      },
      onOutput(frame) {
        if (!isNext) return frame;
        isNext = false;
        timesLeft -= 1;
        front.inject(frame.subarray(0, Math.ceil(frame.length / 2)));
        front.fin();
        if (timesLeft === 0) finish();
        return 'handled';
      },
    };
  },
};
