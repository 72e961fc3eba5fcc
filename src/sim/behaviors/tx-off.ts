import type { BehaviorKind } from './kind.js';

/** The transmitter is switched off: `res` 34. */
export const txOff: BehaviorKind = {
  name: 'tx-off',
  usage: '',
  drawSeconds: 30,
  create: ({ switches, undo }) => ({
    start: () => undo(switches.override('txEnabled', false)),
  }),
};
