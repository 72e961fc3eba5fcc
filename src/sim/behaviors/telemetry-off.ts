import type { BehaviorKind } from './kind.js';

/** The node says nothing of its own accord. */
export const telemetryOff: BehaviorKind = {
  name: 'telemetry-off',
  usage: '',
  drawSeconds: 300,
  create: ({ switches, undo }) => ({
    start: () => undo(switches.override('ownTelemetrySeconds', 0)),
  }),
};
