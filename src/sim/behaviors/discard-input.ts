import type { BehaviorKind } from './kind.js';

/** What the client sends is thrown away. */
export const discardInput: BehaviorKind = {
  name: 'discard-input',
  usage: '5',
  drawSeconds: 5,
  create({ args, events, finishAfter }) {
    finishAfter(args.number(0, 5));
    return {
      onInput(bytes) {
        events.count('bytesDiscarded', bytes.length);
        return 'handled';
      },
    };
  },
};
