import { HandshakeCounter } from './frames.js';
import type { BehaviorKind } from './kind.js';

/** A pause of so many seconds before frame k of each handshake: a stuck write. */
export const dumpStall: BehaviorKind = {
  name: 'dump-stall',
  usage: '12,20',
  drawSeconds: 60,
  create({ args }) {
    const stallMs = args.number(0, 12) * 1000;
    const frame = args.number(1, 20);
    const counter = new HandshakeCounter();
    return {
      onAccept() {
        counter.forget();
        return 'accept';
      },
      onHold: (message) => (counter.place(message) === frame ? stallMs : 0),
    };
  },
};
