import type { BehaviorKind } from './kind.js';

/** The transmit queue has no place left: `res` 32 for every packet. */
export const txFull: BehaviorKind = {
  name: 'tx-full',
  usage: '',
  drawSeconds: 30,
  create: ({ switches, undo }) => ({
    start: () => undo(switches.override('txQueue', 0)),
  }),
};
