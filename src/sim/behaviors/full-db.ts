import { toNodeNum } from '../../mesh/ids.js';
import { forge, forgedNodeInfo } from './forge.js';
import type { BehaviorContext, BehaviorKind } from './kind.js';

/** The node database is full, and every n seconds a new sender takes the place of another one. */
export const fullDb: BehaviorKind = {
  name: 'full-db',
  usage: '60',
  drawSeconds: 300,
  create(context) {
    const { args, node, switches, every, undo } = context;
    const everyMs = args.atLeast(0, 60, 0.1) * 1000;
    return {
      start() {
        undo(switches.override('capacity', node.knownNodes().length));
        every(everyMs, () => node.hear(newSender(context)));
      },
    };
  },
};

function newSender(context: BehaviorContext) {
  const { stream } = context;
  const from = toNodeNum(stream.int(0x1000_0000, 0xfeff_ffff));
  const shortName = from.toString(16).slice(-4);
  return forge(
    context,
    forgedNodeInfo(from, { longName: `Passer-by ${shortName}`, shortName }, stream.bytes(32)),
  );
}
