import { create } from '@bufbuild/protobuf';
import { Mesh } from '@meshtastic/protobufs';
import { fromRadio } from './frames.js';
import type { BehaviorContext, BehaviorKind } from './kind.js';

const TX_PLACES = 16;

/** Every n seconds a queueStatus of a packet of the node's own, and one with id 0. */
export const foreignStatus: BehaviorKind = {
  name: 'foreign-status',
  usage: '5',
  drawSeconds: 60,
  create(context) {
    const everyMs = context.args.atLeast(0, 5, 0.1) * 1000;
    const speak = () => {
      pushStatus(context, context.stream.int(1, 0xffff_ffff));
      pushStatus(context, 0);
    };
    return { start: () => context.every(everyMs, speak) };
  },
};

function pushStatus({ front }: BehaviorContext, meshPacketId: number): void {
  const value = create(Mesh.QueueStatusSchema, {
    res: 0,
    free: TX_PLACES - 1,
    maxlen: TX_PLACES,
    meshPacketId,
  });
  front.push(fromRadio({ case: 'queueStatus', value }));
}
