import type { BehaviorKind } from './kind.js';

/** The connection is reset; with `frame` in the middle of the next frame. */
export const rst: BehaviorKind = {
  name: 'rst',
  usage: 'now',
  drawSeconds: 0,
  create({ args, front, finish }) {
    const reset = () => {
      front.rst();
      finish();
    };
    if (args.choice(0, ['now', 'frame']) === 'now') return { start: reset };
    return {
      onOutput(frame) {
        front.inject(frame.subarray(0, Math.ceil(frame.length / 2)));
        reset();
        return 'handled';
      },
    };
  },
};
