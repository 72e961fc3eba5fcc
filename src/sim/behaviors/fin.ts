import type { BehaviorKind } from './kind.js';

/** The node closes cleanly, as its idle timeout does. */
export const fin: BehaviorKind = {
  name: 'fin',
  usage: '',
  drawSeconds: 0,
  create: ({ front, finish }) => ({
    start() {
      front.fin();
      finish();
    },
  }),
};
