import type { BehaviorKind } from './kind.js';

/** Local administration is refused (firmware 2.7.26 src/modules/AdminModule.cpp:84-127). */
export const managed: BehaviorKind = {
  name: 'managed',
  usage: '',
  drawSeconds: 60,
  create: ({ switches, undo }) => ({
    start: () => undo(switches.override('managed', true)),
  }),
};
