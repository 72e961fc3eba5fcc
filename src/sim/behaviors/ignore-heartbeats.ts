import type { BehaviorKind } from './kind.js';

/** Heartbeats go unanswered, as before firmware 2.7.4. */
export const ignoreHeartbeats: BehaviorKind = {
  name: 'ignore-heartbeats',
  usage: '',
  drawSeconds: 120,
  create: () => ({
    onToRadio: (message) => (message.payloadVariant.case === 'heartbeat' ? 'handled' : message),
  }),
};
