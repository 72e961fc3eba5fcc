import type { NodeNum } from '../../mesh/ids.js';
import type { MeshNode } from '../../mesh/mesh-node.js';
import type { BotContext } from '../context.js';

export interface SilentNode {
  readonly nodeNum: NodeNum;
  readonly lastHeard: number;
}

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** Heard so seldom before, nobody is missed: who passes by, or is at the edge of the mesh. */
const LEAST_PACKETS = 5;
/** What is remembered of who sent how much goes farther back, and nobody waits for those. */
const REGULAR_DAYS = 7;

/** Who was heard often until more than a day ago, and within the time asked about; those longest silent last. */
export function goneSilent({ nodes, radio, history, clock }: BotContext, hours: number): SilentNode[] {
  const now = clock.now();
  const until = now - DAY_MS;
  const from = now - Math.max(2 * DAY_MS, hours * HOUR_MS);
  const gone = nodes
    .all()
    .filter(({ nodeNum }) => nodeNum !== radio.own?.nodeNum)
    .flatMap((node) => {
      const lastHeard = lastByRadio(node);
      const isGone = lastHeard !== undefined && lastHeard >= from && lastHeard < until;
      return isGone ? [{ nodeNum: node.nodeNum, lastHeard }] : [];
    });
  if (gone.length === 0) return [];
  const before = { from: from - REGULAR_DAYS * DAY_MS, to: until };
  const packets = history.senderDays(
    gone.map(({ nodeNum }) => nodeNum),
    before,
  );
  return gone
    .filter(({ nodeNum }) => (packets.get(nodeNum) ?? 0) >= LEAST_PACKETS)
    .sort((a, b) => b.lastHeard - a.lastHeard);
}

/** A broker may still tell of a node that no radio hears. */
function lastByRadio({ viaMqtt, lastHeard, toldByRadio }: MeshNode): number | undefined {
  return viaMqtt ? toldByRadio?.life : lastHeard;
}
