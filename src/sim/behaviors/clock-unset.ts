import type { BehaviorKind } from './kind.js';

/** The node does not know the time: `rx_time` is 0. */
export const clockUnset: BehaviorKind = {
  name: 'clock-unset',
  usage: '',
  drawSeconds: 60,
  create: ({ switches, undo }) => ({
    start: () => undo(switches.override('clockSet', false)),
  }),
};
