import { createMemoryConnection } from '../front/memory-pipe.js';
import type { BehaviorKind } from './kind.js';

/** Another client, such as a phone, takes the slot again and again and says nothing. */
export const thief: BehaviorKind = {
  name: 'thief',
  usage: '60,0',
  drawSeconds: 200,
  create({ args, events, front, every, after, undo }) {
    const periodSeconds = args.atLeast(0, 60, 0.1);
    const keepSeconds = args.number(1, 0);
    let leave = () => {};
    const visit = () => {
      if (front.isRefusing) return;
      const { wire, pipe } = createMemoryConnection();
      leave = () => void pipe.close();
      events.add('behavior', 'thief-connects');
      front.admit(wire);
      after(keepSeconds * 1000, leave);
    };
    undo(() => leave());
    return { start: () => every(periodSeconds * 1000, visit) };
  },
};
