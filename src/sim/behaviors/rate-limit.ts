import type { BehaviorKind } from './kind.js';

/** All gaps between packets are n times as long. */
export const rateLimit: BehaviorKind = {
  name: 'rate-limit',
  usage: '4',
  drawSeconds: 120,
  create({ args, switches, undo }) {
    const times = args.number(0, 4);
    const { textSeconds, tracerouteSeconds, othersSeconds } = switches.values.gaps;
    const gaps = {
      textSeconds: textSeconds * times,
      tracerouteSeconds: tracerouteSeconds * times,
      othersSeconds: othersSeconds * times,
    };
    return { start: () => undo(switches.override('gaps', gaps)) };
  },
};
