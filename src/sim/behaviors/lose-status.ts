import { type BehaviorKind, everyNth } from './kind.js';

/** Every n-th queueStatus about a packet is lost, as in the node's queue of two. Answers to heartbeats stay. */
export const loseStatus: BehaviorKind = {
  name: 'lose-status',
  usage: '1',
  drawSeconds: 60,
  create({ args, events }) {
    const isTurn = everyNth(args.number(0, 1));
    return {
      onFromRadio(message) {
        const { payloadVariant } = message;
        if (payloadVariant.case !== 'queueStatus' || payloadVariant.value.meshPacketId === 0) return message;
        if (!isTurn()) return message;
        events.count('statusLost');
        return 'handled';
      },
    };
  },
};
